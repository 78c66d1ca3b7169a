"""The training loop: stages of passes over the corpus, with a moving average of the weights, checkpoints and resume."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from models.network import TokenNetwork
from training.network.examples import Example, Item, collate, pass_over
from training.network.loss import losses
from training.network.settings import Stage, TrainSettings

CHECKPOINT = "checkpoint.pt"
LOG_EVERY = 20
STANDARDISE_BATCHES = 16
Report = Callable[[str, dict[str, float]], None]


class MovingAverage:
    """Weights averaged over the steps, with a shorter memory at the start."""

    def __init__(self, network: TokenNetwork, decay: float, every: int = 4) -> None:
        self.decay = decay
        self.every = every
        self.steps = 0
        self.weights = {name: value.detach().clone() for name, value in network.state_dict().items()}

    @torch.no_grad()
    def update(self, network: TokenNetwork) -> None:
        self.steps += 1
        if self.steps % self.every:
            return
        decay = min(self.decay, (1 + self.steps) / (10 + self.steps)) ** self.every
        names = [name for name, value in self.weights.items() if value.is_floating_point()]
        now = network.state_dict()
        torch._foreach_lerp_([self.weights[name] for name in names], [now[name] for name in names], 1 - decay)


@dataclass
class Trainer:
    """Trains `network` on `items` by `settings`; `folder` holds the checkpoint, `report` takes figures by kind of row."""

    network: TokenNetwork
    tokenizer: Tokenizer
    settings: TrainSettings
    not_raised: tuple[tuple[int, int], ...]
    folder: Path
    report: Report
    evaluate: Callable[[TokenNetwork], dict[str, float]] | None = None
    stage: int = 0
    step: int = 0
    passed: int = 0
    batch: int = 0
    _sums: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        torch.set_flush_denormal(True)
        if self.settings.threads:
            torch.set_num_threads(self.settings.threads)
        torch.manual_seed(self.settings.seed)
        self.device = device_of(self.settings)
        self.network.to(self.device)
        self._bf16 = self.device.type == "cuda" if self.settings.bf16 is None else self.settings.bf16
        self.average = MovingAverage(self.network, self.settings.average)
        self.optimizer = torch.optim.AdamW(groups(self.network, self.settings), betas=(0.9, 0.98), fused=True)
        self._rates = [group["lr"] for group in self.optimizer.param_groups]
        self._saved = time.monotonic()

    def run(self, items_of: Callable[[Stage], Sequence[Item]]) -> None:
        """Goes through the stages from where the checkpoint, if there is one, left off."""
        stages = self.settings.stages
        if not self.resume():
            self._standardise(self._pass(stages[0], items_of(stages[0]), 0)[:STANDARDISE_BATCHES])
        while self.stage < len(stages):
            stage = stages[self.stage]
            self._run_stage(stage, items_of(stage))
            self.stage, self.step, self.passed, self.batch = self.stage + 1, 0, 0, 0
            self.save()

    def _run_stage(self, stage: Stage, items: Sequence[Item]) -> None:
        batches = self._pass(stage, items, self.passed)
        total = math.ceil(len(batches) * stage.passes)
        evaluated = time.monotonic()
        while self.step < total:
            if self.batch >= len(batches):
                self.passed, self.batch = self.passed + 1, 0
                batches = self._pass(stage, items, self.passed)
                self._evaluate(stage)
            self._learn(batches[self.batch], rate(stage, self.step / total), heads_only=stage.heads_only)
            self.step += 1
            self.batch += 1
            if self.step % LOG_EVERY == 0:
                self._tell(stage, total, time.monotonic() - evaluated)
                evaluated = time.monotonic()
            if time.monotonic() - self._saved > self.settings.checkpoint_seconds:
                self.save()
        self._evaluate(stage)

    def _pass(self, stage: Stage, items: Sequence[Item], number: int) -> list[list[Example]]:
        seed = self.settings.seed * 1_000_003 + self.stage * 1009 + number
        settings = self.settings
        if stage.pieces_a_batch is not None:
            settings = settings.model_copy(update={"pieces_a_batch": stage.pieces_a_batch})
        return pass_over(items, self.tokenizer, settings, whole_notes=stage.whole_notes, seed=seed)

    def _standardise(self, batches: Sequence[Sequence[Example]]) -> None:
        heads = self.network.heads
        made = [collate(batch, len(heads.labels), len(heads.qualifiers), self.not_raised) for batch in batches]
        self.network.eval().standardise((self._tensor(b.ids), self._tensor(b.mask)) for b in made)
        self.average = MovingAverage(self.network, self.settings.average)

    def _learn(self, examples: Sequence[Example], factor: float, *, heads_only: bool) -> None:
        heads = self.network.heads
        batch = collate(examples, len(heads.labels), len(heads.qualifiers), self.not_raised)
        parts_of = (batch.ids, batch.mask, batch.mentions, batch.values, batch.raised)
        ids, mask, mentions, values, raised = (self._tensor(part) for part in parts_of)
        self.network.train()
        for group, base in zip(self.optimizer.param_groups, self._rates, strict=True):
            group["lr"] = (self.settings.heads_only_rate if heads_only else base) * factor
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self._bf16):
            mention, qualify = self.network(ids, mask, learn_encoder=not heads_only)
        parts = losses(
            mention.float(),
            qualify.float(),
            mask,
            mentions,
            values,
            raised,
            heads,
            self.not_raised,
            self.settings.positive_weight,
        )
        total = parts.total(self.settings)
        self.optimizer.zero_grad(set_to_none=True)
        torch.autograd.backward(total)
        norm = torch.nn.utils.clip_grad_norm_(self.network.parameters(), self.settings.clip)
        self.optimizer.step()
        self.average.update(self.network)
        self._add(total=total, mention=parts.mention, qualifier=parts.qualifier, note=parts.note, norm=norm)
        self._sums["pieces"] = self._sums.get("pieces", 0.0) + float(mask.sum())

    def _tensor(self, part: np.ndarray) -> Tensor:
        return torch.from_numpy(part).to(self.device)

    def _add(self, **figures: Tensor) -> None:
        for name, value in figures.items():
            self._sums[name] = self._sums.get(name, 0.0) + float(value.detach())

    def _tell(self, stage: Stage, total: int, seconds: float) -> None:
        pieces = self._sums.pop("pieces", 0.0)
        figures = {name: value / LOG_EVERY for name, value in self._sums.items()}
        self.report(stage.name, {"step": self.step, "of": total, **figures, "pieces_a_second": pieces / seconds})
        self._sums.clear()

    def _evaluate(self, stage: Stage) -> None:
        if self.evaluate is not None:
            with self.averaged():
                found = self.evaluate(self.network.eval())
            self.report(f"{stage.name} development", {"step": self.step, "pass": self.passed, **found})

    def averaged(self) -> _Averaged:
        """A context in which the network has its averaged weights."""
        return _Averaged(self.network, self.average)

    def save(self) -> None:
        """Writes a checkpoint, whole or not at all."""
        state: dict[str, Any] = {
            "network": self.network.state_dict(),
            "average": self.average.weights,
            "average_steps": self.average.steps,
            "optimizer": self.optimizer.state_dict(),
            "random": torch.get_rng_state(),
            "at": (self.stage, self.step, self.passed, self.batch),
        }
        self.folder.mkdir(parents=True, exist_ok=True)
        new = self.folder / (CHECKPOINT + ".new")
        torch.save(state, new)
        new.replace(self.folder / CHECKPOINT)
        self._saved = time.monotonic()

    def resume(self) -> bool:
        """Takes up the checkpoint of the folder, if there is one."""
        path = self.folder / CHECKPOINT
        if not path.exists():
            return False
        state = torch.load(path, weights_only=True, map_location=self.device)
        self.network.load_state_dict(state["network"])
        self.average.weights, self.average.steps = state["average"], state["average_steps"]
        self.optimizer.load_state_dict(state["optimizer"])
        torch.set_rng_state(state["random"].cpu())
        self.stage, self.step, self.passed, self.batch = state["at"]
        return True


class _Averaged:
    def __init__(self, network: TokenNetwork, average: MovingAverage) -> None:
        self.network, self.average = network, average

    def __enter__(self) -> TokenNetwork:
        self.kept = {name: value.detach().clone() for name, value in self.network.state_dict().items()}
        self.network.load_state_dict(self.average.weights)
        return self.network

    def __exit__(self, *error: object) -> None:
        self.network.load_state_dict(self.kept)


def device_of(settings: TrainSettings) -> torch.device:
    """Where a run trains."""
    return torch.device(settings.device or ("cuda" if torch.cuda.is_available() else "cpu"))


def rate(stage: Stage, done: float) -> float:
    """The factor of the learning rates when a share `done` of a stage is past: up, level, down by a cosine."""
    if done < stage.warm_up:
        return max(done / stage.warm_up, 0.01)
    if done > 1 - stage.decay:
        return 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * (done - 1 + stage.decay) / stage.decay))
    return 1.0


def groups(network: TokenNetwork, settings: TrainSettings) -> list[dict[str, Any]]:
    """Parameters by learning rate: heads fastest, then every layer down slower; no decay for biases and norms."""
    layers = network.encoder.config.num_hidden_layers
    found: dict[tuple[float, float], list[Tensor]] = {}
    for name, parameter in network.named_parameters():
        if not name.startswith("encoder."):
            speed = settings.head_rate
        else:
            depth = int(name.split(".layer.")[1].split(".")[0]) + 1 if ".layer." in name else 0
            speed = settings.encoder_rate * settings.layer_decay ** (layers - depth)
        decay = settings.weight_decay if parameter.dim() > 1 else 0.0
        found.setdefault((speed, decay), []).append(parameter)
    return [{"params": params, "lr": speed, "weight_decay": decay} for (speed, decay), params in found.items()]

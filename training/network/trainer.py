"""Training with `transformers.Trainer`: what is our own in it is the loss, learning rates by layer, a moving average of the
weights, and figures on the development notes after every pass.

A folder holds `checkpoint-N/` of every few minutes; one counts from when the moving average, written last, is in it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor
from torch.optim.swa_utils import AveragedModel
from transformers import (
    EarlyStoppingCallback,
    PrinterCallback,
    Trainer,
    TrainerCallback,
    TrainerControl,
    TrainerState,
    TrainingArguments,
)

from models.network import TokenNetwork
from training.network.loss import losses
from training.network.schedule import Schedule
from training.network.settings import TrainSettings

AVERAGE, BEST = "average.safetensors", "best.safetensors"
WATCHED = "macro_f1"
"""The development figure by which training stops early and the best weights are kept."""
LOG_EVERY = 20
AVERAGE_EVERY = 4
STANDARDISE_BATCHES = 16
Report = Callable[[str, dict[str, float]], None]
Evaluate = Callable[[TokenNetwork], dict[str, float]]
Weights = tuple[Tensor, ...] | list[Tensor]


class NetworkTrainer(Trainer):
    """Trains `network` by `settings` on the batches of `schedule`.

    `folder` holds the checkpoints; `report` takes figures by kind of row; `evaluate`, if any, gives figures of a network on
    development notes, `WATCHED` among them. `average` is the network that is kept.
    """

    def __init__(
        self,
        network: TokenNetwork,
        settings: TrainSettings,
        schedule: Schedule,
        not_raised: Sequence[tuple[int, int]],
        folder: Path,
        report: Report,
        evaluate: Evaluate | None = None,
    ) -> None:
        torch.set_flush_denormal(True)
        if settings.threads:
            torch.set_num_threads(settings.threads)
        self._network = network
        self._settings = settings
        self._schedule = schedule
        self._not_raised = not_raised
        self._report = report
        self._watch = evaluate
        self._sums: dict[str, float] = {}
        self._told = time.monotonic()
        self._folder = folder
        arguments = _arguments(settings, folder, len(schedule), watch=evaluate is not None)
        self.average = _Average(network, settings, schedule, arguments.device)
        callbacks: list[TrainerCallback] = [self.average]
        if evaluate is not None and settings.patience is not None:
            callbacks.append(EarlyStoppingCallback(settings.patience))
        super().__init__(
            model=network,
            args=arguments,
            train_dataset=schedule,
            eval_dataset=[] if evaluate is not None else None,
            data_collator=_only,
            callbacks=callbacks,
        )
        self.remove_callback(PrinterCallback)

    def run(self) -> TokenNetwork:
        """Trains, from the last checkpoint if there is one, and gives the network to keep."""
        checkpoint = last_checkpoint(self._folder)
        if checkpoint is not None:
            self.average.load(checkpoint)
        elif self._settings.start is None:
            self._standardise()
        self._told = time.monotonic()
        self.train(resume_from_checkpoint=str(checkpoint) if checkpoint else None)
        return self.average.kept(self._folder)

    def compute_loss(
        self, model: Any, inputs: dict[str, Any], return_outputs: bool = False, num_items_in_batch: Any = None
    ) -> Any:
        """The loss of one batch of the schedule."""
        mention, qualify = model(inputs["ids"], inputs["mask"], learn_encoder=inputs["learn_encoder"])
        parts = losses(
            mention.float(),
            qualify.float(),
            inputs["mask"],
            inputs["mentions"],
            inputs["values"],
            inputs["raised"],
            self._network.heads,
            self._not_raised,
            self._settings.positive_weight,
        )
        self._add(mention=parts.mention, qualifier=parts.qualifier, note=parts.note, pieces=inputs["mask"].sum())
        return parts.total(self._settings)

    def create_optimizer(self, model: Any = None) -> torch.optim.Optimizer:
        """AdamW with a rate for every layer."""
        if self.optimizer is None:
            self.optimizer = torch.optim.AdamW(groups(self._network, self._settings), betas=(0.9, 0.98), fused=True)
        return self.optimizer

    def create_scheduler(
        self, num_training_steps: int, optimizer: torch.optim.Optimizer | None = None
    ) -> torch.optim.lr_scheduler.LRScheduler:
        """Rates as the stages have them."""
        if self.lr_scheduler is None:
            used = optimizer or self.create_optimizer()
            factors: list[Callable[[int], float]] = [
                partial(self._schedule.rate, base=group["lr"]) for group in used.param_groups
            ]
            self.lr_scheduler = torch.optim.lr_scheduler.LambdaLR(used, factors)
            self._created_lr_scheduler = True
        return self.lr_scheduler

    def evaluate(self, *args: Any, **kwargs: Any) -> dict[str, float]:
        """Figures of the averaged network on the development notes."""
        if self._watch is None:
            return {}
        found = self._watch(self.average.network)
        step = self.state.global_step
        self._report(f"{self._schedule.stage(step - 1).name} development", {"step": step, **found})
        metrics = {f"eval_{name}": value for name, value in found.items()}
        self.control = self.callback_handler.on_evaluate(self.args, self.state, self.control, metrics)
        return metrics

    def log(self, logs: dict[str, float], start_time: float | None = None) -> None:
        """Reports losses, the norm of the gradient and the speed since the last time."""
        if "loss" in logs and self._sums:
            now = time.monotonic()
            pieces = self._sums.pop("pieces")
            steps = self._sums.pop("steps")
            figures = {name: value / steps for name, value in self._sums.items()}
            step = self.state.global_step
            told = {
                "total": logs["loss"],
                **figures,
                "norm": logs["grad_norm"],
                "pieces_a_second": pieces / (now - self._told),
            }
            self._report(self._schedule.stage(step - 1).name, {"step": step, "of": len(self._schedule), **told})
            self._sums.clear()
            self._told = now
        super().log(logs, start_time)

    def _add(self, **figures: Tensor) -> None:
        self._sums["steps"] = self._sums.get("steps", 0.0) + 1
        for name, value in figures.items():
            self._sums[name] = self._sums.get(name, 0.0) + float(value.detach())

    def _standardise(self) -> None:
        batches = self._schedule.first(STANDARDISE_BATCHES)
        device = self.args.device
        self._network.eval().standardise((batch["ids"].to(device), batch["mask"].to(device)) for batch in batches)
        self.average.network.load_state_dict(self._network.state_dict())


class _Average(TrainerCallback):
    """Weights averaged over the steps, with a shorter memory at the start; when to save, to evaluate, and which to keep."""

    def __init__(
        self, network: TokenNetwork, settings: TrainSettings, schedule: Schedule, device: torch.device
    ) -> None:
        self._decay = settings.average
        self._patience = settings.patience
        self._seconds = settings.checkpoint_seconds
        self._schedule = schedule
        self._saved = time.monotonic()
        self._model = AveragedModel(network, device=device, multi_avg_fn=self._mix)

    @property
    def network(self) -> TokenNetwork:
        """The averaged network, to predict with."""
        network: Any = self._model.module
        averaged: TokenNetwork = network.eval()
        return averaged

    def load(self, checkpoint: Path) -> None:
        self._model.load_state_dict(load_file(checkpoint / AVERAGE))

    def kept(self, folder: Path) -> TokenNetwork:
        """The network to keep: the best on the development notes where training may stop early, else the last."""
        if self._patience is not None and (folder / BEST).exists():
            self._model.load_state_dict(load_file(folder / BEST))
        return self.network

    def on_step_end(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any) -> None:
        if state.global_step % AVERAGE_EVERY == 0:
            self._model.update_parameters(kwargs["model"])
        if args.eval_strategy != "no" and self._schedule.ends_pass(state.global_step):
            control.should_evaluate = True
        if time.monotonic() - self._saved > self._seconds:
            control.should_save = True

    def on_evaluate(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any) -> None:
        found = kwargs["metrics"][f"eval_{WATCHED}"]
        if state.best_metric is None or found > state.best_metric:
            self._save(Path(str(args.output_dir)) / BEST)

    def on_save(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any) -> None:
        self._save(Path(str(args.output_dir)) / f"checkpoint-{state.global_step}" / AVERAGE)
        self._saved = time.monotonic()

    def _save(self, path: Path) -> None:
        new = path.with_suffix(".new")
        save_file({name: value.contiguous() for name, value in self._model.state_dict().items()}, new)
        new.replace(path)

    def _mix(self, averaged: Weights, now: Weights, times: Tensor | int) -> None:
        steps = AVERAGE_EVERY * (int(times) + 1)
        decay = min(self._decay, (1 + steps) / (10 + steps)) ** AVERAGE_EVERY
        torch._foreach_lerp_(averaged, now, 1 - decay)


def last_checkpoint(folder: Path) -> Path | None:
    """The last checkpoint that was wholly written, if there is one."""
    whole = [path.parent for path in folder.glob(f"checkpoint-*/{AVERAGE}")]
    return max(whole, key=lambda path: int(path.name.split("-")[1]), default=None)


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


def _arguments(settings: TrainSettings, folder: Path, steps: int, *, watch: bool) -> TrainingArguments:
    on_card = settings.device != "cpu" and torch.cuda.is_available()
    return TrainingArguments(
        output_dir=str(folder),
        num_train_epochs=1,
        per_device_train_batch_size=1,
        train_sampling_strategy="sequential",
        max_grad_norm=settings.clip,
        bf16=on_card if settings.bf16 is None else settings.bf16,
        use_cpu=settings.device == "cpu" or not on_card,
        seed=settings.seed,
        logging_steps=LOG_EVERY,
        eval_strategy="steps" if watch else "no",
        eval_steps=steps,
        metric_for_best_model=WATCHED if watch else None,
        greater_is_better=True,
        save_strategy="no",
        save_total_limit=2,
        remove_unused_columns=False,
        dataloader_pin_memory=False,
        disable_tqdm=True,
        report_to="none",
    )


def _only(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """A step of the schedule is a batch already."""
    (batch,) = rows
    return batch

"""What a network learns from, step by step: the batches of every pass of every stage, and the learning rate at each."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import fields
from itertools import accumulate
from typing import Any

import torch
from tokenizers import Tokenizer
from torch.utils.data import Dataset

from models.network import Heads
from training.network.examples import Example, Item, collate, pass_over
from training.network.settings import Stage, TrainSettings

Collate = Callable[[Sequence[Example]], dict[str, Any]]


class Schedule(Dataset[dict[str, Any]]):
    """All steps of a run; `schedule[step]` is the batch of a step, the same whenever it is asked for.

    A pass has as many steps as the first of its stage. Where chance makes a later one a batch longer, that batch waits for
    another pass; where it is shorter, its first batches come twice.
    """

    def __init__(
        self,
        settings: TrainSettings,
        items_of: Callable[[Stage], Sequence[Item]],
        tokenizer: Tokenizer,
        batch: Collate,
    ) -> None:
        self._settings = settings
        self._items_of = items_of
        self._tokenizer = tokenizer
        self._batch = batch
        self._pass: tuple[tuple[int, int], list[list[Example]]] = ((-1, -1), [])
        self._steps_a_pass = [len(self._batches(number, 0)) for number in range(len(settings.stages))]
        if not all(self._steps_a_pass):
            empty = settings.stages[self._steps_a_pass.index(0)]
            raise ValueError(f"stage {empty.name} has nothing to learn from")
        steps = [math.ceil(n * s.passes) for n, s in zip(self._steps_a_pass, settings.stages, strict=True)]
        self._starts = [0, *accumulate(steps)]

    def __len__(self) -> int:
        return self._starts[-1]

    def __getitem__(self, step: int) -> dict[str, Any]:
        if not 0 <= step < len(self):
            raise IndexError(step)
        number = self._number(step)
        passed, at = divmod(step - self._starts[number], self._steps_a_pass[number])
        batches = self._batches(number, passed)
        return self._batch(batches[at % len(batches)]) | {"learn_encoder": not self._settings.stages[number].heads_only}

    def first(self, batches: int) -> list[dict[str, Any]]:
        """The first batches of the first stage."""
        return [self[step] for step in range(min(batches, self._starts[1]))]

    def stage(self, step: int) -> Stage:
        """The stage that a step belongs to."""
        return self._settings.stages[self._number(step)]

    def ends_pass(self, steps: int) -> bool:
        """Whether a pass or a stage is over when so many steps are done."""
        number = self._number(steps - 1)
        done = steps - self._starts[number]
        return done % self._steps_a_pass[number] == 0 or steps == self._starts[number + 1]

    def rate(self, step: int, base: float) -> float:
        """The factor of the learning rate `base` at a step; after the last that of the last."""
        step = min(step, len(self) - 1)
        number = self._number(step)
        stage = self._settings.stages[number]
        done = (step - self._starts[number]) / (self._starts[number + 1] - self._starts[number])
        return rate(stage, done) * (self._settings.heads_only_rate / base if stage.heads_only else 1.0)

    def _number(self, step: int) -> int:
        return min(bisect_right(self._starts, step), len(self._settings.stages)) - 1

    def _batches(self, number: int, passed: int) -> list[list[Example]]:
        if self._pass[0] != (number, passed):
            settings, stage = self._settings, self._settings.stages[number]
            if stage.pieces_a_batch is not None:
                settings = settings.model_copy(update={"pieces_a_batch": stage.pieces_a_batch})
            seed = settings.seed * 1_000_003 + number * 1009 + passed
            items = self._items_of(stage)
            made = pass_over(items, self._tokenizer, settings, whole_notes=stage.whole_notes, seed=seed)
            self._pass = ((number, passed), made)
        return self._pass[1]


def rate(stage: Stage, done: float) -> float:
    """The factor of the learning rates when a share `done` of a stage is past: up, level, down by a cosine."""
    if done < stage.warm_up:
        return max(done / stage.warm_up, 0.01)
    if done > 1 - stage.decay:
        return 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * min((done - 1 + stage.decay) / stage.decay, 1.0)))
    return 1.0


def collated(heads: Heads, not_raised: Sequence[tuple[int, int]]) -> Collate:
    """How examples become a batch of tensors, by the names of `training.network.examples.Batch`."""

    def batch(examples: Sequence[Example]) -> dict[str, Any]:
        made = collate(examples, len(heads.labels), len(heads.qualifiers), not_raised)
        return {part.name: torch.from_numpy(getattr(made, part.name)) for part in fields(made)}

    return batch

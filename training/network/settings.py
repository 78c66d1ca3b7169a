"""Settings of a training run, read from YAML."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

DEFAULT = Path(__file__).parent / "default.yaml"
FURTHER = Path(__file__).parent / "further.yaml"
"""For a network that has been trained already."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Stage(_Strict):
    """One stretch of training over part of the corpus."""

    name: str
    writers: tuple[str, ...] | None = None
    """Ids of the writers to learn from; None for all of the training split."""
    pieces_a_batch: int | None = None
    """Of this stage; None for what holds for all."""
    passes: float = Field(gt=0)
    """How often every item is seen."""
    heads_only: bool = False
    """Only the heads learn, on the encoder as it is: a start that spares the encoder the first wild steps
    (Kumar et al. 2022, "Fine-tuning can distort pretrained features")."""
    whole_notes: int = 1
    """How often a whole note is seen in one pass."""
    warm_up: float = 0.0
    """Share of the steps in which the learning rates rise."""
    decay: float = 0.0
    """Share of the steps, at the end, in which the learning rates fall to nothing by a cosine."""


class Noise(_Strict):
    """Chances of changes to a text, each by itself; 0 switches one off."""

    lower: float = 0.1
    upper: float = 0.02
    no_stop: float = 0.15
    no_signs: float = 0.04
    typos: float = 0.15
    """Chance that a text gets typos; in it, one word in fifteen has one."""
    unknown: float = 0.08
    """Share of the pieces that become unknown."""


class TrainSettings(_Strict):
    """All that decides what a run makes, besides the corpus."""

    base: str = "offline"
    start: str | None = None
    """A model folder, or `default`, to train further; then `base`, `layers` and `mask` are those of that model."""
    blend: float = Field(0.5, ge=0, le=1)
    """After training further: how far what is kept stands from where it started, 0, to where it came, 1. Half-way is better
    than either (Wortsman et al. 2022, "Robust fine-tuning of zero-shot models")."""
    layers: tuple[int, ...] | None = None
    """The layers of the encoder to keep, counted from 0; None for all."""
    mask: bool = True
    """Whether names, places, gender and origin are hidden from the network, in training and ever after."""
    seed: int = 1
    pieces_a_batch: int = Field(1024, ge=32)
    encoder_rate: float = 2e-4
    head_rate: float = 5e-4
    heads_only_rate: float = 1e-3
    """Learning rate of the heads while they learn alone."""
    layer_decay: float = 0.9
    """Every layer down learns this much slower."""
    weight_decay: float = 0.01
    clip: float = 1.0
    dropout: float = 0.1
    average: float = 0.998
    """Decay of the moving average of the weights, which is the model that is kept."""
    positive_weight: float = 3.0
    """Weight of a piece that shows a label against one that does not."""
    note_weight: float = 0.1
    qualifier_weight: float = 1.0
    alone: float = 0.4
    """Share of the snippets that are seen alone; the rest is put together to notes of one voice."""
    together: tuple[int, int] = (2, 6)
    noise: Noise = Noise()
    stages: tuple[Stage, ...]
    patience: int | None = 4
    """After how many passes without a better macro F1 on the development notes training stops; what is kept is then the best.
    None for all stages to their end, and what came out last."""
    checkpoint_seconds: float = 180.0
    threads: int | None = None
    device: Literal["cpu"] | None = None
    """Where to train; None for a graphics card where there is one, else the processor."""
    bf16: bool | None = None
    """Whether to compute in bfloat16 while learning; None for yes on a graphics card, no on a processor."""


def read_settings(path: Path = DEFAULT) -> TrainSettings:
    """Settings from a YAML file. Raises `pydantic.ValidationError` or `OSError`."""
    return TrainSettings.model_validate(yaml.safe_load(path.read_text("utf-8")))

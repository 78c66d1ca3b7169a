"""What a model says of itself: its version, its Dutch card, and how well it did on notes that nobody tuned on."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from models.manifest import read_manifest
from models.scorer import default_model

_CARD, _METRICS, _DESCRIPTION = "MODELKAART.md", "metrics.json", "scorer.json"


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure between 0 and 1 with its 95 % interval, as measured on held-out notes."""

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """`card`: Markdown, or None where the model has none. `figures`: name of a metric to its value with lexicon and model;
    `labels`: label to its F1; `notes`: on how many held-out notes; all empty for a model that was not measured so.
    `measured_on`: day of that measurement (ISO), where it was kept.
    """

    version: str
    card: str | None = None
    notes: int = 0
    figures: dict[str, Measured] = field(default_factory=dict)
    labels: dict[str, float] = field(default_factory=dict)
    measured_on: str | None = None
    trained_on: int | None = None


def model_facts(folder: str | Path | None = None) -> ModelFacts | None:
    """The facts of the model in a folder, or of the one that comes with nietpluis; None where none does.

    Raises `models.errors.ModelError` for a folder without a manifest and `OSError` for one without a description.
    """
    found = str(folder) if folder is not None else default_model()
    if found is None:
        return None
    place = Path(found)
    name = json.loads((place / _DESCRIPTION).read_text("utf-8"))["name"]
    version = f"{name}-{read_manifest(place)}"
    card = (place / _CARD).read_text("utf-8") if (place / _CARD).is_file() else None
    if not (place / _METRICS).is_file():
        return ModelFacts(version, card)
    metrics: dict[str, Any] = json.loads((place / _METRICS).read_text("utf-8"))
    test = metrics.get("test", {})
    joined = test.get("joined", {})
    return ModelFacts(
        version=version,
        card=card,
        notes=joined.get("notes", 0),
        figures={
            name: Measured(row["value"], row["low"], row["high"])
            for name, row in joined.get("rows", {}).items()
            if row["value"] is not None
        },
        labels={name: value for name, value in joined.get("labels", {}).items() if value is not None},
        measured_on=test.get("measured_on"),
        trained_on=metrics.get("trained_on", {}).get("items"),
    )

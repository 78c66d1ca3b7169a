"""A plan of what will be tested and when to stop, written down and registered before the data is seen.

A plan is `bias.yaml`. Registering writes its hash, its content and the date beside it; a report made with it says whether
it still is what was registered, what was planned, and what was added.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator, model_validator

from annotation.corpus import reasons
from eval.bias.counting import ALL_PROTECTIVE, ALL_SIGNALS, metrics
from eval.bias.groups import MINIMUM
from eval.bias.swaps import SWAPS
from eval.bias.use import MEASURES
from pipeline.taxonomy import taxonomy

Kind = Literal["difference", "swap", "calibration", "use", "drift"]


class PlanError(ValueError):
    """A plan or registration that cannot be used."""


class Stop(BaseModel):
    """A limit that is set beforehand: over `at_most` one stops and looks. What each measure takes:

    `difference`: `metric`, `grouping`, `label` (largest distance of any group from the rest, either way);
    `swap`: `swap` (pairs in which any label flips); `calibration`: `grouping` (largest error beyond chance of any group);
    `use`: `name` (a measure of use), `grouping` (largest difference between a group and the rest; without it the rate
    itself); `drift`: `side`, input or output (largest change of a share).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    measure: Kind
    at_most: float = Field(ge=0, le=1)
    metric: str = "miss_rate"
    label: str = ALL_SIGNALS
    grouping: str = ""
    swap: str = ""
    name: str = "override"
    side: Literal["input", "output"] = "output"

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.measure == "difference" and not self.grouping:
            raise ValueError("a limit on a difference needs a grouping")
        _among("metric", self.metric, [metric.id for metric in metrics()])
        _among("label", self.label, _labels())
        _among("name", self.name, list(MEASURES))
        if self.measure == "swap":
            _among("swap", self.swap, list(SWAPS))
        return self


class Plan(BaseModel):
    """What will be compared; `metrics`, `labels` and `swaps` left out: all."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    by: tuple[str, ...] = Field(min_length=1)
    depth: int = Field(default=2, ge=1, le=3)
    minimum: int = Field(default=MINIMUM, ge=2)
    cluster: str | None = None
    seed: int = 0
    draws: int = Field(default=1, ge=1)
    metrics: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    swaps: tuple[str, ...] = ()
    stop: tuple[Stop, ...] = ()

    @field_validator("metrics", "labels", "swaps")
    @classmethod
    def _known(cls, names: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        field = str(info.field_name)
        allowed = {"metrics": [metric.id for metric in metrics()], "labels": _labels(), "swaps": list(SWAPS)}[field]
        for name in names:
            _among(field, name, allowed)
        return names

    def covers(self, grouping: tuple[str, ...], label: str, metric: str) -> bool:
        """Whether a comparison was planned; `grouping`: its columns."""
        return (
            set(grouping) <= set(self.by)
            and len(grouping) <= self.depth
            and (not self.labels or label in self.labels)
            and (not self.metrics or metric in self.metrics)
        )

    def covers_swap(self, swap: str) -> bool:
        """Whether a swap was planned."""
        return not self.swaps or swap in self.swaps


@dataclass(frozen=True, slots=True)
class Registered:
    """A plan with what was registered of it: `date` is None for a plan that never was; `changed`: its fields that differ."""

    plan: Plan
    sha256: str
    date: str | None
    changed: tuple[str, ...] = ()


class _Registration(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    sha256: str
    date: date
    plan: Plan


def registration_of(path: Path) -> Path:
    """Where the registration of a plan stands."""
    return path.with_suffix(".registered.json")


def load_plan(path: Path) -> Registered:
    """A plan and its registration, if there is one beside it. Raises `PlanError` and `OSError`."""
    plan, digest = _read(path)
    file = registration_of(path)
    if not file.exists():
        return Registered(plan, digest, None)
    try:
        then = _Registration.model_validate_json(file.read_bytes())
    except ValidationError as error:
        raise PlanError(f"{file.name}: {reasons(error)[0]}") from error
    changed = [name for name in Plan.model_fields if getattr(then.plan, name) != getattr(plan, name)]
    return Registered(plan, digest, then.date.isoformat(), tuple(changed))


def register(path: Path, today: date) -> Path:
    """Writes the registration beside the plan. Raises `PlanError` where it was registered before: that is what it is for."""
    plan, digest = _read(path)
    file = registration_of(path)
    said = {"sha256": digest, "date": today.isoformat(), "plan": plan.model_dump(mode="json")}
    try:
        with file.open("x", encoding="utf-8") as out:
            out.write(json.dumps(said, ensure_ascii=False, indent=1) + "\n")
    except FileExistsError as error:
        raise PlanError(
            f"{file.name} is there already: a plan is registered once; give a new plan a new name"
        ) from error
    return file


def _read(path: Path) -> tuple[Plan, str]:
    raw = path.read_bytes()
    try:
        return Plan.model_validate(yaml.safe_load(raw)), hashlib.sha256(raw).hexdigest()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise PlanError(f"{path.name}: no YAML{f' (line {mark.line + 1})' if mark else ''}") from error
    except ValidationError as error:
        raise PlanError(f"{path.name}: {'; '.join(reasons(error))}") from error


def _labels() -> list[str]:
    return [*taxonomy().labels, ALL_SIGNALS, ALL_PROTECTIVE]


def _among(field: str, name: str, allowed: list[str]) -> None:
    if name not in allowed:
        raise ValueError(f"no {field} {name[:40]!r}; known are {', '.join(allowed)}")

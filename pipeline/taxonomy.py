"""The taxonomy: which signals, protective factors, qualifiers and triage questions exist, and their Dutch names.

Read once from `signals.yaml` beside this file. Identifiers are fixed; outputs, corpora and evaluations use them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.language.data import read_yaml

PROTECTIVE_DOMAIN = "beschermend"
NOT_RAISED = {"presence": ("ontkend",), "temporality": ("verleden",), "experiencer": ("ander",)}
"""The values by which a mention is not raised."""


@dataclass(frozen=True, slots=True)
class Label:
    """A signal or protective factor of the taxonomy."""

    id: str
    label: str
    domain: str
    definition: str
    excludes: str | None = None
    applies_to: str = "algemeen"
    source: tuple[str, ...] = ()
    zrm: str | None = None

    @property
    def protective(self) -> bool:
        return self.domain == PROTECTIVE_DOMAIN


@dataclass(frozen=True, slots=True)
class Question:
    """One of the three questions of triage."""

    id: str
    question: str


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """Everything in `signals.yaml`, in its order.

    `labels` maps all 35 ids (signals first, then protective factors); `qualifiers` maps a qualifier to its values, the
    default first.
    """

    version: int
    domains: dict[str, str]
    labels: dict[str, Label]
    qualifiers: dict[str, tuple[str, ...]]
    questions: tuple[Question, ...]

    @property
    def signals(self) -> tuple[Label, ...]:
        return tuple(label for label in self.labels.values() if not label.protective)

    @property
    def protective_factors(self) -> tuple[Label, ...]:
        return tuple(label for label in self.labels.values() if label.protective)

    def default(self, qualifier: str) -> str:
        """The value that a mention has when nothing in the text says otherwise."""
        return self.qualifiers[qualifier][0]


def _label(entry: dict[str, Any], domain: str) -> Label:
    return Label(
        id=entry["id"],
        label=entry["label"],
        domain=domain,
        definition=entry["definition"],
        excludes=entry.get("excludes"),
        applies_to=entry.get("applies_to", "algemeen"),
        source=tuple(entry.get("source", ())),
        zrm=entry.get("zrm"),
    )


@cache
def taxonomy() -> Taxonomy:
    """The project's taxonomy."""
    data = read_yaml(Path(__file__).parent / "signals.yaml")
    labels = [_label(entry, entry["domain"]) for entry in data["signals"]]
    labels += [_label(entry, PROTECTIVE_DOMAIN) for entry in data["protective_factors"]]
    return Taxonomy(
        version=data["version"],
        domains={**data["domains"], PROTECTIVE_DOMAIN: "Wat in het voordeel spreekt"},
        labels={label.id: label for label in labels},
        qualifiers={name: tuple(values) for name, values in data["qualifiers"].items()},
        questions=tuple(Question(q["id"], q["question"]) for q in data["triage_questions"]),
    )

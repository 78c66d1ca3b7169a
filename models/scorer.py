"""What a scorer is: anything that reads texts and points at the words that show a label.

The pipeline knows models by this protocol only. A scorer lives in a folder with a `scorer.json` that names the class which
loads it (`{"class": "package.module:Class"}`); the class has `from_folder(path)`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Protocol, runtime_checkable


@dataclass(frozen=True, slots=True)
class ScoredSpan:
    """A mention that a model sees: `text[start:end]` shows `label` with calibrated `probability` (0 to 1).

    `qualifiers` holds the qualifiers that the model is sure of, by name; those it leaves out are set by the context rules.
    """

    label: str
    start: int
    end: int
    probability: float
    qualifiers: dict[str, str] = field(default_factory=dict)


@runtime_checkable
class Scorer(Protocol):
    """A model. `version` stands in every summary that it helped to make."""

    @property
    def version(self) -> str: ...

    def score(self, texts: Sequence[str]) -> list[list[ScoredSpan]]:
        """The spans of every text, in the order of the texts. Same input, same output; nothing is cut off in silence."""
        ...


class ScorerError(ValueError):
    """A folder that holds no scorer that can be loaded; the message says why."""


def load_scorer(folder: str | Path) -> Scorer:
    """The scorer in a folder. Raises `ScorerError`."""
    description = Path(folder) / "scorer.json"
    try:
        name = json.loads(description.read_text("utf-8"))["class"]
        module, _, attribute = str(name).partition(":")
        from_folder = getattr(import_module(module), attribute).from_folder
    except (OSError, ValueError, KeyError, TypeError, ImportError, AttributeError) as error:
        raise ScorerError(f"{folder}: not a model folder: {type(error).__name__}: {error}") from error
    scorer = from_folder(Path(folder))
    if not isinstance(scorer, Scorer):
        raise ScorerError(f"{folder}: {name} is not a scorer (it lacks version or score)")
    return scorer

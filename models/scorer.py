"""What a scorer is: anything that reads texts and points at the words that show a label.

The pipeline knows models by this protocol only. A scorer lives in a folder with a `scorer.json` that names the class which
loads it (`{"class": "package.module:Class"}`); the class has `from_folder(path)`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Protocol, runtime_checkable

from models.errors import ModelError
from models.joining import Joining
from models.manifest import read_manifest

DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class ScoredSpan:
    """A mention that a model sees: `text[start:end]` shows `label` with calibrated `probability` (0 to 1).

    `qualifiers` holds the qualifiers that the model is sure of, by name, where the context rules have no cue; `overrules` those
    that stand whatever the rules say.
    """

    label: str
    start: int
    end: int
    probability: float
    qualifiers: dict[str, str] = field(default_factory=dict)
    overrules: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scored:
    """What a model says of a text.

    `raised`: log odds, by label, that the text as a whole raises it; empty for a model that tells spans only. `parts`: in
    how many overlapping parts a text was read that is longer than the model can read at once.
    """

    spans: tuple[ScoredSpan, ...] = ()
    raised: Mapping[str, float] = field(default_factory=dict)
    parts: int = 1


@runtime_checkable
class Scorer(Protocol):
    """A model. `version` stands in every summary that it helped to make; with `joining` None its spans are taken as they
    are, else a `models.joining.Joining` decides with them and the lexicon what is raised."""

    @property
    def version(self) -> str: ...

    @property
    def joining(self) -> Joining | None: ...

    def score(self, texts: Sequence[str]) -> list[Scored]:
        """What it says of every text, in the order of the texts. Same text, same answer, whatever stands beside it."""
        ...


class ScorerError(ValueError):
    """A folder that holds no scorer that can be loaded; the message says why."""


def default_model() -> str | None:
    """The folder of the model that comes with nietpluis, or None where it was left out."""
    folder = Path(__file__).parent / "default"
    return str(folder) if (folder / "scorer.json").is_file() else None


def default_name() -> str | None:
    """What `load_scorer` takes for the model that comes with nietpluis, wherever it is installed; None where it is not."""
    return DEFAULT if default_model() else None


def default_version() -> str | None:
    """The version of the model that comes with nietpluis, read without loading it; None where it was left out."""
    folder = default_model()
    if folder is None:
        return None
    named = json.loads((Path(folder) / "scorer.json").read_text("utf-8"))["name"]
    return f"{named}-{read_manifest(Path(folder))}"


def load_scorer(folder: str | Path) -> Scorer:
    """The scorer in a folder, or `default`: the one that comes with nietpluis. Raises `ScorerError`."""
    if str(folder) == DEFAULT:
        found = default_model()
        if found is None:
            raise ScorerError("no model comes with this installation of nietpluis")
        folder = found
    description = Path(folder) / "scorer.json"
    try:
        name = json.loads(description.read_text("utf-8"))["class"]
        module, _, attribute = str(name).partition(":")
        from_folder = getattr(import_module(module), attribute).from_folder
    except OSError as error:
        raise ScorerError(f"{folder}: not a model folder: no scorer.json can be read there") from error
    except (ValueError, KeyError, TypeError, ImportError, AttributeError) as error:
        raise ScorerError(f"{folder}: not a model folder: {type(error).__name__}: {error}") from error
    try:
        scorer = from_folder(Path(folder))
    except ModelError as error:
        raise ScorerError(str(error)) from error
    if not isinstance(scorer, Scorer):
        raise ScorerError(f"{folder}: {name} is not a scorer (it lacks version, joining or score)")
    return scorer

"""Augmentation: more notes out of those there are, with the marks kept on their words. Seeded; every kind can be switched.

Slips (typos, capitals, full stops, short forms) make a model sturdy; swaps of gender, names, ages, places and reporters
are counterfactual: they say the same of somebody else, so that who somebody is does not come to matter. A change that
would not be grammatical or consistent is not made, and counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from random import Random

from annotation.corpus import AnnotatedNote
from annotation.counterfactual.edits import Change, Skipped
from annotation.counterfactual.gender import swap_gender
from annotation.counterfactual.names import swap_origin
from annotation.counterfactual.noise import abbreviate, add_typos, lose_capitals, lose_stops
from annotation.counterfactual.swaps import swap_ages, swap_places, swap_reporters
from training.augment.compose import compose

__all__ = ["CHANGES", "Settings", "Tally", "augment", "augmented", "compose"]

CHANGES: dict[str, Change] = {
    "gender": swap_gender,
    "origin": swap_origin,
    "ages": swap_ages,
    "places": swap_places,
    "reporters": swap_reporters,
    "abbreviations": abbreviate,
    "typos": add_typos,
    "stops": lose_stops,
    "capitals": lose_capitals,
}
"""All changes, in the order in which they are made: those that read words before those that spoil them."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How probable each change is for a note, 0 (off) to 1."""

    gender: float = 0.4
    origin: float = 0.5
    ages: float = 0.5
    places: float = 0.5
    reporters: float = 0.3
    abbreviations: float = 0.2
    typos: float = 0.25
    stops: float = 0.15
    capitals: float = 0.12

    def __post_init__(self) -> None:
        if wrong := [name for name, value in asdict(self).items() if not 0 <= value <= 1]:
            raise ValueError(f"not a probability: {', '.join(wrong)}")

    @classmethod
    def only(cls, *names: str) -> Settings:
        """These changes always, all others never."""
        return cls(**{name: float(name in names) for name in CHANGES})


@dataclass(slots=True)
class Tally:
    """How often each change was made, and why it was not, by the name of the change."""

    made: Counter[str] = field(default_factory=Counter)
    skipped: Counter[tuple[str, str]] = field(default_factory=Counter)


def augment(
    note: AnnotatedNote, seed: int, settings: Settings | None = None, tally: Tally | None = None
) -> AnnotatedNote:
    """One variant of a note: the same note, seed and settings give the same variant. It may be the note itself.

    Its id is that of the note with `~seed`; `metadata["changes"]` names what was done.
    """
    chances = asdict(settings or Settings())
    rng = Random(f"{seed}/{note.id}")
    made: list[str] = []
    changed = note
    for name, change in CHANGES.items():
        own = Random(rng.random())
        if own.random() >= chances[name]:
            continue
        result = change(changed, own)
        if isinstance(result, Skipped):
            if tally is not None:
                tally.skipped[name, result.reason] += 1
            continue
        changed = result
        made.append(name)
        if tally is not None:
            tally.made[name] += 1
    if not made:
        return note
    return changed.model_copy(update={"id": f"{note.id}~{seed}", "metadata": {**note.metadata, "changes": made}})


def augmented(
    notes: Iterable[AnnotatedNote], seed: int, settings: Settings | None = None, tally: Tally | None = None
) -> Iterator[AnnotatedNote]:
    """A variant of every note that one could be made of."""
    for note in notes:
        changed = augment(note, seed, settings, tally)
        if changed is not note:
            yield changed

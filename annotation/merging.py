"""Putting corpora together, and taking doubles out: nothing is dropped or renamed without a line that says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from annotation.corpus import AnnotatedNote, CorpusError
from annotation.doubles import NEAR, Double, distinct, find_doubles


@dataclass(frozen=True, slots=True)
class Merged:
    """The notes of several corpora, and how many stood in more than one of them, word for word and mark for mark."""

    notes: list[AnnotatedNote]
    repeated: int


@dataclass(frozen=True, slots=True)
class Deduplicated:
    """The notes that stay, and of every note that went the double for which it went; `dropped` maps its id to that."""

    notes: list[AnnotatedNote]
    dropped: dict[str, Double]


def merge(corpora: Mapping[str, Sequence[AnnotatedNote]], *, prefix: bool = False) -> Merged:
    """The notes of corpora in one. With `prefix` every id gets the name of its corpus before it.

    Raises `CorpusError` for an id with two texts, or with two readings by one annotator: neither can be right.
    """
    texts: dict[str, tuple[str, str]] = {}
    readings: dict[tuple[str, str | None], tuple[str, AnnotatedNote]] = {}
    problems = []
    repeated = 0
    for name, notes in corpora.items():
        for plain in notes:
            note = plain.model_copy(update={"id": f"{name}-{plain.id}"}) if prefix else plain
            where, text = texts.setdefault(note.id, (name, note.text))
            if text != note.text:
                problems.append(f"note {note.id}: one text in {where}, another in {name}; give ids a prefix")
                continue
            reading = (note.id, note.annotator)
            before = readings.get(reading)
            if before is None:
                readings[reading] = (name, note)
            elif before[1] == note:
                repeated += 1
            else:
                who = f"by {note.annotator}" if note.annotator else "without an annotator"
                problems.append(
                    f"note {note.id}: two readings {who}, in {before[0]} and in {name}; adjudicate them first"
                )
    if problems:
        raise CorpusError(problems)
    return Merged([note for _, note in readings.values()], repeated)


def deduplicate(notes: Sequence[AnnotatedNote], near: float = NEAR, *, only_exact: bool = False) -> Deduplicated:
    """Leaves of every two doubles the one with most words, then most mentions, then the first.

    Readings of one note by several annotators are no doubles, and go or stay together.
    """
    texts = distinct(notes)
    by_id = {note.id: (place, note) for place, note in enumerate(texts)}
    dropped: dict[str, Double] = {}
    for double in find_doubles(texts, near):
        if double.first in dropped or double.second in dropped or (only_exact and not double.exact):
            continue
        dropped[min(double.first, double.second, key=lambda note_id: _worth(*by_id[note_id]))] = double
    return Deduplicated([note for note in notes if note.id not in dropped], dropped)


def _worth(place: int, note: AnnotatedNote) -> tuple[int, int, int]:
    return len(note.text.split()), len(note.mentions), -place

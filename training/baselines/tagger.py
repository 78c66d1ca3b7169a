"""What a baseline is, and how its one threshold is chosen: on writers of the training text that it has not seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from annotation.corpus import AnnotatedNote
from eval.raised import counts_of
from pipeline.taxonomy import taxonomy
from training.corpora import whole_notes

Array = NDArray[np.float64]
THRESHOLDS = np.round(np.arange(0.02, 0.91, 0.02), 2)
HELD_OUT = 0.25
"""Share of the whole notes, by writer, on which a threshold is chosen."""


class Baseline(Protocol):
    """A tagger of raised labels at the level of notes. `settings` says in words how it was set."""

    @property
    def settings(self) -> str: ...

    def fit(self, notes: Sequence[AnnotatedNote]) -> None:
        """Learns labels from notes and snippets; a second call forgets those of the first."""
        ...

    def scores(self, notes: Sequence[AnnotatedNote]) -> Array:
        """Notes × labels of the taxonomy, 0 to 1. Reads nothing but the text."""
        ...


@dataclass(frozen=True, slots=True)
class Inner:
    """Training text in two: to learn from, and whole notes of other writers to choose on."""

    learn: list[AnnotatedNote]
    choose: list[AnnotatedNote]


def inner_split(notes: Sequence[AnnotatedNote], seed: int = 0) -> Inner:
    """Holds writers out (voices, where writers are not known) until a quarter of the whole notes is held out."""
    of = {note.id: str(note.metadata.get("writer", note.source)) for note in notes}
    whole = whole_notes(notes)
    writers = sorted({of[note.id] for note in whole})
    Random(seed).shuffle(writers)
    held: set[str] = set()
    for writer in writers[:-1]:
        if sum(of[note.id] in held for note in whole) >= HELD_OUT * len(whole):
            break
        held.add(writer)
    return Inner([note for note in notes if of[note.id] not in held], [note for note in whole if of[note.id] in held])


def best_threshold(scores: Array, notes: Sequence[AnnotatedNote]) -> float:
    """The threshold with the best micro F1 on notes; the higher one of equals."""
    truth = counts_of([note.raised for note in notes], [()] * len(notes))[:, :, 1]
    best, chosen = -1.0, 0.5
    for threshold in THRESHOLDS:
        said = scores >= threshold
        f1 = 2 * (said * truth).sum() / max(1, said.sum() + truth.sum())
        if f1 >= best:
            best, chosen = f1, float(threshold)
    return chosen


def raised_at(scores: Array, threshold: float) -> list[frozenset[str]]:
    """The labels of every note whose score reaches the threshold."""
    labels = list(taxonomy().labels)
    return [frozenset(label for label, s in zip(labels, row, strict=True) if s >= threshold) for row in scores]

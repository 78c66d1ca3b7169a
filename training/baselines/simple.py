"""Baselines that learn no words: nothing, and how often a label occurs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from annotation.corpus import AnnotatedNote
from eval.raised import counts_of
from pipeline.taxonomy import taxonomy
from training.baselines.tagger import Array
from training.corpora import whole_notes


class Nothing:
    """Raises nothing."""

    settings = "raises nothing"

    def fit(self, notes: Sequence[AnnotatedNote]) -> None:
        """There is nothing to learn."""

    def scores(self, notes: Sequence[AnnotatedNote]) -> Array:
        return np.zeros((len(notes), len(taxonomy().labels)))


class Prior:
    """Gives every note the share of whole notes in which a label is raised."""

    settings = "the share of whole training notes that raise a label, for every note alike"

    def __init__(self) -> None:
        self._shares: Array = np.zeros(len(taxonomy().labels))

    def fit(self, notes: Sequence[AnnotatedNote]) -> None:
        whole = whole_notes(notes)
        truth = counts_of([note.raised for note in whole], [()] * len(whole))[:, :, 1]
        self._shares = truth.mean(axis=0)

    def scores(self, notes: Sequence[AnnotatedNote]) -> Array:
        return np.tile(self._shares, (len(notes), 1))

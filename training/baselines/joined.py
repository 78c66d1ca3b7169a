"""The lexicon as a row of the table, and a learned baseline joined with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from annotation.corpus import AnnotatedNote
from eval.raised import counts_of
from eval.scored import score
from pipeline.assemble import Settings, build
from pipeline.taxonomy import taxonomy
from training.baselines.tagger import Array, Baseline, inner_split

RAISED, SAID = 1.0, 0.5


class Lexicon:
    """The shipped lexicon with its context rules, and no model: 1 for a raised label, half for one that is only said."""

    settings = "the shipped lexicon and context rules, without a model"

    def __init__(self) -> None:
        self._nlp = build(Settings(model=None))
        self._known: dict[str, Array] = {}

    def fit(self, notes: Sequence[AnnotatedNote]) -> None:
        """The lexicon is what it is."""

    def scores(self, notes: Sequence[AnnotatedNote]) -> Array:
        new = [note for note in notes if note.text not in self._known]
        for row in score(self._nlp, new):
            self._known[row.note.text] = np.array(
                [RAISED if label in row.raised else SAID * (label in row.probabilities) for label in taxonomy().labels]
            )
        return np.array([self._known[note.text] for note in notes]).reshape(-1, len(taxonomy().labels))


class WithLexicon:
    """A baseline and the lexicon: one logistic regression for all labels over the baseline's log-odds and what the lexicon
    says, learned on whole notes of writers that the baseline did not see.

    Its four numbers are learned once, at the first `fit`; later ones only teach the baseline anew.
    """

    def __init__(self, baseline: Baseline, lexicon: Lexicon) -> None:
        self._baseline = baseline
        self._lexicon = lexicon
        self._weights: Any = None
        self.settings = f"{baseline.settings}; joined with the lexicon by a logistic regression over both"

    def fit(self, notes: Sequence[AnnotatedNote]) -> None:
        if self._weights is None:
            inner = inner_split(notes, seed=1)
            self._baseline.fit(inner.learn)
            truth = counts_of([note.raised for note in inner.choose], [()] * len(inner.choose))[:, :, 1]
            self._weights = LogisticRegression(C=10.0).fit(self._table(inner.choose), truth.ravel())
        self._baseline.fit(notes)

    def scores(self, notes: Sequence[AnnotatedNote]) -> Array:
        found: Array = self._weights.predict_proba(self._table(notes))[:, 1].reshape(len(notes), -1)
        return found

    def _table(self, notes: Sequence[AnnotatedNote]) -> Array:
        """(Notes · labels) × (log-odds of the baseline, raised by the lexicon, only said)."""
        own = np.clip(self._baseline.scores(notes), 1e-4, 1 - 1e-4)
        lexicon = self._lexicon.scores(notes)
        return np.stack([np.log(own / (1 - own)), lexicon == RAISED, lexicon == SAID], axis=-1).reshape(-1, 3)

"""Logistic regression on sentences: on word counts (TF-IDF), and on a frozen encoder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.pipeline import FeatureUnion

from annotation.corpus import AnnotatedNote
from pipeline.taxonomy import taxonomy
from training.baselines.sentences import Array, split

Embed = Callable[[Sequence[str]], Array]
Memory = dict[int, tuple[Any, list[Any]]]
"""Features and heads by what they were learned from, so that rows that need the same do not learn it twice."""


class TfIdf:
    """TF-IDF of words (1–2) and character n-grams (3–5 within words), logistic regression a label, highest sentence."""

    settings = (
        "sentences; TF-IDF of 1-2 words (in 2 sentences or more) and of 3-5 characters within words (120,000 at most), "
        "sublinear; logistic regression a label (averaged SGD, 5 passes, alpha 3e-6); a note has its highest sentence"
    )

    def __init__(self, seed: int = 0, memory: Memory | None = None) -> None:
        self._seed = seed
        self._memory: Memory = {} if memory is None else memory
        self._features: Any = None
        self._heads: list[Any] = []

    def fit(self, notes: Sequence[AnnotatedNote]) -> None:
        key = hash((self._seed, *sorted((note.id, note.text) for note in notes)))
        if key not in self._memory:
            self._fit(notes)
            self._memory[key] = (self._features, self._heads)
        self._features, self._heads = self._memory[key]

    def _fit(self, notes: Sequence[AnnotatedNote]) -> None:
        sentences = split(notes)
        self._features = FeatureUnion(
            [
                ("words", TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)),
                (
                    "characters",
                    TfidfVectorizer(
                        analyzer="char_wb", ngram_range=(3, 5), min_df=3, sublinear_tf=True, max_features=120_000
                    ),
                ),
            ]
        )
        table = self._features.fit_transform(sentences.texts)
        self._heads = _fit_heads(
            table,
            sentences.raised,
            lambda: SGDClassifier(
                loss="log_loss", alpha=3e-6, max_iter=5, tol=None, average=True, random_state=self._seed
            ),
        )

    def scores(self, notes: Sequence[AnnotatedNote]) -> Array:
        sentences = split(notes)
        return sentences.pooled(_score(self._heads, self._features.transform(sentences.texts)), len(notes))


class FrozenEncoder:
    """Embeddings of sentences by an encoder that is not trained further, logistic regression a label, highest sentence."""

    settings = (
        "sentences; mean of the last layer of the encoder as it is; standardised, logistic regression a label (C = 0.1)"
    )

    def __init__(self, embed: Embed) -> None:
        self._embed = embed
        self._mean = self._scale = np.zeros(0)
        self._heads: list[Any] = []

    def fit(self, notes: Sequence[AnnotatedNote]) -> None:
        sentences = split(notes)
        table = self._embed(sentences.texts)
        self._mean, self._scale = table.mean(axis=0), table.std(axis=0) + 1e-6
        self._heads = _fit_heads(
            (table - self._mean) / self._scale,
            sentences.raised,
            lambda: LogisticRegression(C=0.1, max_iter=100, tol=1e-3),
        )

    def scores(self, notes: Sequence[AnnotatedNote]) -> Array:
        sentences = split(notes)
        table = (self._embed(sentences.texts) - self._mean) / self._scale
        return sentences.pooled(_score(self._heads, table), len(notes))


def _fit_heads(table: Any, raised: Array, make: Callable[[], Any]) -> list[Any]:
    """A classifier a label; None for a label that all sentences or none raise."""
    heads: list[Any] = []
    for column in range(raised.shape[1]):
        share = raised[:, column].mean()
        heads.append(make().fit(table, raised[:, column]) if 0 < share < 1 else None)
    return heads


def _score(heads: Sequence[Any], table: Any) -> Array:
    scores = np.zeros((table.shape[0], len(taxonomy().labels)))
    for column, head in enumerate(heads):
        if head is not None:
            scores[:, column] = head.predict_proba(table)[:, 1]
    return scores

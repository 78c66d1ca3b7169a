"""A plain learner for judging corpora, not for reading notes: logistic regression on TF-IDF of words and pairs of words.

It learns whether a note marks a label, whatever the qualifiers. Quick and the same every time; needs scikit-learn (extras `eval`
and `doubts`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from annotation.corpus import AnnotatedNote
from pipeline.taxonomy import taxonomy

Floats = NDArray[np.float64]
MOST_WORDS = 20_000


def marked(notes: Sequence[AnnotatedNote]) -> NDArray[np.bool_]:
    """Whether each note marks each label: (notes, labels), labels in the order of the taxonomy."""
    labels = {label: number for number, label in enumerate(taxonomy().labels)}
    found = np.zeros((len(notes), len(labels)), dtype=bool)
    for row, note in zip(found, notes, strict=True):
        for mention in note.mentions:
            row[labels[mention.label]] = True
    return found


def learn(known: Sequence[AnnotatedNote], others: Sequence[str], hints: tuple[Floats, Floats] | None = None) -> Floats:
    """Probabilities (others, labels) learned from `known`: 0 for a label that is never marked, 1 for one that always is.

    `hints` are further features of `known` and of `others`, such as which labels a tagger finds: (notes, features) each.
    """
    from scipy.sparse import csr_matrix, hstack
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2, max_features=MOST_WORDS)
    seen = words.fit_transform([note.text for note in known])
    unseen = words.transform(others)
    if hints is not None:
        seen, unseen = (
            hstack([each, csr_matrix(extra)]).tocsr() for each, extra in zip((seen, unseen), hints, strict=True)
        )
    truth = marked(known)
    found = np.zeros((len(others), truth.shape[1]))
    for column in range(truth.shape[1]):
        if truth[:, column].all():
            found[:, column] = 1
        elif truth[:, column].any():
            model = LogisticRegression(C=10, class_weight="balanced", solver="liblinear", random_state=1)
            found[:, column] = model.fit(seen, truth[:, column]).predict_proba(unseen)[:, 1]
    return found

"""`python -m training.baselines.third_voice`: whether TF-IDF adds to the network joined with the lexicon.

On the notes of the development writers; weights are cross-fitted by writer, and one threshold holds for all labels, the best
one, which flatters both alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from annotation.corpus import AnnotatedNote
from models.joining import Joining
from models.scorer import default_model
from pipeline.taxonomy import taxonomy
from training.baselines.linear import TfIdf
from training.corpora import is_whole_note, load_corpus
from training.network.calibrate import PRIOR, Floats, Pairs, features, fit_features
from training.network.observe import Remembering, observe, pairs_of, pipeline_with

TFIDF_PRIOR = 0.2
LEAST = 1e-5


def cross_fitted(x: Floats, pairs: Pairs, labels: int, prior: Floats) -> Floats:
    """The probability of every pair by weights that were fitted without its writer."""
    found = np.zeros(len(pairs))
    for writer in np.unique(pairs.writer):
        out = pairs.writer == writer
        weights = fit_features(x[~out], pairs.take(~out), labels, prior)
        found[out] = 1 / (1 + np.exp(-np.clip((x[out] * weights[pairs.label[out]]).sum(1), -30, 30)))
    return found


def best_f1(probability: Floats, pairs: Pairs, notes: Sequence[AnnotatedNote]) -> tuple[float, float]:
    """Micro F1 of raised labels on whole notes at the best threshold, and that threshold."""
    whole = np.array([is_whole_note(note) for note in notes])
    counts = whole[pairs.note]
    truth = sum(len(note.raised) for note, is_whole in zip(notes, whole, strict=True) if is_whole)

    def f1(threshold: float) -> float:
        said = (probability >= threshold) & counts
        return float(2 * (said & pairs.raised).sum() / (said.sum() + truth))

    return max((f1(threshold), float(threshold)) for threshold in np.linspace(0.2, 0.7, 51))


def main() -> int:
    """Prints micro F1 without and with TF-IDF."""
    folder = default_model()
    if folder is None:
        raise SystemExit("there is no model to join with")
    labels = list(taxonomy().labels)
    notes = load_corpus("development")
    words = TfIdf()
    words.fit(load_corpus("train"))
    shares = np.clip(words.scores(notes), LEAST, 1 - LEAST)
    scorer = Remembering.from_folder(Path(folder))
    scorer.joining = Joining({})
    pairs, _ = pairs_of(observe(pipeline_with(scorer, Path(folder)), notes), labels)
    third = np.log(shares / (1 - shares))[pairs.note, pairs.label]
    two = features(pairs, lexicon=True)
    for name, x, prior in (
        ("network and lexicon", two, PRIOR),
        ("with TF-IDF", np.column_stack([two, third]), np.append(PRIOR, TFIDF_PRIOR)),
    ):
        f1, threshold = best_f1(cross_fitted(x, pairs, len(labels), prior), pairs, notes)
        print(f"{name}: micro F1 {f1:.3f} at threshold {threshold:.2f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

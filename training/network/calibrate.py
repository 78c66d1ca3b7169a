"""Fitting the weights of `models.joining`: logistic, a label's own where it is frequent, everybody's where it is rare.

Weights of a label are those of all labels plus a deviation with a Gaussian prior, so that a label with few raised notes stays
near the common fit (a hierarchical Platt scaling). Only pairs of note and label count for which there is something to
raise: without words to point at nothing can be raised.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from models.joining import Weights

Floats = NDArray[np.float64]
PRIOR = np.array([0.3, 0.5, 0.7])
"""Standard deviations of a label's own weights (network, lexicon, bias) about the common ones."""
SNIPPET_WEIGHT = 0.3
"""Weight of a snippet: whole notes are what is read, and in snippets other labels are as likely."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of a note and a label with something to raise, a row each.

    `note`, `label`: numbers; `odds`: log odds of the network; `hits`: raised lexicon mentions; `best`: log odds of the surest
    raised mention; `raised`: whether annotators raised it; `weight`; `writer`.
    """

    note: NDArray[np.int64]
    label: NDArray[np.int64]
    odds: Floats
    hits: NDArray[np.int64]
    raised: NDArray[np.bool_]
    weight: Floats
    writer: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.note)

    def take(self, rows: NDArray[np.bool_]) -> Pairs:
        """The pairs of some rows."""
        return Pairs(
            self.note[rows],
            self.label[rows],
            self.odds[rows],
            self.hits[rows],
            self.raised[rows],
            self.weight[rows],
            self.writer[rows],
        )


def features(pairs: Pairs, *, lexicon: bool) -> Floats:
    """The three features of every pair, [pairs, 3]; without the lexicon the second is nothing."""
    hits = np.log2(1 + pairs.hits) if lexicon else np.zeros(len(pairs))
    return np.column_stack([pairs.odds, hits, np.ones(len(pairs))])


def fit(pairs: Pairs, labels: int, *, lexicon: bool) -> Floats:
    """Weights of every label, [labels, 3]."""
    weights = fit_features(features(pairs, lexicon=lexicon), pairs, labels, PRIOR)
    weights[:, 0] = np.clip(weights[:, 0], 0.05, None)
    if lexicon:
        weights[:, 1] = np.clip(weights[:, 1], 0.0, None)
    return weights


def fit_features(x: Floats, pairs: Pairs, labels: int, prior: Floats) -> Floats:
    """Weights of every label, [labels, features], for features `x` [pairs, features] with a standard deviation each."""
    y, w, number = pairs.raised.astype(float), pairs.weight, len(prior)

    def loss(flat: Floats) -> tuple[float, Floats]:
        common, own = flat[:number], flat[number:].reshape(labels, number)
        z = (x * (common + own[pairs.label])).sum(1)
        value = float((w * (np.logaddexp(0, z) - y * z)).sum() + 0.5 * ((own / prior) ** 2).sum())
        push = (w * (1 / (1 + np.exp(-np.clip(z, -40, 40))) - y))[:, None] * x
        own_gradient = own / prior**2
        np.add.at(own_gradient, pairs.label, push)
        return value, np.concatenate([push.sum(0), own_gradient.ravel()])

    found = minimize(loss, np.zeros(number * (1 + labels)), jac=True, method="L-BFGS-B", options={"maxiter": 500})
    weights: Floats = found.x[:number] + found.x[number:].reshape(labels, number)
    return weights


def probabilities(weights: Floats, pairs: Pairs, *, lexicon: bool) -> Floats:
    """The probability of every pair."""
    z = (features(pairs, lexicon=lexicon) * weights[pairs.label]).sum(1)
    found: Floats = 1 / (1 + np.exp(-np.clip(z, -30, 30)))
    return found


def cross_fitted(pairs: Pairs, labels: int, *, lexicon: bool) -> Floats:
    """The probability of every pair by weights that were fitted without its writer."""
    found = np.zeros(len(pairs))
    for writer in np.unique(pairs.writer):
        out = pairs.writer == writer
        found[out] = probabilities(fit(pairs.take(~out), labels, lexicon=lexicon), pairs.take(out), lexicon=lexicon)
    return found


def calibration_error(probability: Floats, raised: NDArray[np.bool_], bins: int = 10) -> float:
    """Expected calibration error over `bins` bins of equal number (adaptive binning, Nguyen and O'Connor 2015)."""
    order = np.argsort(probability, kind="stable")
    parts = np.array_split(order, bins)
    gaps = [len(p) * abs(float(probability[p].mean()) - float(raised[p].mean())) for p in parts if len(p)]
    return sum(gaps) / len(probability) if len(probability) else float("nan")


def as_weights(row: Sequence[float]) -> Weights:
    """A row of `fit`, rounded as it is written."""
    network, lexicon, bias = (round(float(value), 4) for value in row)
    return Weights(network, lexicon, bias)

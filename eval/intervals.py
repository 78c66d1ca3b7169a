"""Figures with bootstrap intervals over notes; what cannot be determined is None, never 0 or 1."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 1000
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with its 95 % percentile interval; all None where nothing supports it."""

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Prf:
    """Precision, recall and F1 with what they rest on: `support` in truth, `found` by the tagger."""

    precision: Figure
    recall: Figure
    f1: Figure
    support: int
    found: int


def resampled(counts: Array, resamples: int = RESAMPLES, seed: int = 0) -> Array:
    """Sums of `counts` (notes × anything) over notes drawn with replacement: resamples × anything."""
    notes = len(counts)
    if not notes:
        return np.zeros((resamples, *counts.shape[1:]))
    rng = np.random.default_rng(seed)
    drawn = rng.multinomial(notes, np.full(notes, 1 / notes), size=resamples).astype(float)
    sums: Array = (drawn @ counts.reshape(notes, -1)).reshape(resamples, *counts.shape[1:])
    return sums


def figure(counts: Array, ratio: Callable[[Array], Array], seed: int = 0, sums: Array | None = None) -> Figure:
    """`ratio` of the summed counts, with its interval. `ratio` works on the last axes and gives NaN for 0/0.

    `sums` are the resampled sums where they are there already.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        value = float(ratio(counts.sum(axis=0)[None])[0])
        if np.isnan(value):
            return Figure(None)
        samples = ratio(resampled(counts, seed=seed) if sums is None else sums)
    samples = samples[~np.isnan(samples)]
    low, high = np.quantile(samples, [0.025, 0.975])
    return Figure(value, float(low), float(high))


def prf(counts: Array, sums: Array | None = None) -> Prf:
    """From notes × (both, in truth, found). Precision is undefined where nothing was found, the rest without support."""
    sums = resampled(counts) if sums is None else sums
    support, found = int(counts[:, 1].sum()), int(counts[:, 2].sum())
    precision = figure(counts, lambda s: s[:, 0] / s[:, 2], sums=sums)
    if not support:
        return Prf(precision, Figure(None), Figure(None), support, found)
    return Prf(
        precision=precision,
        recall=figure(counts, lambda s: s[:, 0] / s[:, 1], sums=sums),
        f1=figure(counts, lambda s: 2 * s[:, 0] / (s[:, 1] + s[:, 2]), sums=sums),
        support=support,
        found=found,
    )

"""Sums of counts over notes drawn with replacement within their groups, so that no group vanishes from a draw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eval.bias.significance import Ints
from eval.intervals import Array

RESAMPLES = 2000
_CELLS = 8_000_000
NEEDED = 0.95
"""Share of the draws in which a ratio must be determined for its interval to be."""


@dataclass(frozen=True, slots=True)
class Units:
    """What is drawn: notes, or whole clusters. `of_note`: unit by note; `pattern`: by unit the groups that it has notes in."""

    of_note: Ints
    pattern: Ints


def units_of(codes: Ints, clusters: Ints | None) -> Units:
    """Units of notes whose groups are `codes` (none below 0)."""
    if clusters is None:
        return Units(np.arange(len(codes)), codes)
    _, of_note = np.unique(clusters, return_inverse=True)
    patterns: dict[tuple[int, ...], int] = {}
    inside: list[set[int]] = [set() for _ in range(int(of_note.max(initial=-1)) + 1)]
    for unit, code in zip(of_note, codes, strict=True):
        inside[unit].add(int(code))
    pattern = [patterns.setdefault(tuple(sorted(groups)), len(patterns)) for groups in inside]
    return Units(np.asarray(of_note, dtype=np.int64), np.array(pattern, dtype=np.int64))


def drawn_sums(
    counts: Array, codes: Ints, groups: int, units: Units, rng: np.random.Generator, resamples: int = RESAMPLES
) -> NDArray[np.float32]:
    """Groups × resamples × columns, in single precision: sums of `counts` (notes × columns) of each group."""
    sums = np.zeros((groups, resamples, counts.shape[1]), dtype=np.float32)
    table = counts.astype(np.float32)
    step = max(1, _CELLS // max(1, len(codes)))
    members = [np.flatnonzero(codes == g) for g in range(groups)]
    for start in range(0, resamples, step):
        size = min(step, resamples - start)
        weights = _weights(units, size, rng)[:, units.of_note]
        for g, notes in enumerate(members):
            sums[g, start : start + size] = weights[:, notes] @ table[notes]
    return sums


def _weights(units: Units, size: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """Draws × units: how often each was drawn, within units of the same pattern."""
    weights = np.zeros((size, len(units.pattern)), dtype=np.float32)
    rows = np.arange(size)[:, None]
    for pattern in np.unique(units.pattern):
        members = np.flatnonzero(units.pattern == pattern)
        n = len(members)
        drawn = rng.integers(0, n, (size, n)) + rows * n
        weights[:, members] = np.bincount(drawn.ravel(), minlength=size * n).reshape(size, n)
    return weights


def percentiles(samples: Array) -> tuple[Array, Array]:
    """95 % percentile bounds over the first axis; NaN where too few draws determine the ratio."""
    ordered = np.sort(samples, axis=0)
    known = (~np.isnan(ordered)).sum(axis=0)
    bounds = []
    for share in (0.025, 0.975):
        at = np.maximum(0, known - 1) * share
        below = np.floor(at).astype(int)
        above = np.minimum(below + 1, np.maximum(0, known - 1))
        low = np.take_along_axis(ordered, below[None], 0)[0]
        high = np.take_along_axis(ordered, above[None], 0)[0]
        bounds.append(np.where(known >= NEEDED * len(samples), low + (at - below) * (high - low), np.nan))
    return bounds[0], bounds[1]

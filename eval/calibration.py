"""Is a probability what it says: of all signals given p, is a share p marked raised?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from eval.intervals import Array, Figure, figure
from eval.scored import ScoredNote

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Reported signals with a probability from `low` up to `high`: their number, mean probability and the share of them
    that annotators mark raised (None for none)."""

    low: float
    high: float
    signals: int
    probability: float | None
    share: float | None


@dataclass(frozen=True, slots=True)
class CalibrationFigures:
    """Calibration of reported signals (raised or not): expected calibration error over ten bins of equal width, and the
    Brier score. The interval of the former is upwards biased, as the estimate itself is on few signals."""

    signals: int
    ece: Figure
    brier: Figure
    bins: tuple[Bin, ...]


def calibration_figures(rows: Sequence[ScoredNote]) -> CalibrationFigures:
    """Calibration over all signals that the tagger reports."""
    table = np.zeros((len(rows), BINS, 4))
    for number, row in enumerate(rows):
        for label, probability in row.probabilities.items():
            truth = label in row.note.raised
            table[number, min(int(probability * BINS), BINS - 1)] += (
                1,
                probability,
                truth,
                (probability - truth) ** 2,
            )
    total = table.sum(axis=0)
    return CalibrationFigures(
        signals=int(total[:, 0].sum()),
        ece=figure(table, expected_error),
        brier=figure(table, brier_score),
        bins=tuple(
            Bin(
                low=i / BINS,
                high=(i + 1) / BINS,
                signals=int(count),
                probability=float(probability / count) if count else None,
                share=float(truth / count) if count else None,
            )
            for i, (count, probability, truth, _) in enumerate(total)
        ),
    )


def expected_error(sums: Array) -> Array:
    """Of draws × bins × (signals, probability, truth, squared distance): the expected calibration error of each draw."""
    gaps: Array = np.abs(sums[:, :, 1] - sums[:, :, 2]).sum(axis=1) / sums[:, :, 0].sum(axis=1)
    return gaps


def brier_score(sums: Array) -> Array:
    """Of the same sums the Brier score of each draw."""
    score: Array = sums[:, :, 3].sum(axis=1) / sums[:, :, 0].sum(axis=1)
    return score

"""Raised labels at the level of notes: micro, macro and per label, and false alarms on notes without a signal."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from eval.intervals import Array, Figure, Prf, figure, prf, resampled
from pipeline.taxonomy import taxonomy

Labels = Collection[str]


@dataclass(frozen=True, slots=True)
class RaisedFigures:
    """How well raised labels are found in `notes` notes. Macro means are over labels that occur in truth.

    `quiet_notes` have no raised signal in truth (protective factors may be raised); `quiet_raised` is the mean number of
    signals raised on them, `quiet_wrong` the share of them on which any is.
    """

    notes: int
    micro: Prf
    macro_f1: Figure
    labels: dict[str, Prf]
    quiet_notes: int
    quiet_raised: Figure
    quiet_wrong: Figure


def raised_figures(gold: Sequence[Labels], found: Sequence[Labels], *, per_label: bool = True) -> RaisedFigures:
    """Compares raised labels note by note; both sequences are in the order of the notes."""
    labels = list(taxonomy().labels)
    table = counts_of(gold, found)
    sums = resampled(table)
    supported = table[:, :, 1].sum(axis=0) > 0
    signals = {label.id for label in taxonomy().signals}
    quiet = [len(set(f) & signals) for g, f in zip(gold, found, strict=True) if not set(g) & signals]
    alarms = np.array([[raised, raised > 0, 1] for raised in quiet], dtype=float).reshape(len(quiet), 3)
    return RaisedFigures(
        notes=len(gold),
        micro=prf(table.sum(axis=1), sums.sum(axis=1)),
        macro_f1=figure(table, lambda s: _macro(s[:, supported]), sums=sums),
        labels={label: prf(table[:, i], sums[:, i]) for i, label in enumerate(labels)} if per_label else {},
        quiet_notes=len(quiet),
        quiet_raised=figure(alarms, lambda s: s[:, 0] / s[:, 2]),
        quiet_wrong=figure(alarms, lambda s: s[:, 1] / s[:, 2]),
    )


def counts_of(gold: Sequence[Labels], found: Sequence[Labels]) -> Array:
    """Notes × labels × (both, in truth, found), 0 or 1."""
    index = {label: i for i, label in enumerate(taxonomy().labels)}
    table = np.zeros((len(gold), len(index), 3))
    for row, (truth, some) in enumerate(zip(gold, found, strict=True)):
        for kind, members in enumerate((set(truth) & set(some), truth, some)):
            for label in members:
                table[row, index[label], kind] = 1
    return table


def _macro(sums: Array) -> Array:
    """Mean F1 over labels; a resample in which a label does not occur leaves that label out of its mean."""
    if not sums.shape[1]:
        return np.full(len(sums), np.nan)
    occurs = sums[:, :, 1] > 0
    f1 = np.where(occurs, 2 * sums[:, :, 0] / np.maximum(1, sums[:, :, 1] + sums[:, :, 2]), 0.0)
    mean: Array = f1.sum(axis=1) / occurs.sum(axis=1)
    return mean

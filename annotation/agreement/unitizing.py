"""Krippendorff's alpha for unitizing: whether annotators cut the same stretches out of a text, in characters.

Source: Krippendorff, Content Analysis (2nd edition, 2004), 11.6; the test holds its worked example (p. 254). A unit is a
mention of one label; units that overlap for one annotator are read as one. Every note is a continuum of its own, so that
no gap crosses two notes; sums over notes stand in for one long continuum.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotation.agreement.figures import Floats, ratio

Span = tuple[int, int]


def merged(spans: Sequence[Span]) -> list[Span]:
    """Spans in order, those that overlap or touch as one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def gaps(spans: Sequence[Span], length: int) -> list[Span]:
    """What `merged` spans leave of a text of `length`."""
    edges = [0, *(edge for span in spans for edge in span), length]
    return [(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if start < end]


def disagreement(ours: Sequence[Span], theirs: Sequence[Span], length: int) -> float:
    """Sum of squared differences between the units of two annotators.

    Units that overlap: the squares of what differs at either end. A unit wholly in a gap of the other: its squared length.
    """
    if ours == theirs:
        return 0.0
    if not ours or not theirs:
        return float(sum((end - start) ** 2 for start, end in ours or theirs))
    total = 0
    for start, end in ours:
        for other_start, other_end in theirs:
            if start < other_end and other_start < end:
                total += (start - other_start) ** 2 + (end - other_end) ** 2
    for spans, others in ((ours, theirs), (theirs, ours)):
        free = gaps(others, length)
        total += sum(
            (end - start) ** 2
            for start, end in spans
            if any(gap_start <= start and end <= gap_end for gap_start, gap_end in free)
        )
    return float(total)


@dataclass(frozen=True, slots=True)
class Continua:
    """What alpha needs of notes, as sums over them: a row a note, or a row a resample of notes.

    `sizes` holds the lengths that units have; `length` and `observed` have shape (rows,), `units` and `room`
    (rows, sizes): how many units of a size all annotators have, and how many places a unit of that size has in their gaps.
    """

    sizes: Floats
    length: Floats
    observed: Floats
    units: Floats
    room: Floats
    annotators: int

    def summed(self, sums: Callable[[Floats], Floats]) -> Continua:
        """The same with its rows added up by `sums`, which takes (notes, features) to (resamples, features)."""
        total = sums(np.column_stack([self.length, self.observed, self.units, self.room]))
        units, room = np.split(total[:, 2:], 2, axis=1)
        return Continua(self.sizes, total[:, 0], total[:, 1], units, room, self.annotators)


def continua(lengths: Sequence[int], marked: Mapping[int, Sequence[Sequence[Span]]], annotators: int) -> Continua:
    """Of notes by their lengths in characters, `marked` the spans of each annotator (equally many in every note, two or
    more) in those notes only, by number, in which somebody marked any."""
    length = np.array(lengths, dtype=float)
    observed = np.zeros(len(lengths))
    units_at: list[tuple[int, int]] = []
    gaps_at: list[tuple[int, int]] = []
    for number, parts in marked.items():
        size = lengths[number]
        joined = [merged(spans) if spans else [] for spans in parts]
        for one, spans in enumerate(joined):
            units_at += [(number, end - start) for start, end in spans]
            gaps_at += [(number, end - start) for start, end in gaps(spans, size)]
            observed[number] += sum(2 * disagreement(spans, other, size) for other in joined[one + 1 :])
    sizes = np.array(sorted({size for _, size in units_at}), dtype=float)
    units = np.zeros((len(lengths), len(sizes)))
    room = annotators * np.maximum(length[:, None] - sizes + 1, 0)
    room[list(marked)] = 0
    rows, found = _columns(units_at)
    np.add.at(units, (rows, np.searchsorted(sizes, found)), 1)
    rows, found = _columns(gaps_at)
    for column, size in enumerate(sizes):
        room[:, column] += np.bincount(rows, np.maximum(found - size + 1, 0), minlength=len(lengths))
    return Continua(sizes, length, observed, units, room, annotators)


def _columns(pairs: Sequence[tuple[int, int]]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    table = np.array(pairs, dtype=np.intp).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def disagreements(sums: Continua) -> tuple[Floats, Floats]:
    """Observed and expected disagreement of every row; added up over labels they give the alpha of all together.

    Two arrays (rows,). Without any unit both are 0.
    """
    m = sums.annotators
    sizes = sums.sizes
    observed = ratio(sums.observed, m * (m - 1) * sums.length**2)
    within = sums.units @ (2 * sizes**3 - 3 * sizes**2 + sizes) * (sums.units.sum(axis=1) - 1) / 3
    beside = (sums.units * sizes**2 * sums.room).sum(axis=1)
    places = m * sums.length * (m * sums.length - 1) - sums.units @ (sizes * (sizes - 1))
    return observed, ratio(2 * (within + beside), sums.length * places)

"""Whether a probability is what it says, for every label and every group: diagrams, calibration error, Brier score.

Only what the tagger reports has a probability. The expected calibration error (ECE) is never 0 on few signals, also of a
perfect tagger: `by_chance` is what that one would have on the same probabilities, and `p` how often it would have more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from eval.bias.groups import Grouping
from eval.bias.significance import Ints
from eval.bias.sizes import share
from eval.calibration import BINS, brier_score, expected_error
from eval.intervals import Array, Figure, figure
from eval.scored import ScoredNote
from pipeline.taxonomy import taxonomy

FEWER_BINS = 5
"""Of a label or a group: less to go on than all together."""
FEWEST = 40
"""Signals under which a calibration error is not determined."""
DRAWS = 1000


@dataclass(frozen=True, slots=True)
class Bin:
    """Signals with a probability from `low` up to `high`: number, mean probability, share marked raised by annotators."""

    low: float
    high: float
    signals: int
    probability: float | None
    share: Figure


@dataclass(frozen=True, slots=True)
class Reliability:
    """Calibration of a slice: of one label or all (empty), of one group of a grouping or everybody (both empty).

    `excess`: the calibration error less what chance gives. Undefined with fewer than `FEWEST` signals; bins are there.
    """

    label: str
    grouping: str
    group: str
    signals: int
    ece: Figure
    by_chance: float | None
    p: float | None
    brier: Figure
    bins: tuple[Bin, ...]

    @property
    def excess(self) -> float | None:
        if self.ece.value is None or self.by_chance is None:
            return None
        return max(0.0, self.ece.value - self.by_chance)


@dataclass(frozen=True, slots=True)
class _Signals:
    """By reported signal: the number of its note, its label, probability and whether annotators raise it."""

    note: Array
    label: list[str]
    probability: Array
    truth: Array


def reliabilities(rows: Sequence[ScoredNote], groupings: Sequence[Grouping], seed: int = 0) -> list[Reliability]:
    """All together, every label, every group of groupings of one column, and every label within those."""
    found = _signals(rows)
    return [
        _reliability(found, kept, slice_, np.random.default_rng([seed, number]))
        for number, (slice_, kept) in enumerate(_slices(found, groupings))
    ]


def _slices(found: _Signals, groupings: Sequence[Grouping]) -> Iterator[tuple[tuple[str, str, str], Ints]]:
    """Label, grouping and group, with the numbers of the signals in it. Labels in groups only where there are enough."""
    everything = np.arange(len(found.label))
    yield ("", "", ""), everything
    of_label = {
        name: np.array([i for i in everything if found.label[i] == name], dtype=int) for name in _ordered(found.label)
    }
    for name, members in of_label.items():
        yield (name, "", ""), members
    for grouping in groupings:
        if len(grouping.columns) > 1:
            continue
        groups = np.array([str(group) for group in grouping.groups])[found.note.astype(int)]
        for group in grouping.names:
            yield ("", grouping.name, group), everything[groups == group]
            for name, members in of_label.items():
                inside = members[groups[members] == group]
                if len(inside) >= FEWEST:
                    yield (name, grouping.name, group), inside


def _ordered(labels: Sequence[str]) -> list[str]:
    present = set(labels)
    return [name for name in taxonomy().labels if name in present]


def _signals(rows: Sequence[ScoredNote]) -> _Signals:
    every = [
        (number, label, p, label in row.note.raised)
        for number, row in enumerate(rows)
        for label, p in row.probabilities.items()
    ]
    notes, labels, probabilities, truths = zip(*every, strict=True) if every else ((), (), (), ())
    return _Signals(np.array(notes, float), list(labels), np.array(probabilities, float), np.array(truths, float))


def _reliability(found: _Signals, kept: Ints, slice_: tuple[str, str, str], rng: np.random.Generator) -> Reliability:
    bins = FEWER_BINS if any(slice_) else BINS
    p, truth = found.probability[kept], found.truth[kept]
    where = np.minimum((p * bins).astype(int), bins - 1)
    enough = len(kept) >= FEWEST
    ece, brier, by_chance, chance = Figure(None), Figure(None), None, None
    if enough:
        table = _by_note(found.note[kept], where, bins, p, truth)
        ece = figure(table, expected_error)
        brier = figure(table, brier_score)
        drawn = _perfect(p, where, bins, rng)
        by_chance = float(drawn.mean())
        seen = ece.value if ece.value is not None else 0.0
        chance = float((1 + (drawn >= seen - 1e-12).sum()) / (1 + len(drawn)))
    label, grouping, group = slice_
    return Reliability(label, grouping, group, len(kept), ece, by_chance, chance, brier, _bins(where, bins, p, truth))


def _by_note(notes: Array, where: Ints, bins: int, p: Array, truth: Array) -> Array:
    """Notes × bins × (signals, probability, truth, squared distance): signals of one note are drawn together."""
    _, index = np.unique(notes, return_inverse=True)
    table = np.zeros((int(index.max(initial=-1)) + 1, bins, 4))
    np.add.at(table, (index, where), np.stack([np.ones_like(p), p, truth, (p - truth) ** 2], axis=1))
    return table


def _perfect(p: Array, where: Ints, bins: int, rng: np.random.Generator) -> Array:
    """The calibration error of a tagger whose probabilities hold, in draws of what would then be true."""
    gaps = np.zeros(DRAWS)
    for number in range(bins):
        inside = p[where == number]
        if len(inside):
            # a sum of different chances, as a normal deviate where there are many of them, else drawn one by one
            if len(inside) > FEWEST:
                spread = float(np.sqrt((inside * (1 - inside)).sum()))
                gaps += np.abs(rng.normal(0, spread, DRAWS))
            else:
                gaps += np.abs((rng.random((DRAWS, len(inside))) < inside).sum(axis=1) - inside.sum())
    return gaps / len(p)


def _bins(where: Ints, bins: int, p: Array, truth: Array) -> tuple[Bin, ...]:
    found = []
    for number in range(bins):
        inside = where == number
        n = int(inside.sum())
        found.append(
            Bin(
                number / bins,
                (number + 1) / bins,
                n,
                float(p[inside].mean()) if n else None,
                share(int(truth[inside].sum()), n),
            )
        )
    return tuple(found)

"""What is said of every comparison: its p adjusted over the family, a verdict, and the smallest difference it could show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from eval.bias.counting import metrics
from eval.bias.significance import benjamini_hochberg, holm
from eval.bias.sizes import LEVEL, POWER, smallest_difference, z
from eval.intervals import Figure

Verdict = Literal["verschil aangetoond", "geen verschil aangetoond", "niet te bepalen"]
SHOWN: Verdict = "verschil aangetoond"
NOT_SHOWN: Verdict = "geen verschil aangetoond"
UNDETERMINED: Verdict = "niet te bepalen"


def verdict_of(p: float | None) -> Verdict:
    """What an adjusted p says; without one nothing can be determined."""
    return UNDETERMINED if p is None else SHOWN if p < LEVEL else NOT_SHOWN


@dataclass(frozen=True, slots=True)
class Side:
    """A group or its rest: how often it happened of how often it could have, and the ratio with a 95 % interval."""

    events: int
    of: int
    ratio: Figure


@dataclass(frozen=True, slots=True)
class Difference:
    """A group against all others of its grouping, on one metric of one label.

    `difference` is that of the ratios, `deviation` its standard error over the draws. `smallest` is the smallest difference
    that these numbers show with power .8 after the correction, `smallest_alone` without it. `test` is exact or permutation;
    `p_holm` and `p_bh` are adjusted over the whole family. `pair`: there are only two groups, so that both rows are one
    test, which the family counts once. `planned`: laid down before (where nothing was, everything is): only
    planned tests are the family; what was added is adjusted over all tests together.
    """

    grouping: str
    group: str
    label: str
    metric: str
    here: Side
    rest: Side
    difference: Figure
    deviation: float | None
    smallest: float | None
    smallest_alone: float | None
    test: str
    p: float | None
    p_holm: float | None
    p_bh: float | None
    verdict: Verdict
    reason: str
    pair: bool
    planned: bool = True


@dataclass(frozen=True, slots=True)
class Differences:
    """All differences; `family` is the number of planned tests, `added` that of those that were not."""

    rows: tuple[Difference, ...]
    family: int
    resamples: int
    added: int = 0


def adjusted(rows: list[Difference], resamples: int) -> Differences:
    """Adjusts p over all planned tests, and p of the added ones over all; gives verdicts and what could have been shown."""
    tested = list({_key(row): i for i, row in enumerate(rows) if row.p is not None}.values())
    family = [i for i in tested if rows[i].planned]
    corrected = _corrected(rows, tested) | _corrected(rows, family)
    single = _smallest(rows, LEVEL)
    planned, added = (_smallest(rows, LEVEL / max(1, number)) for number in (len(family), len(tested)))
    done = []
    for i, row in enumerate(rows):
        a, b = corrected[_key(row)] if row.p is not None else (None, None)
        smallest = (planned if row.planned else added)[i]
        done.append(replace(row, p_holm=a, p_bh=b, verdict=verdict_of(a), smallest=smallest, smallest_alone=single[i]))
    return Differences(tuple(done), len(family), resamples, len(tested) - len(family))


def _corrected(
    rows: Sequence[Difference], tested: Sequence[int]
) -> dict[tuple[str, str, str, str], tuple[float, float]]:
    """Test to p by Holm and by Benjamini and Hochberg."""
    p = np.array([rows[i].p for i in tested], dtype=float)
    return {_key(rows[i]): (float(a), float(b)) for i, a, b in zip(tested, holm(p), benjamini_hochberg(p), strict=True)}


def _key(row: Difference) -> tuple[str, str, str, str]:
    """The test that a row belongs to; of two groups both belong to the same."""
    return row.grouping, "" if row.pair else row.group, row.label, row.metric


def _smallest(rows: Sequence[Difference], level: float) -> list[float | None]:
    """By row: from the numbers for a share of notes, from the deviation for other ratios."""
    shares = {metric.id for metric in metrics() if metric.share}
    rest = np.array([row.rest.ratio.value if row.rest.ratio.value is not None else np.nan for row in rows])
    of, others = (np.array([side.of for side in sides], dtype=float) for sides in _sides(rows))
    found = smallest_difference(rest, of, others, level)
    deviates = z(level) + z(2 * (1 - POWER))
    for i, row in enumerate(rows):
        if row.metric not in shares or row.test != "exact":
            found[i] = deviates * row.deviation if row.deviation else np.nan
    return [None if row.p is None or np.isnan(v) or v > 1 else float(v) for row, v in zip(rows, found, strict=True)]


def _sides(rows: Sequence[Difference]) -> tuple[list[Side], list[Side]]:
    return [row.here for row in rows], [row.rest for row in rows]

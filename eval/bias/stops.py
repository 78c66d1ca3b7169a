"""Limits that were set beforehand, checked against what was measured."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from eval.bias.counterfactuals import SwapResult
from eval.bias.drift import Drift
from eval.bias.plan import Stop
from eval.bias.reliability import Reliability
from eval.bias.use import Use
from eval.bias.verdicts import Difference
from eval.intervals import Figure

Outcome = Literal["overschreden", "niet overschreden", "niet te bepalen"]
OVER: Outcome = "overschreden"
UNDER: Outcome = "niet overschreden"
UNKNOWN: Outcome = "niet te bepalen"


@dataclass(frozen=True, slots=True)
class Checked:
    """A limit with the largest value found, of which group, and the outcome.

    A limit is over by the value itself, whatever chance may do: `sure` says whether the whole interval is over it.
    """

    stop: Stop
    group: str
    found: Figure
    outcome: Outcome
    sure: bool


@dataclass(frozen=True, slots=True)
class Measured:
    """What limits can be checked against."""

    differences: Sequence[Difference]
    swaps: Sequence[SwapResult]
    reliability: Sequence[Reliability]
    use: Use | None
    drift: Drift | None


def check(stops: Iterable[Stop], measured: Measured) -> tuple[Checked, ...]:
    """Every limit, in the order of the plan."""
    return tuple(_check(stop, measured) for stop in stops)


def _check(stop: Stop, measured: Measured) -> Checked:
    found = [(group, figure) for group, figure in _values(stop, measured) if figure.value is not None]
    if not found:
        return Checked(stop, "", Figure(None), UNKNOWN, False)
    group, figure = max(found, key=lambda pair: pair[1].value or 0.0)
    over = (figure.value or 0.0) > stop.at_most
    return Checked(stop, group, figure, OVER if over else UNDER, over and (figure.low or 0.0) > stop.at_most)


def _values(stop: Stop, measured: Measured) -> list[tuple[str, Figure]]:
    """Group and size, as distances from 0."""
    if stop.measure == "difference":
        return [
            (row.group, _distance(row.difference))
            for row in measured.differences
            if (row.grouping, row.label, row.metric) == (stop.grouping, stop.label, stop.metric) and row.p is not None
        ]
    if stop.measure == "swap":
        return [("", result.rows[0].rate) for result in measured.swaps if result.swap == stop.swap]
    if stop.measure == "calibration":
        return [
            (row.group, Figure(row.excess))
            for row in measured.reliability
            if not row.label and row.grouping == stop.grouping
        ]
    if stop.measure == "use":
        rows = [] if measured.use is None else [r for r in measured.use.rows if r.measure == stop.name]
        if stop.grouping:
            return [(row.group, _distance(row.difference)) for row in rows if row.grouping == stop.grouping]
        return [("", row.rate) for row in rows if not row.grouping]
    return [] if measured.drift is None else [("", Figure(measured.drift.largest[stop.side]))]


def _distance(figure: Figure) -> Figure:
    """How far a difference is from none, either way; the interval is 0 to the far end where it crosses none."""
    if figure.value is None or figure.low is None or figure.high is None:
        return Figure(None if figure.value is None else abs(figure.value))
    ends = sorted((abs(figure.low), abs(figure.high)))
    return Figure(abs(figure.value), 0.0 if figure.low <= 0 <= figure.high else ends[0], ends[1])

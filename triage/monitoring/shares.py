"""Shares with their intervals: the small numbers of a month are shown with what they leave open."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

import numpy as np

LEVEL = 0.05
ENOUGH = 20
"""Units under which a share is called not determinable on the page; its interval is shown all the same."""

_Z = NormalDist().inv_cdf(1 - LEVEL / 2)
_DRAWS, _SEED = 20_000, 20_26


@dataclass(frozen=True, slots=True)
class Share:
    """`events` of `units`. Value and interval are None where there are no units."""

    events: int
    units: int

    def __post_init__(self) -> None:
        if not 0 <= self.events <= self.units:
            raise ValueError(f"{self.events} of {self.units} is no share")

    @property
    def value(self) -> float | None:
        return self.events / self.units if self.units else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The score interval at 95 % (Wilson 1927); never of no width, also not at 0 or 1."""
        if not self.units:
            return None
        share, square = self.events / self.units, _Z**2
        centre = (share + square / (2 * self.units)) / (1 + square / self.units)
        half = _Z * sqrt(share * (1 - share) / self.units + square / (4 * self.units**2)) / (1 + square / self.units)
        return max(0.0, centre - half), min(1.0, centre + half)

    @property
    def enough(self) -> bool:
        return self.units >= ENOUGH


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure that is reckoned from others, with its interval at 95 %; all None where nothing supports it."""

    value: float | None = None
    low: float | None = None
    high: float | None = None
    enough: bool = False

    @property
    def interval(self) -> tuple[float, float] | None:
        return None if self.low is None or self.high is None else (self.low, self.high)


def difference(one: Share, other: Share) -> Estimate:
    """`one` minus `other`, with the interval out of the two score intervals (Newcombe 1998, method 10)."""
    if one.interval is None or other.interval is None or one.value is None or other.value is None:
        return Estimate()
    (low, high), (other_low, other_high) = one.interval, other.interval
    d = one.value - other.value
    return Estimate(
        d,
        d - sqrt((one.value - low) ** 2 + (other_high - other.value) ** 2),
        d + sqrt((high - one.value) ** 2 + (other.value - other_low) ** 2),
        one.enough and other.enough,
    )


def recall_of_notes(quiet: int, missed: Share, raised: int, right: Share) -> Estimate:
    """Of all notes in which a reader sees a signal, the share in which the system raised one.

    `quiet` and `raised`: numbers of notes without and with raised signals. `missed`: of the quiet notes that were drawn and
    read, those in which the reader saw a signal; `right`: of the notes with signals that were judged, those in which the
    reader let at least one stand. The interval comes from draws of both shares (Jeffreys prior, fixed seed).
    """
    if missed.value is None or right.value is None or quiet + raised == 0:
        return Estimate()
    found, lost = raised * right.value, quiet * missed.value
    if found + lost == 0:
        return Estimate()
    draws = np.random.default_rng(_SEED)
    p = draws.beta(missed.events + 0.5, missed.units - missed.events + 0.5, _DRAWS)
    q = draws.beta(right.events + 0.5, right.units - right.events + 0.5, _DRAWS)
    ratios = raised * q / (raised * q + quiet * p)
    low, high = np.quantile(ratios, [LEVEL / 2, 1 - LEVEL / 2])
    value = found / (found + lost)
    return Estimate(value, min(float(low), value), max(float(high), value), missed.enough and right.enough)

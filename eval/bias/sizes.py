"""Intervals of shares and of their differences, and the smallest difference that a number of notes can show."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from eval.intervals import Array, Figure

POWER = 0.8
LEVEL = 0.05
_HALVINGS = 40


def z(level: float) -> float:
    """The normal deviate that a two-sided test at `level` asks for."""
    return NormalDist().inv_cdf(1 - level / 2)


def wilson(events: Array, units: Array, level: float = LEVEL) -> tuple[Array, Array]:
    """The score interval of a share (Wilson 1927); NaN where there are no units. Never of no width, also not at 0 or 1."""
    deviate = z(level)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = events / units
        centre = (share + deviate**2 / (2 * units)) / (1 + deviate**2 / units)
        half = deviate * np.sqrt(share * (1 - share) / units + deviate**2 / (4 * units**2)) / (1 + deviate**2 / units)
        return np.clip(centre - half, 0, 1), np.clip(centre + half, 0, 1)


def newcombe(events: Array, units: Array, other_events: Array, other_units: Array) -> tuple[Array, Array]:
    """Interval of a difference of two shares, out of the two score intervals (Newcombe 1998, method 10)."""
    low, high = wilson(events, units)
    other_low, other_high = wilson(other_events, other_units)
    with np.errstate(invalid="ignore", divide="ignore"):
        share, other = events / units, other_events / other_units
    d = share - other
    return (
        d - np.sqrt((share - low) ** 2 + (other_high - other) ** 2),
        d + np.sqrt((high - share) ** 2 + (other - other_low) ** 2),
    )


def share(events: int, of: int) -> Figure:
    """A share with its score interval; nothing where there is nothing to share."""
    if not of:
        return Figure(None)
    low, high = wilson(np.array(float(events)), np.array(float(of)))
    return Figure(events / of, float(low), float(high))


def gap(events: int, of: int, other_events: int, others: int) -> Figure:
    """The difference of two shares with its interval; nothing where either has nothing to share."""
    if not of or not others:
        return Figure(None)
    low, high = newcombe(*(np.array(float(count)) for count in (events, of, other_events, others)))
    return Figure(events / of - other_events / others, float(low), float(high))


def smallest_difference(share: Array, units: Array, other_units: Array, level: float = LEVEL) -> Array:
    """The smallest distance from `share` (of the others) that is shown with a power of .8 by a test at `level`.

    Two independent shares in the normal approximation with continuity correction, to the side that has more room; at most
    that room, and NaN where even that would not be shown.
    """
    share = np.asarray(share, dtype=float)
    towards = np.where(share <= 0.5, 1.0, -1.0)
    room = np.maximum(share, 1 - share)
    low, high = np.zeros_like(room), room.copy()
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        shown = _shown(share, share + towards * middle, units, other_units, level)
        low, high = np.where(shown, low, middle), np.where(shown, middle, high)
    found: Array = np.where(_shown(share, share + towards * room, units, other_units, level), high, np.nan)
    return found


def _shown(share: Array, moved: Array, units: Array, other_units: Array, level: float) -> NDArray[np.bool_]:
    with np.errstate(invalid="ignore", divide="ignore"):
        joint = (moved * units + share * other_units) / (units + other_units)
        under_null = np.sqrt(np.maximum(0, joint * (1 - joint)) * (1 / units + 1 / other_units))
        under_other = np.sqrt(
            np.maximum(0, moved * (1 - moved)) / units + np.maximum(0, share * (1 - share)) / other_units
        )
        needed = z(level) * under_null + NormalDist().inv_cdf(POWER) * under_other
        # the exact test is stricter than the normal approximation by about this much (Casagrande, Pike and Smith 1978)
        needed = needed + (1 / units + 1 / other_units) / 2
    shown: NDArray[np.bool_] = np.abs(moved - share) >= needed
    return shown

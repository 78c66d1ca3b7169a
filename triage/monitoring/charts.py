"""Charts as numbers for an inline SVG: where each bar, interval and label stands. The templates draw them.

Every chart on a page has a table with the same figures beside it, so that a chart is never the only way to read them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from triage.monitoring.shares import Share

WIDTH = 720
LABEL_WIDTH = 300
ROW = 26
TOP = 24
RIGHT = 60


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a chart of shares, in SVG units; `x_low` to `x_high` is the interval."""

    label: str
    y: float
    width: float
    x_low: float
    x_high: float
    text: str


@dataclass(frozen=True, slots=True)
class ShareChart:
    """Horizontal bars from 0 to 100 %, an interval on each."""

    width: int
    height: int
    left: int
    row: int
    bars: tuple[Bar, ...]
    ticks: tuple[tuple[float, str], ...]


def share_chart(rows: Sequence[tuple[str, Share]]) -> ShareChart | None:
    """A chart of those rows that have units; None where there are none."""
    counted = [(label, share) for label, share in rows if share.units]
    if not counted:
        return None
    scale = WIDTH - LABEL_WIDTH - RIGHT
    bars = []
    for place, (label, share) in enumerate(counted):
        value, (low, high) = share.value or 0.0, share.interval or (0.0, 1.0)
        bars.append(
            Bar(
                label,
                TOP + place * ROW,
                round(value * scale, 1),
                round(LABEL_WIDTH + low * scale, 1),
                round(LABEL_WIDTH + high * scale, 1),
                f"{round(100 * value)} %",
            )
        )
    ticks = tuple((LABEL_WIDTH + scale * tick / 4, f"{25 * tick} %") for tick in range(5))
    return ShareChart(WIDTH, TOP + ROW * len(bars) + 8, LABEL_WIDTH, ROW, tuple(bars), ticks)


@dataclass(frozen=True, slots=True)
class Column:
    """A month in a chart of counts: a bar split in two."""

    label: str
    x: float
    lower: float
    upper: float
    total: int


@dataclass(frozen=True, slots=True)
class CountChart:
    """Upright bars of counts in two parts, stacked; `tick` is the value at the top line."""

    width: int
    height: int
    base: int
    bar: float
    tick: int
    top: int
    columns: tuple[Column, ...]


def count_chart(rows: Sequence[tuple[str, int, int]], height: int = 180) -> CountChart | None:
    """A chart of (label, lower part, upper part); None where everything is 0."""
    highest = max((lower + upper for _, lower, upper in rows), default=0)
    if not highest:
        return None
    tick = _round_up(highest)
    base, room = height - 30, height - 30 - TOP
    step = (WIDTH - 60) / len(rows)
    columns = tuple(
        Column(
            label,
            round(50 + place * step, 1),
            round(room * lower / tick, 1),
            round(room * upper / tick, 1),
            lower + upper,
        )
        for place, (label, lower, upper) in enumerate(rows)
    )
    return CountChart(WIDTH, height, base, round(step * 0.7, 1), tick, TOP, columns)


def _round_up(number: int) -> int:
    """The next number that reads easily: 1, 2 or 5 times a power of ten."""
    power = 1
    while True:
        for factor in (1, 2, 5):
            if factor * power >= number:
                return factor * power
        power *= 10

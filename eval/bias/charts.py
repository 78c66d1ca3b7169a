"""Charts of the bias report as numbers for inline SVG. Every chart stands beside a table with the same figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eval.bias.counterfactuals import SwapResult
from eval.bias.thresholds import Sweep

WIDTH, HEIGHT = 150.0, 90.0
"""Of the area of a line chart, in units of its view box."""
ROW, LABEL, BAR = 7.0, 62.0, 80.0
"""Of a bar chart: height of a row, room for names, width of the area."""
SHAPES = ("circle", "square", "triangle", "diamond", "plus", "star", "hollow", "bowtie")
"""Marks that tell lines apart without colour; more lines than marks take them again with their own dashes."""
DASHES = ("", "4 1.5", "1 1.5", "5 1.5 1 1.5")
_SIZE = 1.5


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a chart: its name, its path, the paths of its marks and of the one in the key, whether they are hollow, its
    dashes, and where the present setting is."""

    name: str
    path: str
    marks: tuple[str, ...]
    key: str
    hollow: bool
    dash: str
    now: tuple[float, float]


@dataclass(frozen=True, slots=True)
class LineChart:
    """Lines with the ticks of both axes: place and text."""

    lines: tuple[Line, ...]
    across: tuple[tuple[float, str], ...]
    up: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a bar chart: where its value, its interval and its text stand."""

    name: str
    y: float
    x: float
    low: float
    high: float
    text: str


@dataclass(frozen=True, slots=True)
class BarChart:
    """Shares with intervals under each other, with ticks."""

    height: float
    bars: tuple[Bar, ...]
    ticks: tuple[tuple[float, str], ...]


def work_chart(sweeps: Sequence[Sweep], names: Sequence[str]) -> LineChart | None:
    """Signals a hundred notes (across) against the share that is missed (up), a line a group; None without any points."""
    known = [
        (name, sweep, [(p.work.value, p.missed.value) for p in sweep.points])
        for name, sweep in zip(names, sweeps, strict=True)
    ]
    plain = [
        (name, sweep, [(w, m) for w, m in points if w is not None and m is not None]) for name, sweep, points in known
    ]
    plain = [(name, sweep, points) for name, sweep, points in plain if points]
    if not plain:
        return None
    highest = _round_up(max(work for _, _, points in plain for work, _ in points))
    lines = []
    for number, (name, sweep, points) in enumerate(plain):
        places = [(WIDTH * work / highest, HEIGHT * (1 - missed)) for work, missed in points]
        first, rest = places[0], places[1:]
        shape = SHAPES[number % len(SHAPES)]
        lines.append(
            Line(
                name,
                "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in rest),
                tuple(mark(shape, x, y) for x, y in rest[:: max(1, len(rest) // 6)]),
                mark(shape, 0, 0),
                shape == "hollow",
                DASHES[(number // len(SHAPES) + number) % len(DASHES)],
                first if sweep.now.work.value is not None else rest[0],
            )
        )
    across = tuple((WIDTH * i / 5, f"{highest * i / 5:g}".replace(".", ",")) for i in range(6))
    up = tuple((HEIGHT * (1 - i / 5), f"{20 * i}%") for i in range(6))
    return LineChart(tuple(lines), across, up)


def flip_chart(results: Sequence[SwapResult], names: Sequence[str]) -> BarChart | None:
    """The share of pairs that a swap changes, a row a swap; None without pairs."""
    rows = [
        (name, result.rows[0].rate, result.rows[0].flips, result.pairs)
        for name, result in zip(names, results, strict=True)
        if result.pairs
    ]
    if not rows:
        return None
    highest = _round_up(100 * max(rate.high or 0.0 for _, rate, _, _ in rows)) / 100
    bars = tuple(
        Bar(
            name,
            ROW * (number + 0.7),
            LABEL + BAR * (rate.value or 0.0) / highest,
            LABEL + BAR * (rate.low or 0.0) / highest,
            LABEL + BAR * (rate.high or 0.0) / highest,
            f"{flips} van {pairs}",
        )
        for number, (name, rate, flips, pairs) in enumerate(rows)
    )
    ticks = tuple((LABEL + BAR * i / 4, f"{25 * i * highest:g}%".replace(".", ",")) for i in range(5))
    return BarChart(ROW * (len(rows) + 1), bars, ticks)


def mark(shape: str, x: float, y: float) -> str:
    """The path of a mark around a place."""
    s = _SIZE
    circle = f"M{x - s:.1f} {y:.1f}a{s} {s} 0 1 0 {2 * s} 0a{s} {s} 0 1 0 {-2 * s} 0Z"
    return {
        "circle": circle,
        "hollow": circle,
        "square": f"M{x - s:.1f} {y - s:.1f}h{2 * s}v{2 * s}h{-2 * s}Z",
        "triangle": f"M{x:.1f} {y - s:.1f}l{s} {2 * s}h{-2 * s}Z",
        "diamond": f"M{x:.1f} {y - 1.3 * s:.1f}l{s} {1.3 * s}l{-s} {1.3 * s}l{-s} {-1.3 * s}Z",
        "plus": f"M{x - s:.1f} {y - 0.4:.1f}h{2 * s}v0.8h{-2 * s}ZM{x - 0.4:.1f} {y - s:.1f}h0.8v{2 * s}h-0.8Z",
        "star": f"M{x:.1f} {y - 1.5 * s:.1f}l{0.5 * s} {s}h{s}l{-0.8 * s} {0.8 * s}l{0.3 * s} {s}l{-s} {-0.6 * s}l{-s} {0.6 * s}"
        f"l{0.3 * s} {-s}l{-0.8 * s} {-0.8 * s}h{s}Z",
        "bowtie": f"M{x - s:.1f} {y - s:.1f}v{2 * s}l{2 * s} {-2 * s}v{2 * s}Z",
    }[shape]


def _round_up(value: float) -> float:
    """The next number that reads easily when it is cut in four or five."""
    power = 0.01
    while True:
        for factor in (1, 1.5, 2, 2.5, 3, 4, 5, 8):
            if factor * power >= value:
                return factor * power
        power *= 10

"""The agreement report: one HTML page that opens offline, with a chart and a table a level."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from annotation.agreement.effect import Effect
from annotation.agreement.figures import Figure
from annotation.agreement.measure import ALL, MEAN, Agreement
from pipeline.taxonomy import taxonomy

ASSETS = Path(__file__).parent / "assets"
_LEFT, _WIDTH, _ROW = 380, 420, 20


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: a label or a qualifier with its figures by name."""

    name: str
    figures: Mapping[str, Figure]
    total: bool = False

    def cells(self, columns: Iterable[str]) -> Iterator[tuple[Figure, int]]:
        """Its figures and over how many columns each stands: neighbours that miss for the same reason share a cell."""
        figures = (self.figures[name] for name in columns)
        for missing, together in groupby(figures, key=lambda figure: figure.reason if figure.value is None else None):
            members = list(together)
            if missing is None:
                yield from ((figure, 1) for figure in members)
            else:
                yield members[0], len(members)


@dataclass(frozen=True, slots=True)
class Part:
    """A level of agreement: its chart, if any, and its table."""

    title: str
    about: str
    first: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    chart: Markup | None = None


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = yaml.safe_load((ASSETS / "words.yaml").read_text("utf-8"))
    return words


def number(value: float) -> str:
    """Two decimals, with a comma as in Dutch; a true minus sign, and none before zero."""
    return f"{round(value, 2) + 0.0:.2f}".replace(".", ",").replace("-", "−")


def percent(share: float) -> str:
    """A share as a percentage; a share above nothing is never shown as 0%."""
    return f"{max(share * 100, 1):.0f}%"


def forest(rows: tuple[Row, ...], measure: str, title: str) -> Markup:
    """A dot and its interval for every row that has the figure, on one axis from -0.2 or lower to 1."""
    known = [(row.name, row.figures[measure]) for row in rows if row.figures[measure].value is not None]
    lowest = min([0.0, *(figure.low if figure.low is not None else figure.value or 0.0 for _, figure in known)])
    bottom = -1.0 if lowest < -0.2 else -0.2
    height = _ROW * len(known) + 40

    def x(value: float) -> float:
        return round(_LEFT + (max(value, bottom) - bottom) / (1 - bottom) * _WIDTH, 1)

    lines = []
    for tick in (bottom, 0.0, 0.2, 0.4, 0.6, 0.8, 1.0):
        lines.append(f'<line class="axis" x1="{x(tick)}" x2="{x(tick)}" y1="4" y2="{height - 26}"/>')
        lines.append(f'<text x="{x(tick)}" y="{height - 8}" text-anchor="middle">{number(tick)[:-1]}</text>')
    for place, (name, figure) in enumerate(known):
        y = 16 + place * _ROW
        lines.append(f'<text x="{_LEFT - 10}" y="{y + 4}" text-anchor="end">{escape(name)}</text>')
        if figure.low is not None and figure.high is not None:
            lines.append(f'<line class="mark" x1="{x(figure.low)}" x2="{x(figure.high)}" y1="{y}" y2="{y}"/>')
        lines.append(f'<circle class="dot" cx="{x(figure.value or 0.0)}" cy="{y}" r="4.5"/>')
    width = _LEFT + _WIDTH + 30
    return Markup(
        f'<svg viewBox="0 0 {width} {height}" width="{width}" role="img" aria-label="{escape(title)}">{"".join(lines)}</svg>'
    )


def _rows(table: Mapping[str, Mapping[str, Figure]], names: Mapping[str, str], total: str | None) -> tuple[Row, ...]:
    return tuple(Row(names[key], figures, total=key == total) for key, figures in table.items())


def agreement_html(found: Agreement, effect: Effect | None = None) -> str:
    """The report as a page; with the effect of suggestions where the corpus says when they were shown."""
    words = _words()
    labels = {label.id: label.label for label in taxonomy().labels.values()} | words["rows"]
    notes = _rows(found.notes, labels, MEAN)
    spans = _rows(found.spans, labels, ALL)
    qualifiers = _rows(found.qualifiers, words["qualifiers"], None)
    chart = forest(notes, "krippendorff_alpha", "Alfa per label, met interval")
    parts = [
        Part(
            "Per notitie",
            "Vinden zij dat het label geldt: nu, voor de persoon zelf, en niet ontkend? De grafiek toont Krippendorffs alfa.",
            "Label",
            tuple(next(iter(found.notes.values()))),
            notes,
            chart,
        ),
        Part(
            "Per markering",
            "Wezen zij dezelfde woorden aan, wat er ook over gezegd wordt? De grafiek toont de overlappende woorden.",
            "Label",
            tuple(next(iter(found.spans.values()))),
            spans,
            forest(spans, "overlap_f1", "Overlap per label, met interval"),
        ),
        Part(
            "Per kenmerk",
            "Van markeringen die twee annotatoren allebei hebben: gaven zij er dezelfde betekenis aan?",
            "Kenmerk",
            tuple(next(iter(found.qualifiers.values()))),
            qualifiers,
        ),
    ]
    environment = Environment(loader=FileSystemLoader(ASSETS), autoescape=True, undefined=StrictUndefined)
    environment.globals.update(number=number, percent=percent)
    return environment.get_template("agreement.html").render(found=found, parts=parts, words=words, effect=effect)

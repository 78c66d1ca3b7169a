"""The report of an evaluation as one self-contained HTML page in Dutch. It holds the text of the notes with mistakes."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from eval.evaluation import Evaluation
from eval.intervals import Figure
from eval.mistakes import NoteMistakes
from pipeline.language.data import read_yaml
from pipeline.report.words import words as report_words
from pipeline.taxonomy import taxonomy

ASSETS = Path(__file__).parent / "assets"
UNDEFINED = "niet te bepalen"


def render(evaluation: Evaluation, mistakes: Iterable[NoteMistakes]) -> str:
    """The page."""
    return (
        environment(ASSETS)
        .get_template("evaluation.html")
        .render(
            e=evaluation,
            mistakes=list(mistakes),
            labels=taxonomy().labels,
            words=read_yaml(ASSETS / "evaluation.yaml"),
            undefined=UNDEFINED,
        )
    )


def environment(folder: Path) -> Environment:
    """Templates of `folder`, with the style of the reports, the hash that lets it in, and Dutch figures."""
    style = (ASSETS / "evaluation.css").read_text("utf-8")
    templates = Environment(
        loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True
    )
    templates.filters.update(figure=_figure, number=number, percent=percent, count=count)
    digest = hashlib.sha256(style.encode()).digest()
    templates.globals.update(
        style=Markup(style),
        style_hash="sha256-" + base64.b64encode(digest).decode("ascii"),
        made_with=report_words().made_with,
    )
    return templates


def number(value: float | None, digits: int = 2) -> str:
    """With a decimal comma."""
    return UNDEFINED if value is None else f"{value:.{digits}f}".replace(".", ",")


def _figure(figure: Figure, digits: int = 2) -> Any:
    """A value with its interval: "0,71 (0,66 tot 0,75)"."""
    if figure.value is None:
        return Markup('<span class="none">{}</span>').format(UNDEFINED)
    if figure.low is None or figure.high is None:
        return number(figure.value, digits)
    return Markup('{} <span class="interval">({} tot {})</span>').format(
        number(figure.value, digits), number(figure.low, digits), number(figure.high, digits)
    )


def percent(value: float | None) -> str:
    """A share in whole percents."""
    return UNDEFINED if value is None else f"{100 * value:.0f}%"


def count(value: int) -> str:
    """With full stops between thousands."""
    return f"{value:,}".replace(",", ".")

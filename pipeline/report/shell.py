"""The page around the notes: head, legend, filter and foot, from the files in `assets/`, inlined."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from pipeline.report.note_html import NOTHING_FOUND
from pipeline.report.words import words
from pipeline.summary import ProducedBy
from pipeline.taxonomy import Label, taxonomy

ASSETS = Path(__file__).parent / "assets"
_NOTES = Markup("<!-- notes -->")


@dataclass(frozen=True, slots=True)
class Group:
    """A domain with those of its labels that occur, for the filter and the explanations."""

    name: str
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Shell:
    """The page before and after its notes."""

    head: str
    foot: str


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(ASSETS), autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True
    )
    return environment.get_template("page.html")


@cache
def _asset(name: str) -> tuple[Markup, str]:
    """A style or script with its hash, so that the page may run this one and nothing that a text smuggles in."""
    content = (ASSETS / name).read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(content.encode("utf-8")).digest()).decode("ascii")
    return Markup(content), f"sha256-{digest}"


def _groups(found: Collection[str]) -> list[Group]:
    known = taxonomy()
    groups = []
    for domain, name in known.domains.items():
        labels = tuple(label for label in known.labels.values() if label.domain == domain and label.id in found)
        if labels:
            groups.append(Group(name, labels))
    return groups


def shell(
    *,
    title: str,
    count: int,
    found: Collection[str],
    produced: Collection[ProducedBy],
    rejected: int = 0,
    single: bool = False,
    made_on: str | None = None,
) -> Shell:
    """The page around `count` notes in which the labels `found` occur.

    `rejected` is the number of rows that could not be read; `single` leaves out what only a list of notes needs.
    """
    style, style_hash = _asset("report.css")
    script, script_hash = _asset("report.js")
    page = _template().render(
        title=title,
        words=words(),
        count=count,
        count_words=f"{count} {'notitie' if count == 1 else 'notities'}",
        rejected=rejected,
        rejected_words=f"{rejected} {'regel is' if rejected == 1 else 'regels zijn'}",
        single=single,
        groups=_groups(found),
        produced=produced,
        made_on=made_on,
        nothing_found=NOTHING_FOUND,
        style=style,
        style_hash=style_hash,
        script=script,
        script_hash=script_hash,
        notes=_NOTES,
    )
    head, _, foot = page.partition(str(_NOTES))
    return Shell(head, foot)

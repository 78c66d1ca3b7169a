"""Papers in sections: each with what the system can say by itself and what the organisation must write."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, get_args

import yaml
from markdown_it import MarkdownIt
from markupsafe import Markup
from pydantic import BaseModel, ConfigDict

from triage.papers.filling import fill
from triage.papers.system import System
from triage.settings import Settings
from triage.web.texts import text

DATA = Path(__file__).parent / "data"
Name = Literal["dpia", "iama", "fria", "hoog_risico", "privacyverklaring"]
NAMES: tuple[Name, ...] = get_args(Name)


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    answer: str = ""
    yours: tuple[str, ...] = ()


class _Source(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    about: str
    source: str = ""
    sections: tuple[_Section, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """`answer`: Markdown, filled in by the system; `yours`: what only the organisation can write."""

    title: str
    answer: str
    yours: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A paper as it can be shown or taken away."""

    name: Name
    title: str
    about: str
    source: str
    sections: tuple[Section, ...]

    def markdown(self, todo: str) -> str:
        """The paper as Markdown; `todo` stands before what the organisation must write."""
        parts = [f"# {self.title}", self.about]
        for section in self.sections:
            parts.append(f"## {section.title}")
            if section.answer:
                parts.append(section.answer)
            parts += [f"> **{todo}** {one}" for one in section.yours]
        if self.source:
            parts.append(self.source)
        return "\n\n".join(parts) + "\n"


@cache
def _source(name: Name) -> _Source:
    return _Source.model_validate(yaml.safe_load((DATA / f"{name}.yaml").read_text("utf-8")))


def document(name: Name, settings: Settings, system: System) -> Document:
    """A paper, filled in."""
    found = _source(name)
    return Document(
        name,
        found.title,
        fill(found.about, settings, system),
        found.source,
        tuple(
            Section(
                section.title,
                fill(section.answer, settings, system),
                tuple(fill(one, settings, system) for one in section.yours),
            )
            for section in found.sections
        ),
    )


@cache
def _reader() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def html(markdown: str) -> Markup:
    """Markdown as HTML; HTML in it is shown as text. Each table stands in a box that scrolls, with a name of its own."""
    before, *tables = _reader().render(markdown).split("<table>")
    boxes = (
        f'<div class="np-scroll" role="region" aria-label="{text("papers.table", number=number)}" tabindex="0">'
        f"<table>{table.replace('</table>', '</table></div>')}"
        for number, table in enumerate(tables, 1)
    )
    return Markup("".join([before, *boxes]))

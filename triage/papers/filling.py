"""Filling in the texts of papers, which are templates in YAML."""

from __future__ import annotations

import re
from functools import cache

from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from triage.papers.system import System
from triage.settings import Settings
from triage.web.numbers import percent

_LISTED = re.compile(r"^(- |\d+\. )")


@cache
def _environment() -> SandboxedEnvironment:
    # What comes out is plain text or Markdown, never HTML: pages escape it, and the Markdown reader takes no HTML.
    made = SandboxedEnvironment(autoescape=False, undefined=StrictUndefined)
    made.filters["procent"] = percent
    return made


def fill(template: str, settings: Settings, system: System, **more: object) -> str:
    """The text with its values, every paragraph and list item on one line."""
    filled = _environment().from_string(template).render(settings=settings, system=system, **more)
    return "\n\n".join(_joined(part) for part in re.split(r"\n\s*\n", filled.strip()))


def _joined(paragraph: str) -> str:
    lines: list[str] = []
    for line in paragraph.splitlines():
        stripped = line.strip()
        if lines and not _LISTED.match(stripped):
            lines[-1] += f" {stripped}"
        else:
            lines.append(stripped)
    return "\n".join(lines)

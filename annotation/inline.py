"""Marked text that a person can read and write: `Geen [vervuiling]{vervuiling ontkend} gezien.`

A mark is `[words]{label}`, with qualifier values after the label where they differ from the default; several labels on
the same words stand behind each other: `[stank]{vervuiling}{overlast}`. In one-line files `\\n` (two characters) is a line
break.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.taxonomy import taxonomy

_MARK = re.compile(r"\[([^\[\]]*)\]((?:\{[^{}]*\})+)")
_BRACES = re.compile(r"\{([^{}]*)\}")


class InlineError(ValueError):
    """A mark that cannot be read; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked mention: `text[start:end]` has `label`, qualified by `presence`, `temporality` and so on."""

    label: str
    start: int
    end: int
    presence: str
    temporality: str
    experiencer: str
    attribution: str


def parse_inline(raw: str) -> tuple[str, list[Mark]]:
    """The plain text and its marks, in order of place. Raises `InlineError`."""
    raw = raw.replace("\\n", "\n")
    text: list[str] = []
    marks: list[Mark] = []
    size = last = 0
    for found in _MARK.finditer(raw):
        before = raw[last : found.start()]
        text += [before, found[1]]
        start = size + len(before)
        size = start + len(found[1])
        if not found[1].strip():
            raise InlineError(f"a mark without words: {found[0]!r}")
        marks += [_mark(body, start, size) for body in _BRACES.findall(found[2])]
        last = found.end()
    text.append(raw[last:])
    if stray := re.search(r"[{}]", raw[last:]) or re.search(r"\]\s*\{", raw[last:]):
        raise InlineError(f"a brace that belongs to no mark: {stray[0]!r}")
    return "".join(text), marks


def _mark(body: str, start: int, end: int) -> Mark:
    known = taxonomy()
    label, *values = body.split() or [""]
    if label not in known.labels:
        raise InlineError(f"no label {label!r} in the taxonomy")
    qualifiers = {name: options[0] for name, options in known.qualifiers.items()}
    for value in values:
        name = next((name for name, options in known.qualifiers.items() if value in options), None)
        if name is None:
            raise InlineError(f"no qualifier has the value {value!r}")
        qualifiers[name] = value
    return Mark(label, start, end, **qualifiers)

"""Marked text that a person can read and write: `Geen [vervuiling]{vervuiling ontkend} gezien.`

A mark is `[words]{label}`, with qualifier values after the label where they differ from the default; several labels on
the same words stand behind each other: `[stank]{vervuiling}{overlast}`. In one-line files `\\n` (two characters) is a line
break.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.taxonomy import taxonomy

_MARK = re.compile(r"\[([^\[\]]*)\]((?:\{[^{}]*\})+)")
_BRACES = re.compile(r"\{([^{}]*)\}")


class InlineError(ValueError):
    """A mark that cannot be read; the message says which and why, `place` at which character of the raw text, from 0."""

    def __init__(self, message: str, place: int = 0) -> None:
        self.place = place
        super().__init__(message)


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
    written, raw = raw, raw.replace("\\n", "\n")

    def place(character: int) -> int:
        return character + (
            raw.count("\n", 0, character) if raw != written else 0
        )  # a written \\n takes two characters

    text: list[str] = []
    marks: list[Mark] = []
    size = last = 0
    for found in _MARK.finditer(raw):
        before = raw[last : found.start()]
        text += [before, found[1]]
        start = size + len(before)
        size = start + len(found[1])
        if not found[1].strip():
            raise InlineError(f"a mark without words: {found[0]!r}", place(found.start()))
        for body in _BRACES.finditer(raw, *found.span(2)):
            try:
                marks.append(_mark(body[1], start, size))
            except InlineError as error:
                raise InlineError(str(error), place(body.start(1))) from error
        last = found.end()
    text.append(raw[last:])
    if stray := re.search(r"[{}]", raw[last:]) or re.search(r"\]\s*\{", raw[last:]):
        raise InlineError(f"a brace that belongs to no mark: {stray[0]!r}", place(last + stray.start()))
    return "".join(text), marks


def format_inline(text: str, marks: Sequence[Mark]) -> str:
    """The one-line inline form of `text`; reading it gives `text` and `marks` (ordered by place) again.

    Raises `InlineError` for what the form cannot hold: marks that partly overlap, brackets inside a mark, braces, or the
    two characters backslash and n.
    """
    words: dict[tuple[int, int], list[str]] = {}
    ordered = sorted(marks, key=lambda mark: (mark.start, mark.end))
    for mark in ordered:
        words.setdefault((mark.start, mark.end), []).append(mark_body(mark))
    raw: list[str] = []
    last = 0
    for (start, end), bodies in words.items():
        if start < last:
            raise InlineError(f"marks overlap at character {start}")
        raw += [text[last:start], "[", text[start:end], "]", *bodies]
        last = end
    raw.append(text[last:])
    line = "".join(raw).replace("\n", "\\n")
    if "\\n" in text or parse_inline(line) != (text, ordered):
        raise InlineError("the text holds brackets, braces or a backslash that the inline form cannot hold")
    return line


def mark_body(mark: Mark) -> str:
    """The label of a mark and its values other than the default, in braces."""
    values = [
        getattr(mark, name) for name, options in taxonomy().qualifiers.items() if getattr(mark, name) != options[0]
    ]
    return "{" + " ".join([mark.label, *values]) + "}"


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

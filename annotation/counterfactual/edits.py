"""Changing the text of an annotated note so that its marks stay on their words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import yaml

from annotation.corpus import AnnotatedNote

DATA = Path(__file__).parent / "data"
WORD = re.compile(r"'?\w+(?:'\w+)*")
"""A word, with apostrophes inside and before it ("foto's", "'m")."""


@dataclass(frozen=True, slots=True)
class Edit:
    """`text[start:end]` becomes `new`."""

    start: int
    end: int
    new: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """A change that was not made, and why."""

    reason: str


Change = Callable[[AnnotatedNote, Random], AnnotatedNote | Skipped]
"""A change of a note: the changed note, or why it was left as it is. Draws only from the generator it is given."""


Finder = Callable[[AnnotatedNote, Random], list[Edit] | Skipped]
"""The edits that a change would make."""


def as_change(find: Finder) -> Change:
    """The change that makes what `find` finds."""

    def change(note: AnnotatedNote, rng: Random) -> AnnotatedNote | Skipped:
        found = find(note, rng)
        return found if isinstance(found, Skipped) else apply(note, found)

    return change


def apply(note: AnnotatedNote, edits: Iterable[Edit]) -> AnnotatedNote | Skipped:
    """The note with all edits made. An edit lies within a mention, around whole ones, or beside them; what is put in at
    the border of a mention stays outside. Skipped where an edit crosses a border, empties a mention, or nothing changes.
    """
    ordered = sorted((e for e in edits if note.text[e.start : e.end] != e.new), key=lambda e: (e.start, e.end))
    if not ordered:
        return Skipped("nothing to change")
    for before, after in pairwise(ordered):
        if after.start < before.end:
            return Skipped("edits overlap")
    borders = [border for mention in note.mentions for border in (mention.start, mention.end)]
    if any(edit.start < border < edit.end for edit in ordered for border in borders):
        return Skipped("crosses the border of a mark")
    pieces: list[str] = []
    last = 0
    for edit in ordered:
        pieces += [note.text[last : edit.start], edit.new]
        last = edit.end
    text = "".join([*pieces, note.text[last:]])
    mentions = []
    for mention in note.mentions:
        start, end = _moved(mention.start, ordered, opens=True), _moved(mention.end, ordered, opens=False)
        if not text[start:end].strip():
            return Skipped("empties a mark")
        mentions.append(mention.model_copy(update={"start": start, "end": end, "text": text[start:end]}))
    return note.model_copy(update={"text": text, "mentions": tuple(mentions)})


def _moved(border: int, edits: Iterable[Edit], *, opens: bool) -> int:
    """Where the border of a mention is afterwards. An insertion right at it falls outside the mention."""
    shift = 0
    for edit in edits:
        insertion = edit.start == edit.end == border
        if edit.end <= border and not (insertion and not opens):
            shift += len(edit.new) - (edit.end - edit.start)
    return border + shift


def edited(text: str, edits: Iterable[Edit]) -> str:
    """The text with all edits made; they do not overlap."""
    for edit in sorted(edits, key=lambda e: (e.start, e.end), reverse=True):
        text = text[: edit.start] + edit.new + text[edit.end :]
    return text


def moved_span(start: int, end: int, edits: Iterable[Edit]) -> tuple[int, int]:
    """Where characters `start` to `end` are afterwards. A border within an edit goes to the outer end of what is new."""
    return _moved_out(start, edits, opens=True), _moved_out(end, edits, opens=False)


def _moved_out(border: int, edits: Iterable[Edit], *, opens: bool) -> int:
    ordered = sorted(edits, key=lambda e: (e.start, e.end))
    for edit in ordered:
        if edit.start < border < edit.end:
            border = edit.start if opens else edit.end
    return _moved(border, ordered, opens=opens)


def words_of(text: str) -> list[re.Match[str]]:
    """The words of a text, in order."""
    return list(WORD.finditer(text))


def like(pattern: str, word: str) -> str:
    """`word` with capitals as `pattern` has them: all (of two letters or more), the first, or none."""
    if len(pattern) > 1 and pattern.isupper():
        return word.upper()
    return word[:1].upper() + word[1:] if pattern[:1].isupper() else word


@cache
def data(name: str) -> Any:
    """A table of this folder."""
    return yaml.safe_load((DATA / f"{name}.yaml").read_text("utf-8"))

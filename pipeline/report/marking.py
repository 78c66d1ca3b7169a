"""Overlapping marks on one text, cut into segments that follow each other and together are the whole text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

LANES = 4
"""Underlines that fit below one another between two lines; a fifth mark on the same words shares the last lane."""

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_PICTURES = {code: 0x2400 + code for code in range(0x20) if code not in b"\t\n\r"}
_PICTURES |= {0x7F: 0x2421, **dict.fromkeys(range(0x80, 0xA0), 0xFFFD)}


@dataclass(frozen=True, slots=True)
class Mark:
    """Words to mark: characters [start, end) of the text, what kind of underline, and the small labels behind them."""

    start: int
    end: int
    kind: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Segment:
    """Characters [start, end) of the text with the numbers of all marks over them; none for unmarked text.

    `closing` are those of the marks that end here.
    """

    start: int
    end: int
    marks: tuple[int, ...] = ()
    closing: tuple[int, ...] = ()


def printable(text: str) -> str:
    """The text with control characters other than tab and line ends shown as their picture; same length.

    HTML forbids them and a terminal would obey them.
    """
    return text.translate(_PICTURES) if _CONTROLS.search(text) else text


def joined(marks: Sequence[Mark]) -> list[Mark]:
    """The marks in order of the text, those on exactly the same words and of the same kind made one."""
    labels: dict[tuple[int, int, str], dict[str, None]] = {}
    for mark in marks:
        labels.setdefault((mark.start, mark.end, mark.kind), {}).update(dict.fromkeys(mark.labels))
    found = [Mark(start, end, kind, tuple(names)) for (start, end, kind), names in labels.items()]
    return sorted(found, key=lambda mark: (mark.start, -mark.end))


def lanes(marks: Sequence[Mark]) -> list[int]:
    """For each mark, in order of the text, the first lane that is free over all its words."""
    ends: list[int] = []
    given = []
    for mark in marks:
        lane = next((number for number, end in enumerate(ends) if end <= mark.start), len(ends))
        if lane == len(ends):
            ends.append(mark.end)
        else:
            ends[lane] = mark.end
        given.append(min(lane, LANES - 1))
    return given


def segments(length: int, marks: Sequence[Mark]) -> list[Segment]:
    """The text cut at every start and end of a mark; marks in order of the text, none empty, none past `length`."""
    cuts = sorted({0, length, *(mark.start for mark in marks), *(mark.end for mark in marks)})
    found = []
    active: list[int] = []
    following = 0
    for start, end in pairwise(cuts):
        while following < len(marks) and marks[following].start == start:
            active.append(following)
            following += 1
        found.append(Segment(start, end, tuple(active), tuple(number for number in active if marks[number].end == end)))
        active = [number for number in active if marks[number].end > end]
    return found


def marked_html(text: str, marks: Sequence[Mark], prefix: str) -> tuple[str, dict[tuple[int, int], tuple[str, int]]]:
    """The text as HTML with its marks, and where a quote can be found in it.

    `marks` are in order of the text (see `joined`). Every segment under a mark is one `<mark>` with an id that starts
    with `prefix`, a title with all its labels, and an underline a mark, each in a lane of its own. Behind the last
    words of a mark stand its labels in a `<small>`. The second value maps (start, end) to the id of the first segment
    and the number of segments.
    """
    lane = lanes(marks)
    first: dict[int, int] = {}
    places: dict[tuple[int, int], tuple[str, int]] = {}
    parts = []
    number = 0
    for segment in segments(len(text), marks):
        words = escape(text[segment.start : segment.end], quote=False)
        if not segment.marks:
            parts.append(words)
            continue
        over = [(f"u {marks[i].kind} l{lane[i]}", marks[i].labels) for i in segment.marks]
        for classes, _ in over[1:]:
            words = f'<span class="{classes}">{words}</span>'
        title = escape("; ".join(label for _, labels in over for label in labels))
        parts.append(f'<mark id="{prefix}{number}" class="{over[0][0]}" title="{title}">{words}</mark>')
        for i in segment.marks:
            first.setdefault(i, number)
        if segment.closing:
            names = "; ".join(label for i in segment.closing for label in marks[i].labels)
            parts.append(f'<small class="lb"> ({escape(names, quote=False)})</small>')
        for i in segment.closing:
            places[marks[i].start, marks[i].end] = (f"{prefix}{first[i]}", number - first[i] + 1)
        number += 1
    return "".join(parts), places

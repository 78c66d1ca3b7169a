"""Where typed or selected words stand in a note."""

from __future__ import annotations

import re
from dataclasses import dataclass

AROUND = 40
"""Characters shown on each side of a passage where the reader must choose between several."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Characters [start, end) of a note, with the words before and after them for a reader who must choose."""

    start: int
    end: int
    before: str
    words: str
    after: str


def passages(text: str, words: str) -> list[Passage]:
    """Every place where these words stand, whatever their capitals and white space; none for empty words."""
    parts = words.split()
    if not parts:
        return []
    pattern = re.compile(r"\s+".join(re.escape(part) for part in parts), re.IGNORECASE)
    return [_passage(text, match.start(), match.end()) for match in pattern.finditer(text)]


def selected(text: str, start: int, end: int, words: str) -> Passage | None:
    """The passage that a browser selected, or None where those words do not stand there.

    `start` and `end` count code points of the text as a browser holds it, in which a line ends in one character.
    """
    places = [at for at, character in enumerate(text) if not (character == "\r" and text[at + 1 : at + 2] == "\n")]
    if not 0 <= start < end <= len(places):
        return None
    first, last = places[start], places[end - 1] + 1
    if text[first:last].casefold().split() != words.casefold().split():
        return None
    while text[first].isspace():
        first += 1
    while text[last - 1].isspace():
        last -= 1
    return _passage(text, first, last)


def _passage(text: str, start: int, end: int) -> Passage:
    return Passage(
        start,
        end,
        text[max(0, start - AROUND) : start],
        text[start:end],
        text[end : end + AROUND],
    )

"""Tokens for tools that ask for them: words, signs and white space, cut wherever a mention begins or ends."""

from __future__ import annotations

import re
from collections.abc import Iterable

from annotation.corpus import AnnotatedNote

_TOKEN = re.compile(r"\w+|[^\w\s]|\s+")

Token = tuple[int, int]


def tokens(note: AnnotatedNote) -> list[Token]:
    """Tokens (start, end) that together are the whole text; every border of a mention is a border of a token."""
    cuts = sorted({place for mention in note.mentions for place in (mention.start, mention.end)})
    found: list[Token] = []
    for match in _TOKEN.finditer(note.text):
        start = match.start()
        for cut in cuts:
            if start < cut < match.end():
                found.append((start, cut))
                start = cut
        found.append((start, match.end()))
    return found


def words(note: AnnotatedNote) -> list[Token]:
    """Tokens that are not white space."""
    return [(start, end) for start, end in tokens(note) if not note.text[start:end].isspace()]


def covered(places: Iterable[Token], start: int, end: int) -> list[int]:
    """Numbers of the tokens that lie within a mention."""
    return [number for number, (first, last) in enumerate(places) if start <= first and last <= end]

"""Sentence borders in one pass, for telegram style, bullets, SOEP lines, letters and text without capitals.

A border stands after a full stop that is not of an abbreviation, an initial or a numbered list; at an empty line; at a
bullet or a heading; and at the end of a line, unless the line was broken by the width of a mail program.
"""

from __future__ import annotations

import re

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.language.data import abbreviation_table

WRAPPED_LINE = 50
"""A line of at least so many characters that goes on in lower case was broken by a mail program, not by the writer."""
_CACHE_LIMIT = 100_000


class _Kind:
    """Flags of a token, as plain numbers: they are read for every token of every note."""

    STOP = 1
    CLOSING = 2
    LINE_END = 4
    EMPTY_LINE = 8
    SPACE = 16
    BULLET = 32
    CAPITAL = 64
    LOWER = 128
    NUMBER = 256
    INITIAL = 512
    ABBREVIATION = 1024
    LAST_ABBREVIATION = 2048
    COLON = 4096
    JOINING = 8192
    PERIOD = 16384
    PREFIX = 32768


_STOP = re.compile(r"[.!?…]+$")
_CLOSING = frozenset("\"'”’)]»")
_BULLETS = frozenset("-*•·–—>")
_PREFIXES = frozenset({"de", "den", "der", "ter", "ten", "te", "van", "von", "el", "al"})
_JOINING = frozenset({",", "en", "of", "de", "het", "een", "van", "in", "op", "met", "te", "om", "dat", "die", "aan"})


@Language.factory("nietpluis_sentences", assigns=["token.is_sent_start"])
def create_sentences(nlp: Language, name: str) -> Sentences:
    """Sentence borders for notes."""
    return Sentences()


def _kind(word: str) -> int:
    """What a token is to the border rules."""
    if word.isspace():
        lines = word.count("\n") + word.count("\r") - word.count("\r\n")
        return _Kind.SPACE | (_Kind.EMPTY_LINE if lines > 1 else _Kind.LINE_END if lines else 0)
    kind = 0
    if _STOP.match(word):
        kind |= _Kind.STOP
        if word == ".":
            kind |= _Kind.PERIOD
    if word in _CLOSING:
        kind |= _Kind.CLOSING
    if word in _BULLETS:
        kind |= _Kind.BULLET
    if word == ":":
        kind |= _Kind.COLON
    if word[0].isupper():
        kind |= _Kind.CAPITAL
        if len(word) == 1:
            kind |= _Kind.INITIAL
    elif word[0].islower():
        kind |= _Kind.LOWER
    if word[0].isdigit():
        kind |= _Kind.NUMBER
    if word.endswith(".") and word[0].isalpha():
        entry = abbreviation_table().get(word.rstrip(".").lower(), {})
        kind |= _Kind.LAST_ABBREVIATION if entry.get("ends") else _Kind.ABBREVIATION
    if word in _PREFIXES:
        kind |= _Kind.PREFIX
    if word.lower() in _JOINING:
        kind |= _Kind.JOINING
    return kind


class Sentences:
    """Writes `SENT_START` for every token, all at once."""

    def __init__(self) -> None:
        self._kinds: dict[int, int] = {}

    def predict(self, doc: Doc) -> list[int]:
        """Indices of the tokens that begin a sentence, the first token always among them; the doc is not changed."""
        table = doc.to_array(["ORTH", "IDX"])
        orths: list[int] = table[:, 0].tolist()
        offsets: list[int] = table[:, 1].tolist()
        known, strings = self._kinds, doc.vocab.strings
        kinds: list[int] = []
        for orth in orths:
            kind = known.get(orth)
            if kind is None:
                if len(known) >= _CACHE_LIMIT:
                    known.clear()
                kind = known[orth] = _kind(strings[orth])
            kinds.append(kind)
        starts = [0] if orths else []
        line_offset = 0
        words_in_line = 0
        last = -1
        border = False
        for i, kind in enumerate(kinds):
            if kind & _Kind.SPACE:
                if kind & _Kind.EMPTY_LINE:
                    border = True
                elif kind & _Kind.LINE_END and last >= 0:
                    border = border or not self._wrapped(kinds, i, last, offsets[i] - line_offset)
                if kind & (_Kind.EMPTY_LINE | _Kind.LINE_END):
                    line_offset = offsets[i] + 1
                    words_in_line = 0
                continue
            if border and last >= 0 and not (kind & _Kind.CLOSING and kinds[last] & _Kind.STOP and last == i - 1):
                starts.append(i)
                border = False
            if kind & _Kind.STOP:
                border = not self._inside(kinds, i, last, words_in_line)
            elif kind & _Kind.LAST_ABBREVIATION:
                following = _next(kinds, i)
                border = following is not None and bool(kinds[following] & _Kind.CAPITAL)
            last = i
            words_in_line += 1
        return starts

    def _wrapped(self, kinds: list[int], i: int, last: int, width: int) -> bool:
        """Whether the line break at `i` only wraps a long line."""
        following = _next(kinds, i)
        if following is None:
            return True
        if kinds[following] & _Kind.BULLET:
            return False
        if kinds[last] & _Kind.JOINING:
            return True
        return width >= WRAPPED_LINE and not kinds[following] & (_Kind.CAPITAL | _Kind.NUMBER)

    def _inside(self, kinds: list[int], i: int, last: int, words_in_line: int) -> bool:
        """Whether the stop at `i` ends no sentence: after an initial, or after the number of a list item."""
        if not kinds[i] & _Kind.PERIOD or last != i - 1:
            return False
        if kinds[last] & _Kind.NUMBER and words_in_line == 1:
            return True
        following = _next(kinds, i)
        named = following is not None and bool(kinds[following] & (_Kind.CAPITAL | _Kind.PREFIX))
        return bool(kinds[last] & _Kind.INITIAL) and named

    def __call__(self, doc: Doc) -> Doc:
        if len(doc):
            column = np.full((len(doc), 1), -1, dtype="int64")
            column[self.predict(doc), 0] = 1
            doc.from_array(["SENT_START"], column.astype("uint64"))  # type: ignore[arg-type]
        return doc


def _next(kinds: list[int], i: int) -> int | None:
    """Index of the next token that is no white space, or None."""
    for j in range(i + 1, len(kinds)):
        if not kinds[j] & _Kind.SPACE:
            return j
    return None

"""Sentence borders in one pass, for telegram style, bullets, SOEP lines, letters and text without capitals.

A border stands after a full stop that is not of an abbreviation, an initial or a numbered list; at an empty line; at a
bullet or a heading; and at the end of a line, unless the line was broken by the width of a mail program.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from spacy.attrs import SENT_START
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.language.kinds import Kind
from pipeline.language.tokens import forget, surface_of

WRAPPED_LINE = 50
"""A line of at least so many characters that goes on in lower case was broken by a mail program, not by the writer."""
WIDEST_WRAPPED = 100
"""Mail programs break lines before this many characters."""
_INSIDE = 2**64 - 1
"""What spaCy holds for a token that begins no sentence: -1, without a sign."""
_ENDS = Kind.STOP | Kind.ABBREVIATION | Kind.LAST_ABBREVIATION


class _Lines(NamedTuple):
    """How the lines of a note lie.

    `widths`: for each word that begins a line, the width of the line before it; `needed`: the width that the line would
    have had with that word; `widest`: of all lines that a mail program can have made; `wrapped`: whether one has.
    """

    widths: dict[int, int]
    needed: dict[int, int]
    widest: int
    wrapped: bool


@Language.factory("nietpluis_sentences", assigns=["token.is_sent_start"])
def create_sentences(nlp: Language, name: str) -> Sentences:
    """Sentence borders for notes."""
    return Sentences()


class Sentences:
    """Writes `SENT_START` for every token, all at once."""

    def predict(self, doc: Doc) -> list[int]:
        """Indices of the tokens that begin a sentence, the first token always among them; the doc is not changed."""
        surface = surface_of(doc)
        kinds = surface.kinds
        starts = [0] if kinds else []
        lines: _Lines | None = None
        last = stop = -1
        gap = words_in_line = number = 0
        in_item = False
        space, line_end, ends, bullet = Kind.SPACE, Kind.LINE_END, _ENDS, Kind.BULLET
        for i, kind in enumerate(kinds):
            if kind & space:
                if kind > space and last >= 0:
                    gap = _join(gap, kind)
                continue
            if gap >= line_end:
                begins = bool(gap & Kind.EMPTY_LINE) or (stop >= 0 and _after_stop(kinds, stop, last, kind))
                if not begins:
                    lines = lines or _lines(kinds, surface.starts, surface.spaces)
                    indented = in_item and gap & Kind.INDENT and kind & Kind.LOWER
                    begins = not (indented or _goes_on(kinds, i, last, lines))
                if begins:
                    starts.append(i)
                    in_item = bool(kind & bullet)
                    words_in_line = 0
                stop = -1
            elif stop >= 0:
                if kind & (Kind.STOP | Kind.CLOSING) and last == i - 1 and not surface.spaces[last]:
                    last = i
                    continue
                if _after_stop(kinds, stop, last, kind):
                    starts.append(i)
                stop = -1
            elif last < 0:
                in_item = bool(kind & bullet)
            gap = 0
            if kind & ends:
                stop = i
                before = kinds[last] if last == i - 1 and last >= 0 else 0
                if before & Kind.OPENING:
                    stop = -1
                elif before & Kind.NUMBER and kind & Kind.PERIOD:
                    value = _small(surface.words[last])
                    listed = value == 1 and last > 0 and bool(kinds[last - 1] & Kind.COLON)
                    if words_in_line == 1 or listed or value == number + 1 > 1:
                        stop, number = -1, value
                        if starts[-1] != last and words_in_line > 1:
                            starts.append(last)
            last = i
            if not kind & bullet:
                words_in_line += 1
        return starts

    def __call__(self, doc: Doc) -> Doc:
        if len(doc):
            column = np.full(len(doc), _INSIDE, dtype="uint64")
            column[self.predict(doc)] = 1
            doc.from_array(SENT_START, column)  # type: ignore[arg-type]
            forget(doc)
        return doc


def _join(gap: int, kind: int) -> int:
    """What two stretches of white space are together: two line ends make an empty line."""
    if gap & kind & Kind.LINE_END:
        return kind | Kind.EMPTY_LINE
    return gap | kind


def _small(word: str) -> int:
    """The number of a list item, 0 for a word that is none."""
    return int(word) if len(word) < 3 and word.isdecimal() else 0


def _after_stop(kinds: list[int], stop: int, last: int, kind: int) -> bool:
    """Whether the word of this kind, the first one after a stop and the signs that close it, begins a sentence."""
    what = kinds[stop]
    if what & Kind.ABBREVIATION:
        return bool(kind & Kind.BEGINS and kind & Kind.CAPITAL)
    if what & Kind.LAST_ABBREVIATION:
        return bool(kind & (Kind.CAPITAL | Kind.BULLET))
    if kind & Kind.COMMA:
        return False
    if kind & Kind.LOWER and (what & Kind.ELLIPSIS or kinds[last] & Kind.CLOSING):
        return False
    before = kinds[stop - 1] if stop and what & Kind.PERIOD else 0
    if before & Kind.INITIAL and kind & (Kind.CAPITAL | Kind.LOWER):
        return bool(kind & Kind.BEGINS and kind & Kind.CAPITAL)
    return not (before & Kind.BEFORE_NUMBER and kind & Kind.NUMBER)


def _goes_on(kinds: list[int], i: int, last: int, lines: _Lines) -> bool:
    """Whether the sentence of the line before goes on at the word `i`, the first of its line."""
    kind, before = kinds[i], kinds[last]
    sign = kinds[i + 1] if i + 1 < len(kinds) else 0
    full = lines.needed[i] > lines.widest
    by_width = lines.wrapped and full and not before & _ENDS
    if kind & Kind.BULLET or (kind & Kind.NUMBER and sign & (Kind.PERIOD | Kind.CLOSING) and not by_width):
        return False
    if before & Kind.ALWAYS_GOES_ON:
        return True
    if sign & Kind.COLON and not (by_width and kind & Kind.LOWER):
        return False
    long = lines.widths[i] >= WRAPPED_LINE
    if kind & (Kind.CAPITAL | Kind.NUMBER):
        unfinished = before & (Kind.GOES_ON | Kind.BEFORE_NAME | Kind.ABBREVIATION)
        return long and (bool(unfinished) or by_width)
    return bool(before & Kind.GOES_ON) or (long and full)


def _written_as_one(kinds: list[int], offsets: list[int], spaces: list[bool], i: int) -> int:
    """The width of a word with the signs that are written to it, "lastig." or "(79).", which no line break parts."""
    last = len(kinds) - 1
    j = i
    while j < last and not spaces[j] and not kinds[j + 1] & Kind.SPACE:
        j += 1
    return offsets[j + 1] - spaces[j] - offsets[i] if j < last else offsets[j] + 1 - offsets[i]


def _lines(kinds: list[int], offsets: list[int], spaces: list[bool]) -> _Lines:
    """Measures the lines of a note."""
    widths: dict[int, int] = {}
    needed: dict[int, int] = {}
    widest = paragraph_ends = begin = gap = 0
    end = offsets[0]
    for i, kind in enumerate(kinds):
        if kind & Kind.SPACE:
            if kind > Kind.SPACE:
                gap = _join(gap, kind)
            continue
        following = offsets[i + 1] if i + 1 < len(offsets) else offsets[i] + 1
        if gap >= Kind.LINE_END:
            widths[i] = end - begin
            needed[i] = end - begin + 1 + _written_as_one(kinds, offsets, spaces, i)
            widest = max(widest, widths[i] if widths[i] <= WIDEST_WRAPPED else 0)
            if gap & Kind.EMPTY_LINE:
                paragraph_ends += 1
                needed[i] = 0
            begin = offsets[i]
        end, gap = following, 0
    if end - begin <= WIDEST_WRAPPED:
        widest = max(widest, end - begin)
    full = sum(width > widest for width in needed.values())
    wrapped = widest >= WRAPPED_LINE and full > 1 and full * 4 >= (len(needed) - paragraph_ends) * 3
    return _Lines(widths, needed, widest, wrapped)

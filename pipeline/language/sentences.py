"""Sentence borders in one pass, for telegram style, bullets, SOEP lines, letters and text without capitals.

A border stands after a full stop that is not of an abbreviation, an initial or a numbered list; at an empty line; at a
bullet or a heading; and at the end of a line, unless the line was broken by the width of a mail program.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.language.data import abbreviation_table, read_yaml
from pipeline.language.norms import fold
from pipeline.language.tokens import forget

WRAPPED_LINE = 50
"""A line of at least so many characters that goes on in lower case was broken by a mail program, not by the writer."""
WIDEST_WRAPPED = 100
"""Mail programs break lines before this many characters."""
_CACHE_LIMIT = 100_000


class _Kind:
    """Flags of a token, as plain numbers: they are read for every token of every note.

    White space that holds a line end is at least `LINE_END`, so that one comparison finds it.
    """

    STOP = 1
    PERIOD = 2
    ELLIPSIS = 4
    ABBREVIATION = 8
    LAST_ABBREVIATION = 16
    SPACE = 32
    INDENT = 64
    LINE_END = 128
    EMPTY_LINE = 256
    CLOSING = 512
    OPENING = 1024
    BULLET = 2048
    COLON = 4096
    COMMA = 8192
    NUMBER = 16384
    CAPITAL = 1 << 15
    LOWER = 1 << 16
    INITIAL = 1 << 17
    ALWAYS_GOES_ON = 1 << 18
    GOES_ON = 1 << 19
    BEFORE_NAME = 1 << 20
    IN_NAME = 1 << 21
    BEGINS = 1 << 22
    BEFORE_NUMBER = 1 << 23


_ENDS = _Kind.STOP | _Kind.ABBREVIATION | _Kind.LAST_ABBREVIATION
_STOP = re.compile(r"[.!?…]+$")
_SIGNS = {
    **dict.fromkeys("\"'”’)]»", _Kind.CLOSING),
    **dict.fromkeys("-*•·–—>▪■□●○◦‣→➢✓✔+", _Kind.BULLET),
    **dict.fromkeys("([", _Kind.OPENING),
    **dict.fromkeys(",;/", _Kind.COMMA),
    ":": _Kind.COLON | _Kind.COMMA,
}


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


@cache
def _words() -> dict[str, int]:
    """Words that tell of a border, with their flags."""
    found: dict[str, int] = {}
    for name, words in read_yaml(Path(__file__).parent / "tables" / "sentences.yaml").items():
        for word in words:
            found[word] = found.get(word, 0) | int(getattr(_Kind, name.upper()))
    return found


def _kind(word: str) -> int:
    """What a token is to the border rules."""
    if word.isspace():
        lines = sum(map(word.count, "\n\r\u2028\u2029")) - word.count("\r\n")
        indent = _Kind.INDENT if word.endswith(("  ", "\t")) else 0
        return _Kind.SPACE | indent | (_Kind.EMPTY_LINE if lines > 1 else _Kind.LINE_END if lines else 0)
    lower = fold(word)
    kind = _words().get(lower, 0) | _SIGNS.get(word, 0)
    if _STOP.match(word):
        return _Kind.STOP | (_Kind.PERIOD if word == "." else _Kind.ELLIPSIS if word[0] in ".…" else 0)
    if word[0].isdigit():
        return kind | _Kind.NUMBER
    if word[0].isupper() or (word[0] in "[<" and len(word) > 2):
        kind |= _Kind.CAPITAL | (_Kind.INITIAL if len(word) == 1 else 0)
    elif word[0].islower() or word[1:].islower():
        kind |= _Kind.LOWER
    if abbreviation_table().get(lower, {}).get("loose"):
        kind |= _Kind.BEFORE_NUMBER
    if word[-1] == "." and word[0].isalpha():
        entry = abbreviation_table().get(lower[:-1], {})
        kind |= _Kind.LAST_ABBREVIATION if entry.get("ends") else _Kind.ABBREVIATION
    return kind


class Sentences:
    """Writes `SENT_START` for every token, all at once."""

    def __init__(self) -> None:
        self._kinds: dict[int, int] = {}

    def predict(self, doc: Doc) -> list[int]:
        """Indices of the tokens that begin a sentence, the first token always among them; the doc is not changed."""
        table = doc.to_array(["ORTH", "IDX", "SPACY"])
        orths: list[int] = table[:, 0].tolist()
        kinds = self._read(doc, orths)
        starts = [0] if orths else []
        lines: _Lines | None = None
        last = stop = -1
        gap = words_in_line = number = 0
        in_item = False
        space, line_end, ends, bullet = _Kind.SPACE, _Kind.LINE_END, _ENDS, _Kind.BULLET
        for i, kind in enumerate(kinds):
            if kind & space:
                if kind > space and last >= 0:
                    gap = _join(gap, kind)
                continue
            if gap >= line_end:
                begins = bool(gap & _Kind.EMPTY_LINE) or (stop >= 0 and _after_stop(kinds, stop, last, kind))
                if not begins:
                    lines = lines or _lines(kinds, table[:, 1].tolist())
                    indented = in_item and gap & _Kind.INDENT and kind & _Kind.LOWER
                    begins = not (indented or _goes_on(kinds, i, last, lines))
                if begins:
                    starts.append(i)
                    in_item = bool(kind & bullet)
                stop, words_in_line = -1, 0
            elif stop >= 0:
                if kind & (_Kind.STOP | _Kind.CLOSING) and last == i - 1 and not table[last, 2]:
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
                if before & _Kind.OPENING:
                    stop = -1
                elif before & _Kind.NUMBER and kind & _Kind.PERIOD:
                    value = _small(doc.vocab.strings[orths[last]])
                    listed = value == 1 and last > 0 and bool(kinds[last - 1] & _Kind.COLON)
                    if words_in_line == 1 or listed or value == number + 1 > 1:
                        stop, number = -1, value
                        if starts[-1] != last and words_in_line > 1:
                            starts.append(last)
            last = i
            if not kind & bullet:
                words_in_line += 1
        return starts

    def _read(self, doc: Doc, orths: list[int]) -> list[int]:
        """The kind of every token; noise reads as the white space that it stands for."""
        known, strings = self._kinds, doc.vocab.strings
        if len(known) >= _CACHE_LIMIT:
            known.clear()
        for orth in set(orths).difference(known):
            known[orth] = _kind(strings[orth])
        kinds = [known[orth] for orth in orths]
        for i in doc.user_data.get("blank", ()):
            kinds[i] = _Kind.SPACE
        for i, white in doc.user_data.get("breaks", ()):
            kinds[i] = _kind(white)
        return kinds

    def __call__(self, doc: Doc) -> Doc:
        if len(doc):
            column = np.full((len(doc), 1), -1, dtype="int64")
            column[self.predict(doc), 0] = 1
            doc.from_array(["SENT_START"], column.astype("uint64"))  # type: ignore[arg-type]
            forget()
        return doc


def _join(gap: int, kind: int) -> int:
    """What two stretches of white space are together: two line ends make an empty line."""
    if gap & kind & _Kind.LINE_END:
        return kind | _Kind.EMPTY_LINE
    return gap | kind


def _small(word: str) -> int:
    """The number of a list item, 0 for a word that is none."""
    return int(word) if len(word) < 3 and word.isdecimal() else 0


def _after_stop(kinds: list[int], stop: int, last: int, kind: int) -> bool:
    """Whether the word of this kind, the first one after a stop and the signs that close it, begins a sentence."""
    what = kinds[stop]
    if what & _Kind.ABBREVIATION:
        return bool(kind & _Kind.BEGINS and kind & _Kind.CAPITAL)
    if what & _Kind.LAST_ABBREVIATION:
        return bool(kind & (_Kind.CAPITAL | _Kind.BULLET))
    if kind & _Kind.COMMA:
        return False
    if kind & _Kind.LOWER and (what & _Kind.ELLIPSIS or kinds[last] & _Kind.CLOSING):
        return False
    before = kinds[stop - 1] if stop and what & _Kind.PERIOD else 0
    if before & _Kind.INITIAL and kind & (_Kind.CAPITAL | _Kind.LOWER):
        return bool(kind & _Kind.BEGINS and kind & _Kind.CAPITAL)
    return not (before & _Kind.BEFORE_NUMBER and kind & _Kind.NUMBER)


def _goes_on(kinds: list[int], i: int, last: int, lines: _Lines) -> bool:
    """Whether the sentence of the line before goes on at the word `i`, the first of its line."""
    kind, before = kinds[i], kinds[last]
    sign = kinds[i + 1] if i + 1 < len(kinds) else 0
    if kind & _Kind.BULLET or (kind & _Kind.NUMBER and sign & (_Kind.PERIOD | _Kind.CLOSING)):
        return False
    if before & _Kind.ALWAYS_GOES_ON:
        return True
    if sign & _Kind.COLON:
        return False
    long = lines.widths[i] >= WRAPPED_LINE
    full = lines.needed[i] > lines.widest
    if kind & (_Kind.CAPITAL | _Kind.NUMBER):
        unfinished = before & (_Kind.GOES_ON | _Kind.BEFORE_NAME | _Kind.ABBREVIATION)
        return long and (bool(unfinished) or (lines.wrapped and full and not before & _ENDS))
    return bool(before & _Kind.GOES_ON) or (long and full)


def _lines(kinds: list[int], offsets: list[int]) -> _Lines:
    """Measures the lines of a note."""
    widths: dict[int, int] = {}
    needed: dict[int, int] = {}
    widest = paragraph_ends = begin = gap = 0
    end = offsets[0]
    for i, kind in enumerate(kinds):
        if kind & _Kind.SPACE:
            if kind > _Kind.SPACE:
                gap = _join(gap, kind)
            continue
        following = offsets[i + 1] if i + 1 < len(offsets) else offsets[i] + 1
        if gap >= _Kind.LINE_END:
            widths[i] = end - begin
            needed[i] = end - begin + following - offsets[i]
            widest = max(widest, widths[i] if widths[i] <= WIDEST_WRAPPED else 0)
            if gap & _Kind.EMPTY_LINE:
                paragraph_ends += 1
                needed[i] = 0
            begin = offsets[i]
        end, gap = following, 0
    if end - begin <= WIDEST_WRAPPED:
        widest = max(widest, end - begin)
    full = sum(width > widest for width in needed.values())
    wrapped = widest >= WRAPPED_LINE and full > 1 and full * 4 >= (len(needed) - paragraph_ends) * 3
    return _Lines(widths, needed, widest, wrapped)

"""Sections of a note: SOEP lines and headings, as `doc.spans["sections"]`.

A section runs to the next heading or to an empty line. A history (VG, FAM) in the middle of a line is over with its
sentence, for the writer goes on about today. Headings are data: `tables/sections.yaml`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

from spacy.attrs import SENT_START
from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from pipeline.language.data import read_yaml
from pipeline.language.memo import Memo
from pipeline.language.norms import fold
from pipeline.language.tokenizer import split
from pipeline.language.tokens import surface_of

_BRIEF = frozenset({"VG", "FAM"})
_LETTERS = frozenset("SOEP")
_LETTER_SIGNS = frozenset({":", ")", "/", "-", "–", "="})


class _Kind:
    """Flags of a token, as plain numbers: they are read for every token of every note."""

    SPACE = 1
    LINE_END = 2
    EMPTY_LINE = 4
    BULLET = 8
    STOP = 16
    CAPITAL = 32
    HEADING = 64
    """The first word of some heading. The highest flag, so that one comparison finds them."""


_BULLETS = frozenset("*#•·>([_-–")
_STOPS = frozenset(".!?;|…\"'”’)*,")


class _Head(NamedTuple):
    """A heading by tokens: its first word, the token after its sign, what it opens, whether its place is that of one."""

    start: int
    end: int
    label: str
    placed: bool


@cache
def _headings() -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """First word of a heading to the headings that begin with it, longest first, each with its label."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for label, names in read_yaml(Path(__file__).parent / "tables" / "sections.yaml").items():
        for name in names:
            words = tuple(word for word in split(fold(name))[0] if not word.isspace())
            found.setdefault(words[0], []).append((words, label))
    return {first: tuple(sorted(rows, key=lambda row: -len(row[0]))) for first, rows in found.items()}


@Language.factory("nietpluis_sections", assigns=["doc.spans"], requires=["token.is_sent_start"])
def create_sections(nlp: Language, name: str) -> Sections:
    """Finds SOEP lines and headings."""
    return Sections()


def _kind(word: str) -> int:
    """What a token is to the search for headings."""
    if word.isspace():
        lines = word.count("\n") + word.count("\r") - word.count("\r\n")
        return _Kind.SPACE | (_Kind.LINE_END if lines else 0) | (_Kind.EMPTY_LINE if lines > 1 else 0)
    kind = _Kind.STOP if word[-1] in _STOPS else 0
    if word in _BULLETS:
        kind |= _Kind.BULLET
    if fold(word) in _headings():
        kind |= _Kind.HEADING
    return kind | (_Kind.CAPITAL if word[0].isupper() else 0)


_KINDS: Memo[int] = Memo(_kind)


class Sections:
    """Writes `doc.spans["sections"]`."""

    def predict(self, doc: Doc) -> list[tuple[int, int, str]]:
        """`(start, end, label)` of every section, by tokens, in order; the doc is not changed."""
        words = surface_of(doc).words
        kinds = [_KINDS[word] for word in words]
        heads = [
            head for i, kind in enumerate(kinds) if kind >= _Kind.HEADING and (head := _head(doc, kinds, words, i))
        ]
        if not any(head.label == "S" for head in heads):
            heads = sorted([*heads, *_bare_letters(kinds, words)])
        elif _is_sbar(kinds, words):
            heads = [head._replace(label="overig") if head.label == "S" else head for head in heads]
        if not heads:
            return []
        begins: list[int] = doc.to_array(SENT_START).tolist()
        labels = {head.label for head in heads}
        if not any(head.placed for head in heads):
            return []
        heads = [head for head in heads if head.placed or len(labels) > 1]
        return [
            (head.start, _end(head, following.start if following else len(kinds), kinds, begins), head.label)
            for head, following in zip(heads, [*heads[1:], None], strict=True)
        ]

    def __call__(self, doc: Doc) -> Doc:
        spans = [Span(doc, start, end, label=label) for start, end, label in self.predict(doc)]
        doc.spans["sections"] = SpanGroup(doc, name="sections", spans=spans)
        return doc


def _place(kinds: list[int], i: int) -> tuple[bool, bool]:
    """Whether a token begins a line, and whether a stop stands before it; bullets and brackets do not count."""
    for j in range(i - 1, -1, -1):
        kind = kinds[j]
        if kind & _Kind.LINE_END:
            return True, False
        if kind & _Kind.STOP:
            return False, True
        if not kind & (_Kind.SPACE | _Kind.BULLET):
            return False, False
    return True, False


def _head(doc: Doc, kinds: list[int], words: list[str], i: int) -> _Head | None:
    """The heading that begins at a token, or None.

    A heading of one letter may stand anywhere as a capital with its sign; one of words stands at the start of a line or
    after a stop, with a colon, or alone on its line.
    """
    capital = bool(kinds[i] & _Kind.CAPITAL)
    line_start, after_stop = _place(kinds, i)
    if not (line_start or capital):
        return None
    folded = [fold(word) for word in words[i : i + 6]]
    for name, label in _headings()[folded[0]]:
        size = len(name)
        if tuple(folded[:size]) != name:
            continue
        after = i + size
        while after < len(kinds) and kinds[after] == _Kind.SPACE:
            after += 1
        sign = words[after] if after < len(kinds) else "\n"
        letter = len(name[0]) == 1
        placed = line_start or after_stop
        if sign == ":" and (placed or (letter and capital)):
            return _Head(i, after + 1, label, placed)
        if letter and capital and sign in _LETTER_SIGNS and after + 1 < len(kinds) and _sets_apart(doc, after):
            return _Head(i, after + 1, label, placed)
        if not letter and line_start and after < len(kinds) and kinds[after] & _Kind.LINE_END:
            return _Head(i, after, label, True)
    return None


def _bare_letters(kinds: list[int], words: list[str]) -> list[_Head]:
    """The letters S, O, E, P as headings without a sign, as GPs write them: "S hoest 3 dgn. O longen schoon. P af".

    Only where the note or a line of it begins with S, and O follows after a stop.
    """
    heads: list[_Head] = []
    for i, word in enumerate(words):
        if word not in _LETTERS or i + 1 >= len(words) or words[i + 1] in _LETTER_SIGNS or words[i + 1] == ".":
            continue
        line_start, after_stop = _place(kinds, i)
        if line_start if word == "S" else (heads and (line_start or after_stop)):
            heads.append(_Head(i, i + 1, word, True))
    return heads if any(head.label == "O" for head in heads) else []


def _is_sbar(kinds: list[int], words: list[str]) -> bool:
    """Whether a handover has the lines S, B, A, R: there S is the situation, and not what somebody says."""
    return any(word == "B" and words[i + 1 : i + 2] == [":"] and _place(kinds, i)[0] for i, word in enumerate(words))


def _sets_apart(doc: Doc, sign: int) -> bool:
    """Whether the sign after a letter closes it as a heading: "S) moe", "S - moe", not "S/M" or "A-S"."""
    spaced = bool(doc[sign].whitespace_) or doc[sign + 1].is_space
    if doc[sign].text in ":)/":
        return spaced and not doc[sign - 1].whitespace_
    return spaced and bool(doc[sign - 1].whitespace_)


def _end(head: _Head, last: int, kinds: list[int], begins: list[int]) -> int:
    """Where a section ends: at an empty line after its first words, a brief one with its sentence."""
    begun = False
    brief = head.label in _BRIEF and head.end < last and not kinds[head.end] & _Kind.LINE_END
    for i in range(head.end, last):
        if kinds[i] & _Kind.EMPTY_LINE and begun:
            return i
        if not kinds[i] & _Kind.SPACE:
            if brief and begun and begins[i] == 1:
                return i
            begun = True
    return last

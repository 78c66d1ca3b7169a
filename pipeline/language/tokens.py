"""A note as rules see it: its words without white space and noise, with the sentence and clause of each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from operator import add
from weakref import ReferenceType, ref

import numpy as np
from spacy.attrs import SENT_START
from spacy.tokens import Doc

from pipeline.language.data import word_classes
from pipeline.language.kinds import KINDS, Kind
from pipeline.language.norms import fold

_MARKS = Kind.BREAKS | Kind.DASH | Kind.MAAR


@dataclass(slots=True)
class Surface:
    """Every token of a doc as it stands, white space and noise too, in parallel lists.

    `text`: the text of the doc; `starts`: character offset; `spaces`: whether a space follows; `kinds`: flags of `Kind`,
    where noise reads as the white space that it stands for. `tokens` is kept for the component that asks for the same view
    next.
    """

    text: str
    words: list[str]
    starts: list[int]
    spaces: list[bool]
    kinds: list[int]
    tokens: Tokens | None = None

    @classmethod
    def of(cls, text: str, words: list[str], spaces: list[bool], kinds: list[int] | None = None) -> Surface:
        """The surface of a text by its words and by whether one space follows each."""
        starts = [0, *accumulate(map(add, map(len, words), spaces))]
        starts.pop()
        return cls(text, words, starts, spaces, [KINDS[word] for word in words] if kinds is None else kinds)

    def quiet(self, blank: list[int], breaks: list[tuple[int, str]]) -> None:
        """Makes tokens white space: `blank` ones, and `breaks`, which read as the white space given with them."""
        for i in blank:
            self.kinds[i] = Kind.SPACE
        for i, white in breaks:
            self.kinds[i] = KINDS[white]

    def borders(self, start: int, end: int) -> tuple[int, int]:
        """Character offsets of the tokens `start:end`."""
        return self.starts[start], self.starts[end - 1] + len(self.words[end - 1])


@dataclass(slots=True)
class Tokens:
    """Parallel lists over the words of a doc that can carry meaning.

    `words`: as they are written; `at`: index in the doc; `starts`, `ends`: character offsets; `sentences`: number of the
    sentence; `clauses`: number of the clause, which grows at commas, semicolons, brackets and contrasting conjunctions.
    """

    words: list[str]
    at: list[int]
    starts: list[int]
    ends: list[int]
    sentences: list[int]
    clauses: list[int]

    def __len__(self) -> int:
        return len(self.words)

    def word(self, position: int) -> str:
        """The word at a position, as it is written."""
        return self.words[position]


_KEPT = 256
"""Surfaces that are kept for docs that still exist: as many as go through a pipeline in one batch."""
_surfaces: dict[int, tuple[ReferenceType[Doc], Surface]] = {}


def keep(doc: Doc, surface: Surface) -> None:
    """Keeps the surface of a doc for the components that see it next."""
    if len(_surfaces) >= _KEPT:
        for old in list(_surfaces)[: _KEPT // 2]:
            _surfaces.pop(old, None)
    _surfaces[id(doc)] = (ref(doc), surface)


def surface_of(doc: Doc) -> Surface:
    """The surface of a doc: the one that was kept, or else read from the doc."""
    kept = _surfaces.get(id(doc))
    if kept is not None and kept[0]() is doc and len(kept[1].words) == len(doc):
        return kept[1]
    surface = Surface.of(doc.text, [token.text for token in doc], [bool(token.whitespace_) for token in doc])
    if "blank" in doc.user_data:
        surface.quiet(doc.user_data["blank"], doc.user_data["breaks"])
    keep(doc, surface)
    return surface


def view(doc: Doc) -> Tokens:
    """The words of a doc. Reads `SENT_START`; without sentence borders the doc is one sentence.

    The components after the sentences ask for the same view one after the other, so it is kept; `forget` lets go of it.
    """
    surface = surface_of(doc)
    if surface.tokens is None:
        surface.tokens = _view(doc, surface)
    return surface.tokens


def forget(doc: Doc) -> None:
    """Lets go of the view of a doc, as whoever changes its tokens or sentences must."""
    kept = _surfaces.get(id(doc))
    if kept is not None:
        kept[1].tokens = None


def _view(doc: Doc, surface: Surface) -> Tokens:
    kinds = np.array(surface.kinds, dtype="int64")
    keep_ = np.flatnonzero(kinds & Kind.SPACE == 0)
    sentences = np.cumsum(doc.to_array(SENT_START) == 1)[keep_]
    at: list[int] = keep_.tolist()
    all_words, all_starts = surface.words, surface.starts
    starts = [all_starts[i] for i in at]
    words = [all_words[i] for i in at]
    ends = [start + len(word) for start, word in zip(starts, words, strict=True)]
    respelled = doc.user_data.get("respelled")
    if respelled:
        position = {index: place for place, index in enumerate(at)}
        for i, word in respelled:
            if i in position:
                words[position[i]] = word
                kinds[i] = KINDS[word]
    marks = kinds[keep_] & _MARKS
    begins = np.flatnonzero(np.diff(sentences)) + 1
    border = marks & Kind.BREAKS != 0
    for position_ in np.flatnonzero(marks & (Kind.DASH | Kind.MAAR)).tolist():
        if marks[position_] & Kind.DASH:
            border[position_] = starts[position_] > ends[position_ - 1]
        else:
            border[position_] = not _is_adverb(words, position_)
    border[begins] = True
    return Tokens(words, at, starts, ends, sentences.tolist(), np.cumsum(border).tolist())


@cache
def _neighbours(name: str) -> frozenset[str]:
    return frozenset(word_classes()[name])


def _is_adverb(words: list[str], position: int) -> bool:
    """Whether "maar" at this place strengthens ("wil maar niet", "alleen maar") and joins no clauses."""
    if position and fold(words[position - 1]) in _neighbours("maar_na"):
        return True
    return position + 1 < len(words) and fold(words[position + 1]) in _neighbours("maar_voor")

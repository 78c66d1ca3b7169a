"""Whose words a section holds: "S: dochter belt ..." is told by the daughter, and not by the person concerned."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from spacy.tokens import Span

from pipeline.context.kinds import Kind, kinds_of
from pipeline.language.tokens import Tokens

_SAID = "S"
_SAID_BY_OTHERS = "HETERO"
_FIRST = 4
"""Within so many words of its heading such a section says who speaks."""
_OTHERS = Kind.RELATION | Kind.NEIGHBOUR | Kind.CALLER
_STOPS = Kind.CLIENT | Kind.MIXED | Kind.PRONOUN | Kind.VERB | Kind.PREPOSITION | Kind.NAME


def sections_of(tokens: Tokens, spans: Iterable[Span]) -> dict[int, str]:
    """The label of the section of every token that stands in one, by its index in the doc."""
    found: dict[int, str] = {}
    for span in spans:
        label = span.label_
        if label == _SAID and _is_told_by_others(tokens, bisect_left(tokens.at, span.start), span.end):
            label = _SAID_BY_OTHERS
        found.update(dict.fromkeys(range(span.start, span.end), label))
    return found


def _is_told_by_others(tokens: Tokens, start: int, end: int) -> bool:
    """Whether the first word for a person after the heading is one for a relative, a neighbour or a caller."""
    high = min(start + 2 + _FIRST, bisect_left(tokens.at, end))
    for kind in kinds_of(tokens.words[start + 1 : high]):
        if kind & _OTHERS:
            return True
        if kind & _STOPS:
            return False
    return False

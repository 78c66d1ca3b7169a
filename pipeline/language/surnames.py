"""Surnames, where they can be told from words: after a form of address and with a capital ("mw. Dwaal", "dhr. van der Wrat")."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from pipeline.language.data import word_classes
from pipeline.language.norms import fold


def is_surname(words: Sequence[str], position: int) -> bool:
    """Whether the word at a position of a note is a surname. A word in capitals alone is not taken for one."""
    word = words[position]
    if not (word[0].isupper() and word[1:].islower()):
        return False
    before = position - 1
    while before >= 0 and fold(words[before]) in _class("tussenvoegsel"):
        before -= 1
    return before >= 0 and fold(words[before]) in _class("aanspreekvorm")


@cache
def _class(name: str) -> frozenset[str]:
    return frozenset(word_classes()[name])

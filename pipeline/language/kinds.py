"""What a token is to the rules for sentences, clauses and headings, as flags that are worked out once a distinct word."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from pipeline.language.data import abbreviation_table, abbreviations, read_yaml, word_classes
from pipeline.language.memo import Memo
from pipeline.language.norms import fold


class Kind:
    """Flags of a token, as plain numbers: they are read for every token of every note.

    White space that holds a line end is at least `LINE_END` and less than what follows it here, so that one comparison
    finds it.
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
    BREAKS = 1 << 24
    """Begins a clause."""
    DASH = 1 << 25
    """Begins one only where it stands free: not in "dak- en thuislozen"."""
    MAAR = 1 << 26
    DOTTED = 1 << 27
    """An abbreviation that is written with a full stop, without it."""


_STOP = re.compile(r"[.!?…]+$")
_SIGNS = {
    **dict.fromkeys("\"'”’)]»", Kind.CLOSING),
    **dict.fromkeys("-*•·–—>▪■□●○◦‣→➢✓✔+", Kind.BULLET),
    **dict.fromkeys("([", Kind.OPENING),
    **dict.fromkeys(",;/", Kind.COMMA),
    ":": Kind.COLON | Kind.COMMA,
}


@cache
def _words() -> dict[str, int]:
    """Words that tell of a border of sentences, with their flags."""
    found: dict[str, int] = {}
    for name, words in read_yaml(Path(__file__).parent / "tables" / "sentences.yaml").items():
        for word in words:
            found[word] = found.get(word, 0) | int(getattr(Kind, name.upper()))
    return found


@cache
def _clause_marks() -> dict[str, int]:
    """Words and signs that may begin a clause, as they are written and with a capital."""
    found = {
        word: Kind.DASH if name in ("-", "–") else Kind.BREAKS
        for name in word_classes()["clausebreak"]
        for word in (name, name.capitalize())
        if name.lower() != "maar"
    }
    return found | dict.fromkeys(("maar", "Maar", "MAAR"), Kind.MAAR)


def _kind(word: str) -> int:
    """The flags of a token."""
    marks = _clause_marks().get(word, 0) | (Kind.DOTTED if word.lower() in abbreviations() else 0)
    if word.isspace():
        lines = sum(map(word.count, "\n\r\u2028\u2029")) - word.count("\r\n")
        indent = Kind.INDENT if word.endswith(("  ", "\t")) else 0
        return Kind.SPACE | indent | (Kind.EMPTY_LINE if lines > 1 else Kind.LINE_END if lines else 0)
    lower = fold(word)
    kind = _words().get(lower, 0) | _SIGNS.get(word, 0) | marks
    if _STOP.match(word):
        return Kind.STOP | (Kind.PERIOD if word == "." else Kind.ELLIPSIS if word[0] in ".…" else 0) | marks
    if word[0].isdigit():
        return kind | Kind.NUMBER
    if word[0].isupper() or (word[0] in "[<" and len(word) > 2):
        kind |= Kind.CAPITAL | (Kind.INITIAL if len(word) == 1 else 0)
    elif word[0].islower() or word[1:].islower():
        kind |= Kind.LOWER
    if abbreviation_table().get(lower, {}).get("loose"):
        kind |= Kind.BEFORE_NUMBER
    if word[-1] == "." and word[0].isalpha():
        entry = abbreviation_table().get(lower[:-1], {})
        kind |= Kind.LAST_ABBREVIATION if entry.get("ends") else Kind.ABBREVIATION
    return kind


KINDS: Memo[int] = Memo(_kind)

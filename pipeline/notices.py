"""Notices: what a reader of a summary must know about the text, in fixed Dutch wording."""

from __future__ import annotations

import unicodedata
from functools import cache

from spacy.tokens import Doc

from pipeline.language.data import foreign_words
from pipeline.language.memo import Memo
from pipeline.language.norms import fold
from pipeline.language.tokens import view
from pipeline.notes.noise import Noise, notices_for
from pipeline.patterns.frequency import counts
from pipeline.wording import wording

FEW_WORDS = 4
ENOUGH_FOREIGN = 3
_FREQUENT = 150


@cache
def _foreign() -> frozenset[str]:
    return frozenset(fold(word) for words in foreign_words().values() for word in words)


_LETTERS, _OTHER_SCRIPT, _FOREIGN, _DUTCH = 1, 2, 4, 8


def _speaks(word: str) -> int:
    """Whether a word is of letters, of letters that are not Latin, frequent in another language, frequent in Dutch."""
    letters = [c for c in word if c.isalpha()]
    other_script = bool(letters) and not unicodedata.name(letters[0], "").startswith("LATIN")
    form = fold(word)
    foreign = form in _foreign()
    dutch = not foreign and counts().get("=" + form, 0) >= _FREQUENT
    return _LETTERS * bool(letters) | _OTHER_SCRIPT * other_script | _FOREIGN * foreign | _DUTCH * dutch


_SPEAKS: Memo[int] = Memo(_speaks)


def notices_for_doc(doc: Doc) -> list[str]:
    """The notices of a doc: how little or how un-Dutch it is, and what of it was not read."""
    text = wording()
    found: list[str] = []
    spoken = bytes([_SPEAKS[word] for word in view(doc).words])
    numbers = {flags: spoken.count(flags) for flags in set(spoken)}
    words, other_script, foreign, dutch = (
        sum([number for flags, number in numbers.items() if flags & flag])
        for flag in (_LETTERS, _OTHER_SCRIPT, _FOREIGN, _DUTCH)
    )
    if not words:
        found.append(text["no_words"])
    elif words < FEW_WORDS:
        found.append(text["very_short"])
    if other_script * 2 > words or (foreign >= ENOUGH_FOREIGN and foreign > dutch):
        found.append(text["not_dutch"])
    found += notices_for(Noise(*item) for item in doc.user_data.get("noise", ()))
    return found

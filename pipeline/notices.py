"""Notices: what a reader of a summary must know about the text, in fixed Dutch wording."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

from simplemma import is_known
from spacy.tokens import Doc

from pipeline.language.data import read_yaml
from pipeline.language.norms import fold
from pipeline.notes.noise import Noise, notices_for
from pipeline.patterns.frequency import counts

FEW_WORDS = 4
ENOUGH_WORDS = 8
DUTCH_SHARE = 0.35
_FREQUENT = 200


@cache
def wording() -> dict[str, str]:
    """Notice id to its Dutch text."""
    return {str(key): str(value) for key, value in read_yaml(Path(__file__).parent / "notices.yaml").items()}


@lru_cache(maxsize=65536)
def _weight(word: str) -> tuple[bool, bool]:
    """Whether a word is of letters, and whether it speaks for Dutch."""
    letters = any(c.isalpha() for c in word)
    form = fold(word)
    frequent = counts().get("=" + form, 0) >= _FREQUENT
    return letters, frequent or (letters and len(form) > 4 and is_known(word.lower(), lang="nl"))


def notices_for_doc(doc: Doc) -> list[str]:
    """The notices of a doc: how little or how un-Dutch it is, what was skipped, and that the lexicon worked alone."""
    text = wording()
    found: list[str] = []
    blank = set(doc.user_data.get("blank", ()))
    weights = [_weight(token.text) for i, token in enumerate(doc) if i not in blank and not token.is_space]
    words = sum(letters for letters, _ in weights)
    if not words:
        found.append(text["no_words"])
    else:
        if words < FEW_WORDS:
            found.append(text["very_short"])
        if words >= ENOUGH_WORDS and sum(dutch for _, dutch in weights) / words < DUTCH_SHARE:
            found.append(text["not_dutch"])
    found += notices_for(Noise(*item) for item in doc.user_data.get("noise", ()))
    return found

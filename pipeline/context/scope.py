"""Whether a cue reaches a mention: side, distance, clause, enumeration, stops."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import lru_cache

from pipeline.context.cues import Cue
from pipeline.context.verbs import is_finite_verb, is_past_tense
from pipeline.language.norms import classes, fold, lemma
from pipeline.language.tokens import Tokens

_JOINS = frozenset({",", "/", "of", "en", "noch", "(", ")", ":", "-", "–", "&", "+"})
_COORDINATORS = frozenset({"en", "of", "noch", "dus"})


@lru_cache(maxsize=65536)
def is_subject(word: str) -> bool:
    """Whether a word opens a clause of its own as its subject: a pronoun or a word for who the text is about."""
    return "<onderwerp>" in classes(fold(word))


def distance(where: str, cue: tuple[int, int], mention: tuple[int, int]) -> int | None:
    """Words between a cue and a mention, or None when the mention is on the wrong side."""
    if where == "binnen":
        return 0 if cue[0] < mention[0] and mention[1] < cue[1] else None
    overlap = cue[0] < mention[1] and mention[0] < cue[1]
    if overlap:
        return 0
    if where in ("na", "beide") and mention[0] >= cue[1]:
        return mention[0] - cue[1]
    if where in ("voor", "beide") and mention[1] <= cue[0]:
        return cue[0] - mention[1]
    return None


def reaches(tokens: Tokens, cue: Cue, place: tuple[int, int], mention: tuple[int, int], stops: list[int]) -> bool:
    """Whether a cue at `place` reaches `mention` (positions in tokens, end exclusive)."""
    away = distance(cue.where, place, mention)
    if away is None:
        return False
    first, second = (place, mention) if place[0] <= mention[0] else (mention, place)
    low, high = first[1], second[0]
    sentence_gap = abs(tokens.sentences[mention[0]] - tokens.sentences[place[0]])
    if any(low <= stop < high for stop in stops):
        return False
    if cue.scope == "zinnen":
        return sentence_gap <= cue.reach
    if sentence_gap or away > cue.reach:
        return False
    if low > high or cue.scope == "zin":
        return True
    if cue.scope == "zinsdeel" and (_holds_verb(tokens, low, high) or (away and _opens_clause(tokens, second))):
        return False
    if tokens.clauses[low - 1] == tokens.clauses[high]:
        return not _coordinated(tokens, low, high)
    return cue.scope == "lijst" and _is_list(tokens, low, second)


def _holds_verb(tokens: Tokens, low: int, high: int) -> bool:
    return any(is_finite_verb(tokens.word(position)) for position in range(low, high))


def _opens_clause(tokens: Tokens, place: tuple[int, int]) -> bool:
    """Whether a place begins as a main clause does, with its finite verb: "slaapt in de schuur", not "slapen"."""
    start, end = place
    return end - start > 1 and is_finite_verb(tokens.word(start)) and not _is_infinitive(tokens.word(start + 1))


@lru_cache(maxsize=65536)
def _is_infinitive(word: str) -> bool:
    form = fold(word)
    return form.endswith("n") and lemma(word) == form


def _coordinated(tokens: Tokens, low: int, high: int) -> bool:
    """Whether between two places a coordinated clause begins: "en slaapt ...", "of hij ..."."""
    return any(
        tokens.word(position).lower() in _COORDINATORS and _begins_clause(tokens.word(position + 1))
        for position in range(low, high)
    )


def _begins_clause(word: str) -> bool:
    return is_finite_verb(word) or is_subject(word)


def _is_list(tokens: Tokens, low: int, second: tuple[int, int]) -> bool:
    """Whether from `low` up to and with the second place only an enumeration goes on."""
    in_item = False
    for position in range(low, min(second[0] + 1, second[1])):
        word = tokens.word(position)
        if word.lower() in _JOINS:
            in_item = True
        elif tokens.clauses[position] != tokens.clauses[position - 1] or (in_item and _begins_clause(word)):
            return False
    return True


def past_tense(tokens: Tokens, start: int, end: int) -> bool:
    """Whether the clause of the mention at `start:end` stands in the past tense."""
    clauses = tokens.clauses
    low = bisect_left(clauses, clauses[start])
    high = bisect_right(clauses, clauses[end - 1])
    return any(is_past_tense(tokens.word(position)) for position in range(low, high))

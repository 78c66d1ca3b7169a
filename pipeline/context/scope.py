"""Whether a cue reaches a mention: side, distance, clause, enumeration, stops."""

from __future__ import annotations

from functools import lru_cache

from pipeline.context.cues import Cue
from pipeline.language.norms import classes, fold, lemma
from pipeline.language.tokens import Tokens

_JOINS = frozenset({",", "/", "of", "en", "noch", "(", ")", ":", "-", "–", "&", "+"})


@lru_cache(maxsize=65536)
def is_finite_verb(word: str) -> bool:
    """Whether a word looks like a finite verb: an inflected form of an infinitive, and no participle or adjective."""
    form, base = fold(word), lemma(word)
    if base == form or not base.endswith("n") or len(base) < 4:
        return False
    return not form.endswith(("en", "de", "dde", "tte")) and not (form.startswith("ge") and form.endswith(("d", "t")))


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
    if cue.scope == "zinnen":
        return sentence_gap <= cue.reach and not any(low <= stop < high for stop in stops)
    if sentence_gap or away > cue.reach or any(low <= stop < high for stop in stops):
        return False
    same_clause = tokens.clauses[first[1] - 1] == tokens.clauses[second[0]]
    if cue.scope == "zin" or same_clause:
        return True
    return cue.scope == "lijst" and _is_list(tokens, low, second)


def _is_list(tokens: Tokens, low: int, second: tuple[int, int]) -> bool:
    """Whether from `low` up to and with the second place only an enumeration goes on."""
    in_item = False
    for position in range(low, min(second[0] + 1, second[1])):
        word = tokens.word(position)
        if word.lower() in _JOINS:
            in_item = True
        elif position and tokens.clauses[position] != tokens.clauses[position - 1]:
            return False
        elif in_item and (is_finite_verb(word) or is_subject(word)):
            return False
    return True

"""Whether a cue reaches a mention: side, distance, clause, enumeration, stops."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import lru_cache

from pipeline.context.cues import Cue
from pipeline.context.verbs import is_finite_verb, is_infinitive, is_participle, is_past_tense, word_list
from pipeline.language.norms import classes, fold
from pipeline.language.tokens import Tokens

_COMMAS = word_list("commas")
_CLOSERS = word_list("closers")
_JOINS = _COMMAS | _CLOSERS
_ENDS = word_list("ends")
_OPENERS = word_list("openers")
_AUXILIARIES = word_list("auxiliaries")
_COORDINATORS = word_list("coordinators")
ITEM = 4
"""The most words of an item of an enumeration before the next join."""
LIST = 16
"""How far an enumeration may go on, in words."""


@lru_cache(maxsize=65536)
def is_subject(word: str) -> bool:
    """Whether a word opens a clause of its own as its subject: a pronoun or a word for who the text is about."""
    return "<onderwerp>" in classes(fold(word))


def distance(where: str, cue: tuple[int, int], mention: tuple[int, int]) -> int | None:
    """Words between a cue and a mention, or None when the mention is on the wrong side.

    A mention between the words of a cue stands neither after nor inside it: "als hij die [huurschuld] niet betaalt".
    """
    between = cue[0] < mention[0] and mention[1] <= cue[1]
    if where == "binnen":
        return 0 if between else None
    if cue[0] < mention[1] and mention[0] < cue[1]:
        return None if between and where == "na" else 0
    if where in ("na", "beide") and mention[0] >= cue[1]:
        return mention[0] - cue[1]
    if where in ("voor", "beide") and mention[1] <= cue[0]:
        return cue[0] - mention[1]
    return None


@dataclass(slots=True)
class Stops:
    """What no reach of a qualifier passes: `words`, folded, and the `places`, in order, where longer ones begin."""

    words: frozenset[str]
    places: list[int] = field(default_factory=list)

    def between(self, tokens: Tokens, low: int, high: int) -> bool:
        """Whether one stands at `low:high`."""
        nearest = bisect_left(self.places, low)
        if nearest < len(self.places) and self.places[nearest] < high:
            return True
        return any(fold(tokens.word(position)) in self.words for position in range(low, high))


def reaches(
    tokens: Tokens, cue: Cue, away: int, place: tuple[int, int], mention: tuple[int, int], stops: Stops
) -> bool:
    """Whether a cue at `place` reaches `mention`, which stands `away` words from it (positions, end exclusive)."""
    near = away <= cue.reach
    if not near and cue.scope not in ("lijst", "zinnen"):
        return False
    first, second = (place, mention) if place[0] <= mention[0] else (mention, place)
    low, high = first[1], second[0]
    sentence_gap = abs(tokens.sentences[mention[0]] - tokens.sentences[place[0]])
    if sentence_gap > (cue.reach if cue.scope == "zinnen" else 0):
        return False
    if not cue.over and stops.between(tokens, low, high):
        return False
    if cue.bars and any(fold(tokens.word(position)) in cue.bars for position in range(low, high)):
        return False
    if cue.scope == "zinnen":
        return True
    if low >= high or cue.scope == "zin":
        return near
    before = cue.where == "voor"
    if cue.scope in ("zinsdeel", "lijst") and not before:
        if _opens_clause(tokens, second) or _holds_verb(tokens, low, high, infinitives=True):
            return False
    elif cue.scope == "zinsdeel" and _holds_verb(tokens, low, high, infinitives=False):
        return False
    if near and tokens.clauses[low - 1] == tokens.clauses[high]:
        if not before and cue.scope in ("zinsdeel", "lijst") and _coordinated_clause(tokens, second):
            return False
        return not _coordinated(tokens, low, high, any_kind=before and cue.scope == "zinsdeel")
    if cue.scope != "lijst" or away > LIST:
        return False
    return near and _begins_list(tokens, low, high) if before else _is_list(tokens, low, second)


def _holds_verb(tokens: Tokens, low: int, high: int, *, infinitives: bool) -> bool:
    """Whether a finite verb stands in between, or, if `infinitives`, one with an object: "niet praten over [X]"."""
    for position in range(low, high):
        word = tokens.word(position)
        if is_finite_verb(word):
            return True
        object_follows = position < high - 1 and tokens.word(position + 1).lower() not in _JOINS
        if infinitives and object_follows and is_infinitive(word):
            return True
    return False


def _opens_clause(tokens: Tokens, place: tuple[int, int]) -> bool:
    """Whether a place begins as a main clause does, with its finite verb: "slaapt in de schuur", not "slapen"."""
    start, end = place
    if end - start < 2 or not is_finite_verb(tokens.word(start)):
        return False
    second = tokens.word(start + 1)
    return not is_infinitive(second) and not is_participle(second)


def _coordinated(tokens: Tokens, low: int, high: int, *, any_kind: bool) -> bool:
    """Whether between two places a coordinated clause begins: "en slaapt ...", "of hij ...", or, if `any_kind`, any."""
    return any(
        tokens.word(position).lower() in _COORDINATORS and (any_kind or _begins_clause(tokens.word(position + 1)))
        for position in range(low, high)
    )


def _coordinated_clause(tokens: Tokens, place: tuple[int, int]) -> bool:
    """Whether a place is a clause joined to what stands before it: "niet bereikbaar en [vader zit vast]"."""
    start, end = place
    if tokens.word(start - 1).lower() not in _COORDINATORS:
        return False
    return any(is_finite_verb(tokens.word(position)) for position in range(start, min(end, start + ITEM)))


def _begins_clause(word: str) -> bool:
    return is_finite_verb(word) or is_subject(word)


def _is_list(tokens: Tokens, low: int, second: tuple[int, int]) -> bool:
    """Whether from `low` to the second place an enumeration goes on: "geen stank, afval of [ongedierte]".

    Its items are short and hold no clause. An enumeration by commas alone ends at the first item of more than one
    word, unless "of" or "noch" follows: "geen stank, [keuken netjes]" is none.
    """
    length = 0
    joined = False
    for position in range(low, second[0]):
        word = tokens.word(position).lower()
        if word == "en" and tokens.word(position - 1) == ",":
            return False
        if word in _JOINS:
            length = 0
            joined = word in _CLOSERS or (joined and word not in _COMMAS)
        elif tokens.clauses[position] != tokens.clauses[position - 1] or length == ITEM or is_subject(word):
            return False
        else:
            length += 1
    if is_subject(tokens.word(second[0])):
        return False
    return joined or (length == 0 and _goes_on(tokens, second))


def _begins_list(tokens: Tokens, low: int, high: int) -> bool:
    """Whether from the end of a mention an enumeration goes on that the words at `high` are about.

    "van [gokken], schulden of ruzie is niets gebleken": its items are short, and the last is in the clause of `high`.
    """
    length = 0
    if tokens.word(low).lower() not in _JOINS | _ENDS:
        return False
    for position in range(low, high):
        word = tokens.word(position).lower()
        if word in _JOINS or word in _ENDS:
            length = 0
        elif is_finite_verb(word):
            return tokens.clauses[position] == tokens.clauses[high]
        elif length == ITEM or is_subject(word):
            return False
        else:
            length += 1
    return length == 0 or tokens.clauses[high - 1] == tokens.clauses[high]


def _goes_on(tokens: Tokens, item: tuple[int, int]) -> bool:
    """Whether an item after a comma is one of an enumeration: a single word, or with "of" or "noch" further on."""
    start, end = item
    sentence = tokens.sentences[start]
    for position in range(end, min(end + LIST, len(tokens))):
        word = tokens.word(position).lower()
        if tokens.sentences[position] != sentence or is_finite_verb(word) or is_subject(word):
            break
        if word in ("of", "noch"):
            return True
    return end - start == 1 and (end == len(tokens) or tokens.word(end) == "en" or not tokens.word(end).isalpha())


def opens_clause(tokens: Tokens, position: int, kind: str) -> bool:
    """Whether a word is the first of its sentence, or, for the kind `deelzin`, of its clause."""
    if not position or tokens.sentences[position - 1] != tokens.sentences[position]:
        return True
    if kind == "zin":
        return False
    before = tokens.word(position - 1).lower()
    return tokens.clauses[position - 1] != tokens.clauses[position] or before in _OPENERS


def tenses(tokens: Tokens, start: int, end: int) -> tuple[str, ...]:
    """What may be asked of the clause of the mention at `start:end`: `verleden`, `heden`, or both.

    Its first finite verb tells. A clause without one, or with "heeft" or "is", is both if it holds a participle: "drie
    keer weggelopen, nu ...", "ontruiming gepland".
    """
    clauses = tokens.clauses
    words = range(bisect_left(clauses, clauses[start]), bisect_right(clauses, clauses[end - 1]))
    for position in words:
        word = tokens.word(position)
        if is_past_tense(word):
            return ("verleden",)
        if is_finite_verb(word) and fold(word) not in _AUXILIARIES:
            return ("heden",)
    return ("verleden", "heden") if any(is_participle(tokens.word(position)) for position in words) else ("heden",)

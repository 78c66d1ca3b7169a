"""What a question says of the mentions in it: by itself, and with its answer."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from pipeline.context.cues import Question
from pipeline.context.verbs import is_finite_verb
from pipeline.language.norms import fold
from pipeline.language.tokens import Tokens

_CLOSING = frozenset({'"', "'", "”", "’", ")"})
ANSWER = 3
"""Among so many words at the start of the next sentence an answer is sought: "Nee", "Heb ik niet"."""


def asked(tokens: Tokens, question: Question, mention: tuple[int, int]) -> tuple[str, int] | None:
    """What the question that a mention ends says of it, and the place of the sign or word that says so.

    None if no question mark follows in the clause of the mention, or if it asks for something else: "wie ...?", "Kan
    iemand komen, ...?".
    """
    start, end = mention
    after = bisect_right(tokens.sentences, tokens.sentences[end - 1])
    mark = after - 1
    while mark > end and tokens.word(mark) in _CLOSING:
        mark -= 1
    if mark < end - 1 or not tokens.word(mark).startswith("?") or tokens.clauses[mark] != tokens.clauses[end - 1]:
        return None
    opening = bisect_left(tokens.clauses, tokens.clauses[start])
    first = bisect_left(tokens.sentences, tokens.sentences[start])
    if first != opening and is_finite_verb(tokens.word(first)):
        return None
    if any(fold(tokens.word(place)) in question.asks for place in (opening, start)):
        return None
    for place in _answer(tokens, after):
        for value, words in question.answers.items():
            if fold(tokens.word(place)) in words:
                return value, place
    return question.value, mark


def _answer(tokens: Tokens, start: int) -> range:
    """The places where the sentence at `start` may answer a question; empty at the end of the note."""
    if start == len(tokens):
        return range(0)
    return range(start, min(start + ANSWER, bisect_right(tokens.sentences, tokens.sentences[start])))

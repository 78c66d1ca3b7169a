"""What a question says of the mentions in it: by itself, and with its answer."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from pipeline.context.cues import Question
from pipeline.language.norms import fold
from pipeline.language.tokens import Tokens

_CLOSING = frozenset({'"', "'", "”", "’", ")"})


def asked(tokens: Tokens, question: Question, mention: tuple[int, int]) -> str | None:
    """The value that the sentence of a mention gives it if it ends with a question mark, else None."""
    sentence = tokens.sentences[mention[0]]
    after = bisect_right(tokens.sentences, sentence)
    last = after - 1
    while last > mention[1] and tokens.word(last) in _CLOSING:
        last -= 1
    if not tokens.word(last).startswith("?"):
        return None
    if after < len(tokens):
        answer = fold(tokens.word(after))
        for value, words in question.answers.items():
            if answer in words:
                return value
    if fold(tokens.word(bisect_left(tokens.sentences, sentence))) in question.asks:
        return None
    return question.value

"""A note as rules see it: its words without white space and noise, with the sentence and clause of each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from spacy.tokens import Doc

from pipeline.language.data import word_classes
from pipeline.language.norms import fold

_ATTRIBUTES = ["ORTH", "IDX", "LENGTH", "IS_SPACE", "SENT_START"]


@dataclass(slots=True)
class Tokens:
    """Parallel lists over the words of a doc that can carry meaning.

    `orths`: spaCy hash of the word; `at`: its index in the doc; `starts`, `ends`: character offsets; `sentences`: number
    of the sentence; `clauses`: number of the clause, which grows at commas, semicolons, brackets and contrasting
    conjunctions.
    """

    words: list[str]
    orths: list[int]
    at: list[int]
    starts: list[int]
    ends: list[int]
    sentences: list[int]
    clauses: list[int]

    def __len__(self) -> int:
        return len(self.orths)


@cache
def _breaks() -> frozenset[str]:
    return frozenset(word_classes()["clausebreak"])


@cache
def _adverb_before() -> frozenset[str]:
    return frozenset(word_classes()["maar_na"])


@cache
def _adverb_after() -> frozenset[str]:
    return frozenset(word_classes()["maar_voor"])


def view(doc: Doc) -> Tokens:
    """The words of a doc. Reads `SENT_START`; without sentence borders the doc is one sentence."""
    breaks = _breaks()
    tokens = Tokens([], [], [], [], [], [], [])
    blank = set(doc.user_data.get("blank", ()))
    sentence = clause = 0
    pending = False
    text = doc.text
    for i, (orth, start, length, space, sent_start) in enumerate(doc.to_array(_ATTRIBUTES).tolist()):
        if sent_start == 1 and i:
            pending = True
        if space or i in blank:
            continue
        end = start + length
        word = text[start:end]
        if pending:
            sentence += 1
            clause += 1
            pending = False
        elif (low := word.lower()) in breaks and (low != "maar" or not _is_adverb(text, start, end)):
            clause += 1
        tokens.words.append(word)
        tokens.orths.append(orth)
        tokens.at.append(i)
        tokens.starts.append(start)
        tokens.ends.append(end)
        tokens.sentences.append(sentence)
        tokens.clauses.append(clause)
    return tokens


def _is_adverb(text: str, start: int, end: int) -> bool:
    """Whether "maar" at this place strengthens ("wil maar niet", "alleen maar") and joins no clauses."""
    before = text[max(0, start - 24) : start].split()
    after = text[end : end + 24].split()
    return bool(
        (before and fold(before[-1]) in _adverb_before()) or (after and fold(after[0]) in _adverb_after())
    )

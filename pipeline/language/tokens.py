"""A note as rules see it: its words without white space and noise, with the sentence and clause of each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from weakref import ReferenceType, ref

import numpy as np
from spacy.strings import StringStore, get_string_id
from spacy.tokens import Doc

from pipeline.language.data import word_classes
from pipeline.language.norms import fold

_ATTRIBUTES: list[int | str] = ["ORTH", "IDX", "LENGTH", "IS_SPACE", "SENT_START"]


@dataclass(slots=True)
class Tokens:
    """Parallel lists over the words of a doc that can carry meaning.

    `orths`: spaCy hash of the word, whose letters `word` gives; `at`: its index in the doc; `starts`, `ends`: character
    offsets; `sentences`: number of the sentence; `clauses`: number of the clause, which grows at commas, semicolons,
    brackets and contrasting conjunctions.
    """

    strings: StringStore
    orths: list[int]
    at: list[int]
    starts: list[int]
    ends: list[int]
    sentences: list[int]
    clauses: list[int]

    def __len__(self) -> int:
        return len(self.orths)

    def word(self, position: int) -> str:
        """The word at a position, as it is written."""
        found: str = self.strings[self.orths[position]]
        return found


@cache
def _breaks() -> frozenset[int]:
    """Hashes of the words and signs that begin a clause, as they are written and with a capital."""
    words = [word for name in word_classes()["clausebreak"] for word in (name, name.capitalize())]
    return frozenset(int(get_string_id(word)) for word in words if word.lower() != "maar")


@cache
def _maar() -> frozenset[int]:
    return frozenset(int(get_string_id(word)) for word in ("maar", "Maar", "MAAR"))


_last: tuple[ReferenceType[Doc], Tokens] | None = None


@cache
def _dashes() -> frozenset[int]:
    """Signs that break a clause only where they stand free: not in "dak- en thuislozen"."""
    return frozenset(int(get_string_id(sign)) for sign in ("-", "–"))


def view(doc: Doc) -> Tokens:
    """The words of a doc. Reads `SENT_START`; without sentence borders the doc is one sentence.

    The components after the sentences ask for the same view one after the other, so the last one is kept; `forget` lets
    go of it.
    """
    global _last
    if _last is not None and _last[0]() is doc:
        return _last[1]
    tokens = _view(doc)
    _last = (ref(doc), tokens)
    return tokens


def forget() -> None:
    """Lets go of the last view, as whoever changes the tokens or sentences of a doc must."""
    global _last
    _last = None


def _view(doc: Doc) -> Tokens:
    table = doc.to_array(_ATTRIBUTES)
    sentences = np.cumsum(table[:, 4] == 1)
    keep = table[:, 3] == 0
    if blank := doc.user_data.get("blank"):
        keep[blank] = False
    for i, word in doc.user_data.get("respelled", ()):
        table[i, 0] = doc.vocab.strings.add(word)
    at = np.flatnonzero(keep)
    table, sentences = table[keep], sentences[keep]
    orths: list[int] = table[:, 0].tolist()
    starts = table[:, 1].astype("int64")
    tokens = Tokens(
        doc.vocab.strings,
        orths,
        at.tolist(),
        starts.tolist(),
        (starts + table[:, 2].astype("int64")).tolist(),
        sentences.tolist(),
        [],
    )
    breaks, maar, dashes = _breaks(), _maar(), _dashes()
    clause = 0
    before = tokens.sentences[0] if len(tokens) else 0
    clauses = tokens.clauses
    for position, (orth, sentence) in enumerate(zip(orths, tokens.sentences, strict=True)):
        if sentence != before:
            before = sentence
            clause += 1
        elif orth in breaks:
            if orth not in dashes or tokens.starts[position] > tokens.ends[position - 1]:
                clause += 1
        elif orth in maar and not _is_adverb(tokens, position):
            clause += 1
        clauses.append(clause)
    return tokens


@cache
def _neighbours(name: str) -> frozenset[str]:
    return frozenset(word_classes()[name])


def _is_adverb(tokens: Tokens, position: int) -> bool:
    """Whether "maar" at this place strengthens ("wil maar niet", "alleen maar") and joins no clauses."""
    if position and fold(tokens.word(position - 1)) in _neighbours("maar_na"):
        return True
    following = position + 1
    return following < len(tokens) and fold(tokens.word(following)) in _neighbours("maar_voor")

"""How far what somebody says goes: back from "..., zegt ze", and on from "hij zegt dat ..." to where the writer goes on."""

from __future__ import annotations

from functools import cache

from pipeline.context.kinds import Kind, people_data
from pipeline.context.people import People

OPENING = frozenset("\"'“‘„«")
_CLOSING = frozenset("\"'”’»")
_POINTING = frozenset({"dat", "zo"})
"""Before an aside these stand for what was said: "..., dat vertelde ze"."""
_LONGEST_QUOTATION = 80
"""So many words back the sign that opens a quotation is sought."""


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(people_data()[name])


def said_on(people: People, low: int, last: int) -> int:
    """Where what is said from `low` on ends: at `last`, or before words with which the writer goes on."""
    tokens, kinds = people.tokens, people.kinds
    if low >= last:
        return last
    dependent = bool(kinds[low] & Kind.SUBORDINATOR) or tokens.word(low).lower() == "te"
    literal = people.is_sign(low) or (low > 0 and tokens.word(low - 1) == ":")
    for i in range(low, last):
        word = tokens.word(i).lower()
        following = kinds[i + 1] if i + 1 < last else 0
        beyond = kinds[i + 2] if i + 2 < last else 0
        if word == ";" or (i > low and word in _words("wending") and tokens.clauses[i] != tokens.clauses[i - 1]):
            return i
        if word not in (",", "en", ")", "–"):
            continue
        if following & Kind.WRITER:
            return i
        if not literal and word != ")" and following & Kind.VERB and i + 2 < last and not people.is_sign(i + 2):
            return i
        if dependent and word == ",":
            joined = i + 1 < last and tokens.word(i + 1).lower() == "en"
            if joined or (following & (Kind.PRONOUN | Kind.CLIENT) and beyond & Kind.VERB):
                return i
    return last


def said_before(people: People, high: int, low: int) -> int:
    """Where what was said before an aside at `high` begins; `low` is where its clause does.

    With the quotation that ends before it; after a comma with the sentence, or after a semicolon; else with its clause.
    """
    tokens = people.tokens
    if tokens.word(high - 1) in _POINTING and high > 1 and people.is_sign(high - 2):
        high -= 1
    if not people.is_sign(high - 1):
        return low
    if _after_quotation(people, high):
        for i in range(high - 3, max(0, high - _LONGEST_QUOTATION), -1):
            if tokens.word(i) in OPENING:
                return i
    first = high
    while not people.begins_sentence(first) and tokens.word(first - 1) != ";":
        first -= 1
    return first


def goes_on(people: People, start: int, close: int, last: int) -> bool:
    """Whether after an aside at `start:close` the same person goes on: "niet dood, zegt ze, [alleen zo niet verder]"."""
    if _after_quotation(people, start) or close + 1 >= last or people.tokens.word(close) != ",":
        return False
    following = people.tokens.word(close + 1).lower()
    return following not in _words("wending") | _words("vervolg") and not people.kinds[close + 1] & Kind.WRITER


def takeover(people: People, low: int) -> int:
    """Where after `low` the writer speaks for himself again: at a sentence that begins so, or a new paragraph."""
    tokens, kinds = people.tokens, people.kinds
    for i in range(low, len(tokens)):
        if i > low and not people.begins_sentence(i):
            continue
        if kinds[i] & (Kind.TAKES_OVER | Kind.WRITER) or (i > low and begins_paragraph(people, i)):
            return i
    return len(tokens)


def begins_paragraph(people: People, i: int) -> bool:
    """Whether more than one character of white space stands before a word."""
    return i > 0 and people.tokens.starts[i] - people.tokens.ends[i - 1] > 1


def _after_quotation(people: People, i: int) -> bool:
    word = people.tokens.word
    return bool(i) and (word(i - 1) in _CLOSING or (word(i - 1) == "," and i > 1 and word(i - 2) in _CLOSING))

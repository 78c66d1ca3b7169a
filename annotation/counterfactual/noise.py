"""Slips and haste: typos, lost capitals, lost full stops, short forms."""

from __future__ import annotations

import re
from functools import cache
from random import Random

from annotation.corpus import AnnotatedNote
from annotation.counterfactual.edits import Edit, Skipped, as_change, data, like, words_of

TYPO_RATE = 0.03
LONG_ENOUGH = 5
SHORTEN = 0.6
_STOP = re.compile(r"(?<=[\w)\"'])\.(?=\s|$)")
_CAPITAL = re.compile(r"(?:(?<=[.!?]\s)|(?<=\n)|^)[A-Z](?=[a-z])")


def find_typos(note: AnnotatedNote, rng: Random) -> list[Edit] | Skipped:
    """A `Finder`: in about three of a hundred longer words, one at least, a letter is dropped, doubled, changed places or
    is that of the key beside it."""
    places = [
        word for word in words_of(note.text) if len(word[0]) >= LONG_ENOUGH and word[0].isalpha() and word[0].islower()
    ]
    if not places:
        return Skipped("no long word")
    count = max(1, round(TYPO_RATE * len(places)))
    return [typo(word, rng) for word in rng.sample(places, count)]


def typo(word: re.Match[str], rng: Random) -> Edit:
    """One slip in a word of four letters or more, never in its first letter."""
    keys = data("noise")["keys"]
    i = rng.randrange(1, len(word[0]) - 1)
    start = word.start() + i
    letter, following = word[0][i], word[0][i + 1]
    kind = rng.choice(("drop", "double", "turn", "beside"))
    if kind == "turn" and letter != following:
        return Edit(start, start + 2, following + letter)
    if kind == "beside" and letter in keys:
        return Edit(start, start + 1, rng.choice(keys[letter]))
    if kind == "double":
        return Edit(start, start + 1, letter * 2)
    return Edit(start, start + 1, "")


def find_capitals(note: AnnotatedNote, rng: Random) -> list[Edit] | Skipped:
    """A `Finder`: everything in small letters; one in five times only the first letters of sentences; one in twenty
    everything in capitals."""
    draw = rng.random()
    if draw < 0.2:
        return [Edit(m.start(), m.end(), m[0].lower()) for m in _CAPITAL.finditer(note.text)]
    changed = [letter.upper() if draw > 0.95 else letter.lower() for letter in note.text]
    return [Edit(i, i + 1, new) for i, new in enumerate(changed) if new != note.text[i] and len(new) == 1]


def find_stops(note: AnnotatedNote, rng: Random) -> list[Edit] | Skipped:
    """A `Finder`: full stops at the end of sentences are left out, half of the times all of them."""
    every = rng.random() < 0.5
    return [Edit(m.start(), m.end(), "") for m in _STOP.finditer(note.text) if every or rng.random() < 0.5]


@cache
def _long_forms() -> re.Pattern[str]:
    forms = sorted(data("noise")["abbreviations"], key=len, reverse=True)
    return re.compile(rf"(?<![\w'-])({'|'.join(map(re.escape, forms))})(?![\w'-])", re.I)


def find_abbreviations(note: AnnotatedNote, rng: Random) -> list[Edit] | Skipped:
    """A `Finder`: words that have a short form get it, more often than not, the same one throughout."""
    short: dict[str, str] = {}
    edits = []
    for match in _long_forms().finditer(note.text):
        word = match[0].casefold()
        new = short.setdefault(word, rng.choice(data("noise")["abbreviations"][word]))
        if rng.random() < SHORTEN:
            at_stop = new.endswith(".") and note.text[match.end() : match.end() + 1] == "."
            edits.append(Edit(match.start(), match.end(), like(match[0], new.removesuffix(".") if at_stop else new)))
    return edits


add_typos = as_change(find_typos)
lose_capitals = as_change(find_capitals)
lose_stops = as_change(find_stops)
abbreviate = as_change(find_abbreviations)

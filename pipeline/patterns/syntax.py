"""Reading a pattern: from the text that a person wrote to rules of slots.

A `Slot` matches one word: a set of keys, of which the word must have one. Keys are `=form`, a lemma, `<class>`, `stem*`
and `*head`. A `Piece` is a row of slots with the number of words that may stand between them. A `Rule` is one piece, or
several that may stand in any order inside one clause. A pattern with options unfolds into several rules.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import product
from typing import NamedTuple

from pipeline.language.data import particles, word_classes
from pipeline.language.norms import fold, lemma, standard, verb_stems
from pipeline.language.wordlist import is_known

DEFAULT_GAP = 3
SPLIT_VERB_GAP = 8
DEFAULT_WITHIN = 8
_GAP = re.compile(r"\.\.\.(\d*)$")
_CLASS = re.compile(r"<(\w+)>$")
_SHAPE_CLASSES = frozenset({"getal", "bedrag", "datum", "tijd"})


class PatternError(ValueError):
    """A pattern that cannot be read; the message says what is wrong with which part."""


class Slot(NamedTuple):
    """One word: any of `keys`. `gap` is how many words may stand between it and the slot before it."""

    keys: frozenset[str]
    gap: int = 0


Piece = tuple[Slot, ...]


class Rule(NamedTuple):
    """Pieces that must all be found in one clause; `ordered` holds pairs of pieces of which the first comes first."""

    pieces: tuple[Piece, ...]
    within: int = DEFAULT_WITHIN
    ordered: tuple[tuple[int, int], ...] = ()


@cache
def parse(pattern: str, *, within: int | None = None) -> tuple[Rule, ...]:
    """The rules of a pattern.

    `within` is the widest span of an any-order pattern, in words. Raises `PatternError`.
    """
    parts = [part.split() for part in re.split(r"(?:^|\s)&(?:\s|$)", pattern)]
    if not pattern.strip() or not all(parts):
        raise PatternError(f"empty pattern or empty part in {pattern!r}")
    free = len(parts) > 1
    for part in parts:
        if free and any(_GAP.match(word) for word in part):
            raise PatternError(f"no '...' inside a part of an any-order pattern: {pattern!r}")
        if _GAP.match(part[0]) or _GAP.match(part[-1]):
            raise PatternError(f"a pattern cannot begin or end with '...': {pattern!r}")
    unfolded = [_unfold(part, split_verb=free or len(part) == 1) for part in parts]
    rules: list[Rule] = []
    for choice in product(*unfolded):
        pieces: list[Piece] = []
        ordered: list[tuple[int, int]] = []
        for variant in choice:
            if len(variant) == 2:
                ordered.append((len(pieces), len(pieces) + 1))
            pieces.extend(variant)
        wide = within or (DEFAULT_WITHIN if free else SPLIT_VERB_GAP + 2)
        rules.append(Rule(tuple(pieces), wide, tuple(ordered)))
    for rule in rules:
        if not any(slot.keys for piece in rule.pieces for slot in piece):
            raise PatternError(f"nothing to look for in {pattern!r}")
    return tuple(rules)


def _unfold(words: list[str], *, split_verb: bool) -> list[tuple[Piece, ...]]:
    """All readings of a row of words: each a tuple of one piece, or of two for a separable verb that is split."""
    rows: list[tuple[list[Slot], int]] = [([], 0)]
    for word in words:
        if found := _GAP.match(word):
            rows = [(row, int(found[1] or DEFAULT_GAP)) for row, _ in rows]
            continue
        optional = word.startswith("(") and word.endswith(")")
        readings = _readings(word[1:-1] if optional else word)
        grown = [
            ([*row, Slot(slots[0].keys, gap if row else 0), *slots[1:]], 0) for row, gap in rows for slots in readings
        ]
        rows = grown + rows if optional else grown
    if not all(row for row, _ in rows):
        raise PatternError("a part cannot be optional as a whole")
    variants: list[tuple[Piece, ...]] = [(tuple(row),) for row, _ in rows]
    if split_verb and len(words) == 1:
        for alternative in words[0].strip("()").split("|"):
            if (verb := _separable(alternative)) is not None:
                particle, base = verb
                variants.append(((_slot(base),), (Slot(frozenset({"=" + particle})),)))
    return list(dict.fromkeys(variants))


def _readings(word: str) -> list[list[Slot]]:
    """The rows of slots that one written word stands for; alternatives of one token share a slot."""
    single: set[str] = set()
    rows: list[list[Slot]] = []
    for alternative in word.split("|"):
        if not alternative:
            raise PatternError(f"empty alternative in {word!r}")
        if found := _CLASS.match(alternative):
            rows += _class_rows(found[1], single)
            continue
        single |= _keys(alternative)
        if (verb := _separable(alternative)) is not None:
            particle, base = verb
            first = Slot(frozenset({"=" + particle}))
            rows.append([first, _slot(base)])
            rows.append([first, Slot(frozenset({"=te"})), _slot(base)])
    return ([[Slot(frozenset(single))]] if single else []) + rows


def _class_rows(name: str, single: set[str]) -> list[list[Slot]]:
    if name not in word_classes() and name not in _SHAPE_CLASSES:
        raise PatternError(f"unknown class <{name}>")
    single.add(f"<{name}>")
    number = Slot(frozenset({"<getal>"}))
    if name == "bedrag":
        return [[number, Slot(frozenset({"<euro>"}))]]
    if name == "datum":
        return [[number, Slot(frozenset({"<maand>"}))]]
    if name == "tijd":
        return [[number, Slot(frozenset({"=uur", "=u"}))]]
    return []


def _slot(word: str) -> Slot:
    return Slot(_keys(word))


@cache
def _keys(word: str) -> frozenset[str]:
    """Keys of one written word: it is taken as a dictionary form, as a form of one, and as it stands."""
    if word.startswith("=") and len(word) > 1:
        return frozenset({"=" + standard(word[1:])})
    if word.startswith("*") and len(word) > 3:
        head = fold(word[1:])
        return frozenset({"*" + head, lemma(word[1:])})
    if word.endswith("*") and len(word) > 3:
        return frozenset({fold(word[:-1]) + "*"})
    if "*" in word or not re.search(r"\w", word):
        raise PatternError(f"cannot read the word {word!r}")
    form = standard(word)
    return frozenset({lemma(word), form, "=" + form})


@cache
def _separable(word: str) -> tuple[str, str] | None:
    """Particle and base verb of a separable verb in the infinitive (`opendoen`), else None."""
    if not word.endswith("n") or not word.isalpha():
        return None
    folded = fold(word)
    for size in range(len(folded) - 4, 1, -1):
        particle, base = folded[:size], folded[size:]
        if particle in particles() and len(base) > 3 and _is_infinitive(base):
            return particle, base
    return None


def _is_infinitive(word: str) -> bool:
    """Whether a word is an infinitive. The lemma list takes some for a plural (bellen, sturen); their "-t" form tells."""
    if word in word_classes()["infinitief"]:
        return True
    if not word.endswith("en") or not is_known(word):
        return False
    return lemma(word) == word or any(lemma(stem + "t") == word for stem in verb_stems(word))

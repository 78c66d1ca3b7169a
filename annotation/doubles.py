"""Doubles in a corpus: the same text twice, and texts that share most of their wording.

Two texts are near doubles when the three-word shingles of the shorter one occur for `NEAR` or more in the other
(containment, so that a snippet lifted into a note is seen too), and the shared wording is more than a stock phrase.

No pair is missed: whoever shares a share `s` of its `n` shingles shares one of its `n - ceil(s n) + 1` rarest, so only notes
that hold one of those are compared (prefix filtering; Chaudhuri, Ganti and Kaushik 2006), and stock phrases cost little.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from annotation.corpus import AnnotatedNote

NEAR = 0.5
SHINGLE = 3
FEWEST = 4
"""Texts with fewer shingles are only compared for being the same."""
PHRASE = 8
"""So many shared shingles (ten words in a row) may be a stock phrase; they count when they are nearly all of a text."""
NEARLY_ALL = 0.75
_WORD = re.compile(r"\w+")
_Shingles = frozenset[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Double:
    """Two items by their ids; `share` is the containment of the shorter one, 1 where the words are the same."""

    first: str
    second: str
    share: float
    exact: bool
    across_splits: bool


def find_doubles(notes: Sequence[AnnotatedNote], near: float = NEAR) -> list[Double]:
    """All doubles among items, those with the most in common first. Items need a `split` in their metadata to be told
    apart by it."""
    words = [tuple(_WORD.findall(note.text.casefold())) for note in notes]
    shingles = [frozenset(zip(*(row[i:] for i in range(SHINGLE)), strict=False)) for row in words]
    same: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for i, row in enumerate(words):
        same[row].append(i)
    found = [
        _double(notes[first], notes[second], 1.0, exact=True)
        for items in same.values()
        for n, second in enumerate(items)
        for first in items[:n]
    ]
    for first, second in _candidates(shingles, near):
        count = len(shingles[first] & shingles[second])
        share = count / min(len(shingles[first]), len(shingles[second]))
        if share >= (near if count > PHRASE else max(near, NEARLY_ALL)) and words[first] != words[second]:
            found.append(_double(notes[first], notes[second], share, exact=False))
    return sorted(found, key=lambda double: (-double.exact, -double.share, double.first, double.second))


def distinct(notes: Sequence[AnnotatedNote]) -> list[AnnotatedNote]:
    """One note of every id: readings of one note by several annotators are no doubles of each other."""
    found: dict[str, AnnotatedNote] = {}
    for note in notes:
        found.setdefault(note.id, note)
    return list(found.values())


def _candidates(shingles: Sequence[_Shingles], near: float) -> Iterator[tuple[int, int]]:
    """Pairs of places, the lower first, of which the shorter may share `near` of its shingles with the other."""
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for i, row in enumerate(shingles):
        if len(row) >= FEWEST:
            for shingle in row:
                holders[shingle].append(i)
    for i, row in enumerate(shingles):
        if len(row) < FEWEST:
            continue
        rarest = sorted(row, key=lambda shingle: (len(holders[shingle]), shingle))
        others = {j for shingle in rarest[: len(row) - ceil(near * len(row)) + 1] for j in holders[shingle]}
        for j in others:
            if (len(row), i) < (len(shingles[j]), j):
                yield min(i, j), max(i, j)


def _double(first: AnnotatedNote, second: AnnotatedNote, share: float, *, exact: bool) -> Double:
    across = first.metadata.get("split") != second.metadata.get("split")
    return Double(first.id, second.id, share, exact, across)

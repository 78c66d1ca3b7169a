"""Doubles in a corpus: the same text twice, and texts that share most of their wording.

Two texts are near doubles when the three-word shingles of the shorter one occur for `NEAR` or more in the other
(containment, so that a snippet lifted into a note is seen too), and the shared wording is more than a stock phrase. All
pairs that share a shingle are compared exactly.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from annotation.corpus import AnnotatedNote

NEAR = 0.5
SHINGLE = 3
FEWEST = 4
"""Texts with fewer shingles are only compared for being the same."""
PHRASE = 8
"""So many shared shingles (ten words in a row) may be a stock phrase; they count when they are nearly all of a text."""
NEARLY_ALL = 0.75
_WORD = re.compile(r"\w+")


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
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for i, row in enumerate(words):
        same[row].append(i)
        if len(shingles[i]) >= FEWEST:
            for shingle in shingles[i]:
                holders[shingle].append(i)
    shared: Counter[tuple[int, int]] = Counter()
    for items in holders.values():
        for n, second in enumerate(items):
            for first in items[:n]:
                shared[first, second] += 1
    found = [
        _double(notes[first], notes[second], 1.0, exact=True)
        for items in same.values()
        for n, second in enumerate(items)
        for first in items[:n]
    ]
    for (first, second), count in shared.items():
        share = count / min(len(shingles[first]), len(shingles[second]))
        if share >= (near if count > PHRASE else max(near, NEARLY_ALL)) and words[first] != words[second]:
            found.append(_double(notes[first], notes[second], share, exact=False))
    return sorted(found, key=lambda double: (-double.exact, -double.share, double.first, double.second))


def _double(first: AnnotatedNote, second: AnnotatedNote, share: float, *, exact: bool) -> Double:
    across = first.metadata.get("split") != second.metadata.get("split")
    return Double(first.id, second.id, share, exact, across)

"""Seeded noise as real writers make it: capitals, missing stops and signs, typos. Marks stay on their words."""

from __future__ import annotations

import random
import re
from bisect import bisect_left
from dataclasses import replace
from typing import TYPE_CHECKING

from training.network.settings import Noise

if TYPE_CHECKING:
    from training.network.examples import Item

_WORD = re.compile(r"[^\W\d_]{4,}")
_SIGNS = re.compile(r"[.,;:!?]+(?=\s|$)")
_TYPOS_A_WORD = 1 / 15
Edit = tuple[int, int, str]


def noisy(item: Item, noise: Noise, chance: random.Random) -> Item:
    """The item with what chance changes in it."""
    edits: list[Edit] = []
    text = item.text
    if chance.random() < noise.lower:
        text = _same_length(text, text.lower())
    elif chance.random() < noise.upper:
        text = _same_length(text, text.upper())
    if chance.random() < noise.no_signs:
        edits += [(m.start(), m.end(), "") for m in _SIGNS.finditer(text)]
    elif chance.random() < noise.no_stop and text.rstrip()[-1:] in {".", "!", "?"}:
        stop = len(text.rstrip()) - 1
        edits.append((stop, stop + 1, ""))
    if chance.random() < noise.typos:
        edits += [typo(m, chance) for m in _WORD.finditer(text) if chance.random() < _TYPOS_A_WORD]
    return edited(replace(item, text=text), sorted(edits))


def typo(word: re.Match[str], chance: random.Random) -> Edit:
    """Two letters swapped, one left out or one doubled, never the first."""
    at = word.start() + chance.randrange(1, len(word[0]) - 1)
    one, two = word.string[at], word.string[at + 1]
    return chance.choice([(at, at + 2, two + one), (at, at + 1, ""), (at, at + 1, one + one)])


def edited(item: Item, edits: list[Edit]) -> Item:
    """The item with `edits` (start, end, new words; in order, apart) made; a mark left without words goes."""
    if not edits:
        return item
    parts, at = [], 0
    starts, shifts = [], []
    shift = 0
    for start, end, new in edits:
        parts += [item.text[at:start], new]
        at = end
        shift += len(new) - (end - start)
        starts.append(end)
        shifts.append(shift)
    parts.append(item.text[at:])

    def moved(place: int) -> int:
        number = bisect_left(starts, place + 1)
        return place + (shifts[number - 1] if number else 0)

    text = "".join(parts)
    marks = [replace(m, start=moved(m.start), end=moved(m.end)) for m in item.marks]
    return replace(item, text=text, marks=tuple(m for m in marks if m.start < m.end and text[m.start : m.end].strip()))


def _same_length(old: str, new: str) -> str:
    return new if len(new) == len(old) else old

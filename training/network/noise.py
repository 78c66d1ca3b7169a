"""Seeded noise as real writers make it: capitals, missing stops and signs, typos. Marks stay on their words."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from annotation.counterfactual.edits import Edit, edited, moved_span
from annotation.counterfactual.noise import typo
from training.network.settings import Noise

if TYPE_CHECKING:
    from training.network.examples import Item

_WORD = re.compile(r"[^\W\d_]{4,}")
_SIGNS = re.compile(r"[.,;:!?]+(?=\s|$)")
_TYPOS_A_WORD = 1 / 15


def noisy(item: Item, noise: Noise, chance: random.Random) -> Item:
    """The item with what chance changes in it."""
    edits: list[Edit] = []
    text = item.text
    if chance.random() < noise.lower:
        text = _same_length(text, text.lower())
    elif chance.random() < noise.upper:
        text = _same_length(text, text.upper())
    if chance.random() < noise.no_signs:
        edits += [Edit(m.start(), m.end(), "") for m in _SIGNS.finditer(text)]
    elif chance.random() < noise.no_stop and text.rstrip()[-1:] in {".", "!", "?"}:
        stop = len(text.rstrip()) - 1
        edits.append(Edit(stop, stop + 1, ""))
    if chance.random() < noise.typos:
        edits += [typo(m, chance) for m in _WORD.finditer(text) if chance.random() < _TYPOS_A_WORD]
    return _edited(replace(item, text=text), edits)


def _edited(item: Item, edits: list[Edit]) -> Item:
    """The item with `edits` made; a mark left without words goes."""
    if not edits:
        return item
    text = edited(item.text, edits)
    marks = [(mark, *moved_span(mark.start, mark.end, edits)) for mark in item.marks]
    kept = tuple(replace(mark, start=start, end=end) for mark, start, end in marks if text[start:end].strip())
    return replace(item, text=text, marks=kept)


def _same_length(old: str, new: str) -> str:
    return new if len(new) == len(old) else old

"""Marked items as what a network learns from: pieces, the pieces of every mark, batches of like length."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from models.masking import Masks
from models.pieces import Pieces, of_encoding, windows, with_special
from training.corpora import NOTE_WORDS
from training.network.noise import noisy
from training.network.settings import Noise, TrainSettings


@dataclass(frozen=True, slots=True)
class Mark:
    """A mention: `text[start:end]` shows label number `label`, qualified by `values`, a number a qualifier."""

    label: int
    start: int
    end: int
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A text with all its marks; `group` names texts that may stand together in one note."""

    text: str
    marks: tuple[Mark, ...]
    group: str
    id: str = ""

    @property
    def whole(self) -> bool:
        return len(self.text.split()) >= NOTE_WORDS


@dataclass(frozen=True, slots=True)
class Example:
    """Pieces that are read together, and what each is to show.

    `ids` [pieces]; `marks`: (first piece, piece after the last, label, values), by the pieces of `ids`.
    """

    ids: NDArray[np.int64]
    marks: tuple[tuple[int, int, int, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """`ids`, `mask` [notes, pieces]; `mentions` [notes, pieces, labels]; `values` [notes, pieces, qualifiers], -1 where
    nothing is marked; `raised` [notes, labels]."""

    ids: NDArray[np.int64]
    mask: NDArray[np.int64]
    mentions: NDArray[np.float32]
    values: NDArray[np.int64]
    raised: NDArray[np.float32]


def examples_of(item: Item, found: Pieces) -> list[Example]:
    """An item as one example, or more where it is longer than a window."""
    spans = [
        (int(np.searchsorted(found.ends, m.start, "right")), int(np.searchsorted(found.starts, m.end, "left")), m)
        for m in item.marks
    ]
    made = []
    for window in windows(len(found)):
        marks = tuple(
            (max(low, window.start) - window.start + 1, min(high, window.end) - window.start + 1, m.label, m.values)
            for low, high, m in spans
            if max(low, window.start) < min(high, window.end)
        )
        made.append(Example(with_special(found.ids[window.start : window.end], 0, 2), marks))
    return made


def masked(items: Sequence[Item], masks: Masks | None) -> list[Item]:
    """The items as the network reads them, their marks moved along."""
    return list(items) if masks is None else [_masked(item, masks) for item in items]


def _masked(item: Item, masks: Masks) -> Item:
    hidden = masks.mask(item.text)
    places = np.array([(mark.start, mark.end) for mark in item.marks], np.int64).reshape(-1, 2)
    starts, ends = hidden.read(places[:, 0], places[:, 1])
    marks = [
        replace(mark, start=int(start), end=int(end))
        for mark, start, end in zip(item.marks, starts, ends, strict=True)
        if start < end
    ]
    return replace(item, text=hidden.text, marks=tuple(marks))


def put_together(items: Sequence[Item], settings: TrainSettings, chance: random.Random) -> list[Item]:
    """Part of the snippets joined to notes of one group; whole notes stay as they are. Every item stands in it once."""
    done = [item for item in items if item.whole]
    by_group: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        if not item.whole:
            if chance.random() < settings.alone:
                done.append(item)
            else:
                by_group[item.group].append(item)
    for group in sorted(by_group):
        rest = by_group[group]
        chance.shuffle(rest)
        while rest:
            size = chance.randint(*settings.together)
            done.append(_joined(rest[:size], chance))
            rest = rest[size:]
    return done


def _joined(items: Sequence[Item], chance: random.Random) -> Item:
    between = "\n" if chance.random() < 0.2 else " "
    text, marks = "", []
    for item in items:
        text += between if text else ""
        marks += [replace(m, start=m.start + len(text), end=m.end + len(text)) for m in item.marks]
        text += item.text
    return Item(text, tuple(marks), items[0].group)


def pass_over(
    items: Sequence[Item], tokenizer: Tokenizer, settings: TrainSettings, *, whole_notes: int, seed: int
) -> list[list[Example]]:
    """One pass over all items as batches of examples, noise and order decided by `seed`; whole notes come more often."""
    chance = random.Random(seed)
    seen = [*items, *(item for item in items if item.whole for _ in range(whole_notes - 1))]
    texts = [noisy(item, settings.noise, chance) for item in put_together(seen, settings, chance)]
    encodings = tokenizer.encode_batch([item.text for item in texts], add_special_tokens=False)
    examples = [
        _forgetful(example, settings.noise, chance)
        for item, encoding in zip(texts, encodings, strict=True)
        for example in examples_of(item, of_encoding(encoding, item.text))
    ]
    chance.shuffle(examples)
    examples.sort(key=lambda e: len(e.ids) * (0.9 + 0.2 * chance.random()))
    batches = list(by_budget(examples, settings.pieces_a_batch))
    chance.shuffle(batches)
    return batches


def by_budget(examples: Sequence[Example], pieces: int) -> Iterator[list[Example]]:
    """Neighbours together while their padded size stays within `pieces`."""
    batch: list[Example] = []
    longest = 0
    for example in examples:
        longest = max(longest, len(example.ids))
        if batch and longest * (len(batch) + 1) > pieces:
            yield batch
            batch, longest = [], len(example.ids)
        batch.append(example)
    if batch:
        yield batch


def collate(
    examples: Sequence[Example], labels: int, qualifiers: int, not_raised: Sequence[tuple[int, int]], pad: int = 1
) -> Batch:
    """Examples as arrays; `not_raised` names the (qualifier, value) pairs by which a mention is not raised."""
    size = (len(examples), max(len(e.ids) for e in examples))
    ids = np.full(size, pad, np.int64)
    mask = np.zeros(size, np.int64)
    mentions = np.zeros((*size, labels), np.float32)
    values = np.full((*size, qualifiers), -1, np.int64)
    raised = np.zeros((len(examples), labels), np.float32)
    for row, example in enumerate(examples):
        ids[row, : len(example.ids)] = example.ids
        mask[row, : len(example.ids)] = 1
        for start, end, label, found in example.marks:
            mentions[row, start:end, label] = 1.0
            values[row, start:end] = found
            if not any(found[qualifier] == value for qualifier, value in not_raised):
                raised[row, label] = 1.0
    return Batch(ids, mask, mentions, values, raised)


def _forgetful(example: Example, noise: Noise, chance: random.Random, unknown: int = 3) -> Example:
    if not noise.unknown:
        return example
    hidden = np.array([chance.random() < noise.unknown for _ in example.ids])
    hidden[[0, -1]] = False
    return replace(example, ids=np.where(hidden, unknown, example.ids))

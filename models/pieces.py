"""A text as the pieces of a tokenizer: their ids, their place in the text, and windows over long texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from models.masking import NOTHING, Masked, Masks

Ints = NDArray[np.int64]
WINDOW = 512
OVERLAP = 128


@dataclass(frozen=True, slots=True)
class Pieces:
    """Ids without the two special pieces around them; `text[starts[i]:ends[i]]` is piece i without white space."""

    ids: Ints
    starts: Ints
    ends: Ints

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Window:
    """Pieces `start` to `end` are read together; what is said of `keep_from` to `keep_to` is kept."""

    start: int
    end: int
    keep_from: int
    keep_to: int


def pieces(tokenizer: Tokenizer, texts: Sequence[str], masks: Masks | None = None) -> list[Pieces]:
    """The pieces of every text, as it is masked, with their places in the text as it is written."""
    masked = [masks.mask(text) for text in texts] if masks else [Masked(text, NOTHING) for text in texts]
    encodings = tokenizer.encode_batch([one.text for one in masked], add_special_tokens=False)
    found = [of_encoding(encoding, one.text) for encoding, one in zip(encodings, masked, strict=True)]
    return [Pieces(one.ids, *hidden.written(one.starts, one.ends)) for one, hidden in zip(found, masked, strict=True)]


def of_encoding(encoding: Encoding, text: str) -> Pieces:
    """The pieces of a text that is encoded already, white space cut from their places."""
    offsets = np.asarray(encoding.offsets, np.int64).reshape(-1, 2)
    starts, ends = offsets[:, 0].copy(), offsets[:, 1].copy()
    for at in range(len(starts)):
        while starts[at] < ends[at] and text[starts[at]].isspace():
            starts[at] += 1
    return Pieces(np.asarray(encoding.ids, np.int64), starts, ends)


def windows(length: int, size: int = WINDOW - 2, overlap: int = OVERLAP) -> list[Window]:
    """Windows over `length` pieces: one where all fit, else overlapping ones, each keeping up to the middle of an overlap."""
    if length <= size:
        return [Window(0, length, 0, length)]
    step = size - overlap
    starts = [*range(0, length - size, step), length - size]
    found = []
    kept = 0
    for number, start in enumerate(starts):
        end = start + size
        last = number + 1 == len(starts)
        to = length if last else (starts[number + 1] + end) // 2
        found.append(Window(start, end, kept, to))
        kept = to
    return found


def with_special(ids: Ints, tokenizer_start: int, tokenizer_end: int) -> Ints:
    """Ids between the start and the end piece."""
    return np.concatenate([[tokenizer_start], ids, [tokenizer_end]]).astype(np.int64)

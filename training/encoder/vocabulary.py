"""Cutting a multilingual vocabulary to the pieces that Dutch uses.

Kept: the special pieces, every single letter, digit and sign, the pieces that split the words of a frequency list most
often (weighed by the frequency of the word, in small letters, with a capital and in capitals), and every piece that a given
text uses. What is cut is split into smaller pieces that are kept, so that no text becomes unreadable.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import AddedToken, Tokenizer

SPECIAL = 4
LINE_BREAK = "\n"
_CASES = ((1.0, str.lower), (0.2, str.capitalize), (0.01, str.upper))


def used_pieces(tokenizer: Tokenizer, words: Mapping[str, float]) -> Counter[int]:
    """Piece to its weight over words with their frequencies, each with and without a space before it."""
    weights: Counter[int] = Counter()
    for share, cased in _CASES:
        forms = [cased(word) for word in words]
        for encoding, frequency in zip(
            tokenizer.encode_batch(forms, add_special_tokens=False), words.values(), strict=True
        ):
            for piece in encoding.ids:
                weights[piece] += share * frequency  # type: ignore[assignment]
    return weights


def choose(tokenizer: Tokenizer, words: Mapping[str, float], texts: Iterable[str], most: int) -> list[int]:
    """The ids to keep, in order: at most `most` by frequency, besides single signs and the pieces of `texts`."""
    vocabulary = json.loads(tokenizer.to_str())["model"]["vocab"]
    kept = set(range(SPECIAL))
    kept |= {n for n, (piece, _) in enumerate(vocabulary) if len(piece.replace("▁", "")) <= 1 and _latin(piece)}
    kept |= {piece for piece, _ in used_pieces(tokenizer, words).most_common(most)}
    for encoding in tokenizer.encode_batch(list(texts), add_special_tokens=False):
        kept.update(encoding.ids)
    return sorted(kept)


def cut(tokenizer: Tokenizer, kept: list[int]) -> Tokenizer:
    """The tokenizer with only the pieces `kept`, renumbered in that order, and a piece for the line break at the end."""
    described: dict[str, Any] = json.loads(tokenizer.to_str())
    vocabulary = described["model"]["vocab"]
    described["model"]["vocab"] = [vocabulary[n] for n in kept]
    described["added_tokens"] = [token for token in described["added_tokens"] if token["id"] < SPECIAL]
    small = Tokenizer.from_str(json.dumps(described))
    small.add_tokens([AddedToken(LINE_BREAK, normalized=False, special=False)])
    return small


def cut_embeddings(weights: NDArray[np.float32], kept: list[int], full: Tokenizer) -> NDArray[np.float32]:
    """The embeddings of the pieces `kept`; the line break starts as the full stop does."""
    stop = weights[full.token_to_id(".")]
    return np.concatenate([weights[kept], stop[None]]).astype(np.float32)


def _latin(piece: str) -> bool:
    return ord(piece.replace("▁", "")[:1] or " ") < 0x2C00

"""From logits of pieces to mentions with borders at words, and to what the whole note raises."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.pieces import Pieces
from models.pooling import Floats, log_sigmoid, pool, softmax

_EDGE = frozenset(" \t\n\r.,;:!?()[]\"'“”‘’„…-–—*>")
_STOPS = frozenset(".!?\n;")


@dataclass(frozen=True, slots=True)
class Decoding:
    """How mentions are cut from pieces.

    A run of words with `grow` or more holds a mention where at least one word has `seed`; two runs are one mention where at
    most `gap` words without a stop stand between them. Probabilities of a word are those of its surest piece.
    """

    seed: float = 0.3
    grow: float = 0.2
    gap: int = 2


@dataclass(frozen=True, slots=True)
class Candidate:
    """A mention that may be: label number, characters, log odds, and the probability of every qualifier value."""

    label: int
    start: int
    end: int
    logit: float
    values: Floats


@dataclass(frozen=True, slots=True)
class Heads:
    """Labels, and per qualifier its values with the default first; `not_raised` by qualifier."""

    labels: tuple[str, ...]
    qualifiers: dict[str, tuple[str, ...]]
    not_raised: dict[str, tuple[str, ...]]

    def places(self) -> Iterator[tuple[str, slice]]:
        """Where each qualifier stands in the logits of the qualifier head."""
        at = 0
        for name, values in self.qualifiers.items():
            yield name, slice(at, at + len(values))
            at += len(values)


def word_starts(found: Pieces, text: str) -> NDArray[np.int64]:
    """The pieces that begin a word: after white space or a sign, or a sign themselves."""
    starts = [
        n
        for n, (start, end) in enumerate(zip(found.starts.tolist(), found.ends.tolist(), strict=True))
        if n == 0 or start == 0 or start == end or not (text[start].isalnum() and text[start - 1].isalnum())
    ]
    return np.asarray(starts, np.int64)


def candidates(
    found: Pieces, text: str, mention: Floats, qualify: Floats, heads: Heads, decoding: Decoding
) -> list[Candidate]:
    """All mentions that may be, by label and place; `mention` [pieces, labels] and `qualify` [pieces, values] are logits."""
    if not len(found):
        return []
    firsts = word_starts(found, text)
    words = np.maximum.reduceat(mention, firsts, axis=0)
    seed, grow = _logit(decoding.seed), _logit(decoding.grow)
    labels = np.flatnonzero((words >= seed).any(0))
    if not len(labels):
        return []
    lasts = np.append(firsts[1:], len(found)) - 1
    starts, ends = found.starts[firsts], found.ends[lasts]
    breaks = [bool(_STOPS & set(text[s:e])) for s, e in zip(starts.tolist(), ends.tolist(), strict=True)]
    made = []
    for label in labels.tolist():
        scores = words[:, label]
        for low, high in _runs(scores >= grow, breaks, decoding.gap):
            if scores[low:high].max() < seed:
                continue
            start, end = _trimmed(text, int(starts[low]), int(ends[high - 1]))
            if start < end:
                pieces = slice(int(firsts[low]), int(lasts[high - 1]) + 1)
                score = float(pool(log_sigmoid(mention[pieces, label])))
                made.append(Candidate(label, start, end, log_odds(score), _values(qualify[pieces], heads)))
    return made


def raised(mention: Floats, qualify: Floats, heads: Heads) -> Floats:
    """The log odds of every label [labels] that the whole note raises it."""
    stands = np.zeros(len(mention), np.float32)
    for name, place in heads.places():
        away = [heads.qualifiers[name].index(value) for value in heads.not_raised.get(name, ())]
        if away:
            share = softmax(qualify[:, place])[:, away].sum(-1)
            stands += np.log(np.clip(1 - share, 1e-6, 1))
    pooled = pool(log_sigmoid(mention) + stands[:, None])
    odds: Floats = (pooled - np.log(-np.expm1(np.minimum(pooled, -1e-6)))).astype(np.float32)
    return odds


def log_odds(log_probability: float) -> float:
    """Log odds of a log probability."""
    return float(log_probability - np.log(-np.expm1(min(log_probability, -1e-6))))


def _logit(probability: float) -> float:
    return float(np.log(probability / (1 - probability)))


def _values(logits: Floats, heads: Heads) -> Floats:
    mean = logits.mean(0)
    return np.concatenate([softmax(mean[place]) for _, place in heads.places()]).astype(np.float32)


def _runs(above: NDArray[np.bool_], breaks: Sequence[bool], gap: int) -> list[tuple[int, int]]:
    """Stretches of words above the threshold, joined over short gaps; a stop ends a stretch."""
    runs: list[tuple[int, int]] = []
    for word in np.flatnonzero(above).tolist():
        if breaks[word]:
            continue
        if runs and word - runs[-1][1] <= gap and not any(breaks[runs[-1][1] : word]):
            runs[-1] = (runs[-1][0], word + 1)
        else:
            runs.append((word, word + 1))
    return runs


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    return start, end

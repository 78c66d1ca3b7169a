"""What to annotate next: notes chosen for a reason, and always a share drawn at random.

Chosen notes teach more a note, but are no picture of the whole: only the random share may be used to say how often a signal
occurs. So it is drawn first, from all notes, and no other reason may take its place. Every note says why it was chosen.

Reasons: `uncertain` (probabilities near one half; Lewis and Gale 1994), `disagreement` (lexicon and network do not find the
same labels), `rare` (labels that the corpus so far has least of), `different` (farthest in words from what was chosen;
Sener and Savarese 2018, k-center greedy).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Reason = Literal["random", "uncertain", "disagreement", "rare", "different"]
REASONS: tuple[Reason, ...] = get_args(Reason)
SHARES: dict[Reason, float] = {"random": 0.3, "uncertain": 0.2, "disagreement": 0.2, "rare": 0.15, "different": 0.15}
LEAST_RANDOM = 0.1
_DIMENSIONS = 512
_WORD = re.compile(r"\w{3,}")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A note that may be chosen: `probabilities` of the labels found in it, `found_by` who found each."""

    id: str
    text: str
    probabilities: Mapping[str, float] = field(default_factory=dict)
    found_by: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Choice:
    """A chosen note and why."""

    id: str
    reason: Reason


def uncertainty(note: Candidate) -> float:
    """Sum of the binary entropies, in bits, of the labels found in a note."""
    total = 0.0
    for p in note.probabilities.values():
        if 0 < p < 1:
            total -= p * np.log2(p) + (1 - p) * np.log2(1 - p)
    return float(total)


def disagreement(note: Candidate) -> float:
    """Labels that only the lexicon or only the network found."""
    return float(sum(len(found) == 1 for found in note.found_by.values()))


def rarity(note: Candidate, annotated: Mapping[str, int]) -> float:
    """Sum over the labels found of one over their mentions in the corpus so far, plus one."""
    return sum(1 / (1 + annotated.get(label, 0)) for label in note.probabilities)


def vectors(texts: Sequence[str]) -> NDArray[np.float64]:
    """Hashed words with the square root of their counts, of length one; shape (texts, 512)."""
    found = np.zeros((len(texts), _DIMENSIONS))
    for row, text in zip(found, texts, strict=True):
        for word, count in Counter(_WORD.findall(text.lower())).items():
            row[crc32(word.encode()) % _DIMENSIONS] += count**0.5
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    np.divide(found, lengths, out=found, where=lengths > 0)
    return found


def choose(
    pool: Sequence[Candidate],
    number: int,
    *,
    annotated: Mapping[str, int] | None = None,
    shares: Mapping[Reason, float] = SHARES,
    seed: int = 1,
) -> list[Choice]:
    """Chooses `number` notes of the pool, or all of it where it is smaller; the random share first.

    `annotated` counts the mentions of each label so far. A reason that no note answers to (without a network nothing
    disagrees) leaves its places to chance. Raises `ValueError` for shares that do not add up to 1 or with less than a
    tenth at random.
    """
    if abs(sum(shares.values()) - 1) > 1e-6 or shares.get("random", 0) < LEAST_RANDOM:
        raise ValueError(f"shares must add up to 1, with at least {LEAST_RANDOM} at random")
    number = min(number, len(pool))
    order = [int(i) for i in np.random.default_rng(seed).permutation(len(pool))]
    places = {reason: int(number * shares.get(reason, 0)) for reason in REASONS[1:]}
    left_for_chance = number - sum(places.values())
    chosen: dict[int, Reason] = dict.fromkeys(order[:left_for_chance], "random")
    counts = annotated or {}
    worth: dict[Reason, Callable[[Candidate], float]] = {
        "uncertain": uncertainty,
        "disagreement": disagreement,
        "rare": lambda note: rarity(note, counts),
    }
    for reason, value in worth.items():
        values = {i: value(pool[i]) for i in order if i not in chosen}
        best = sorted((i for i in values if values[i] > 0), key=lambda i: -values[i])
        chosen |= dict.fromkeys(best[: places[reason]], reason)
    chosen |= dict.fromkeys(_farthest(pool, list(chosen), places["different"]), "different")
    rest = [i for i in order if i not in chosen]
    chosen |= dict.fromkeys(rest[: number - len(chosen)], "random")
    return [Choice(pool[i].id, reason) for i, reason in sorted(chosen.items())]


def _farthest(pool: Sequence[Candidate], chosen: Sequence[int], number: int) -> list[int]:
    """One after the other the note that is least like any chosen note."""
    if not number or len(chosen) == len(pool):
        return []
    words = vectors([note.text for note in pool])
    nearest = (words @ words[chosen].T).max(axis=1) if chosen else np.zeros(len(pool))
    nearest[list(chosen)] = np.inf
    found: list[int] = []
    for _ in range(min(number, len(pool) - len(chosen))):
        best = int(np.argmin(nearest))
        found.append(best)
        nearest = np.maximum(nearest, words @ words[best])
        nearest[best] = np.inf
    return found

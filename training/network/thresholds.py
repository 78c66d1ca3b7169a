"""Choosing, a label, from which probability it is raised: F2 where a miss is worse, F1 elsewhere.

With few raised notes the best threshold of a label by itself is mostly luck. So its counts are joined by those of all labels
that are measured alike, weighed down to `BORROWED` raised notes together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from training.network.calibrate import Floats, Pairs

MISS_IS_WORSE = frozenset({"suicidaliteit", "misbruik", "agressie", "uitdroging"})
BORROWED = 1000.0
"""Cross-fitted by writer, 25 gave a micro F1 of .674, 120 of .681, 1000 of .688: thresholds of 10 to 60 notes overfit."""
GRID = np.round(np.arange(0.05, 0.91, 0.01), 2)
VETO_MARGIN = 0.002


@dataclass(frozen=True, slots=True)
class Choice:
    """A threshold, whether the model may veto the lexicon there, and the development figures that it rests on."""

    threshold: float
    veto: bool
    beta: float
    raised: int
    f_own: float
    f_without_veto: float


def choose(
    pairs: Pairs, probability: Floats, misses: NDArray[np.int64], labels: Sequence[str], *, lexicon: bool
) -> list[Choice]:
    """The choice for every label, on whole notes; `misses` [labels] counts raised notes with nothing to point at."""
    counts = np.stack([_counts(pairs, probability, n, keep=False) for n in range(len(labels))])
    kept = np.stack([_counts(pairs, probability, n, keep=True) for n in range(len(labels))])
    raised = np.array([int(pairs.raised[pairs.label == n].sum()) for n in range(len(labels))]) + misses
    chosen = []
    for n, label in enumerate(labels):
        beta = 2.0 if label in MISS_IS_WORSE else 1.0
        alike = [m for m, other in enumerate(labels) if (other in MISS_IS_WORSE) == (label in MISS_IS_WORSE)]
        share = BORROWED / max(raised[alike].sum(), 1)
        borrowed, borrowed_kept = counts[alike].sum(0) * share, kept[alike].sum(0) * share
        total = raised[n] + BORROWED
        with_veto = _f(counts[n] + borrowed, total, beta)
        without = _f(kept[n] + borrowed_kept, total, beta)
        best, best_kept = int(with_veto.argmax()), int(without.argmax())
        veto = not lexicon or with_veto[best] > without[best_kept] + VETO_MARGIN
        at = best if veto else best_kept
        own = _f((counts if veto else kept)[n], raised[n], beta)[at]
        chosen.append(
            Choice(
                float(GRID[at]),
                bool(veto),
                beta,
                int(raised[n]),
                float(own),
                float(_f(kept[n], raised[n], beta)[best_kept]),
            )
        )
    return chosen


def shifted(choices: Sequence[Choice], shift: float) -> list[Choice]:
    """The choices with every threshold that weighs a miss no heavier raised by `shift` in log odds."""
    moved = []
    for choice in choices:
        odds = np.log(choice.threshold / (1 - choice.threshold)) + shift
        higher = round(float(1 / (1 + np.exp(-odds))), 3)
        moved.append(choice if choice.beta > 1 else replace(choice, threshold=higher))
    return moved


def _counts(pairs: Pairs, probability: Floats, label: int, *, keep: bool) -> Floats:
    """Right and all that is raised, at every threshold of the grid, [grid, 2]; `keep`: what the lexicon found stays."""
    rows = pairs.label == label
    said = probability[rows][None, :] >= GRID[:, None]
    if keep:
        said = said | (pairs.hits[rows] > 0)[None, :]
    weight = pairs.weight[rows]
    found: Floats = np.stack([(said * pairs.raised[rows] * weight).sum(1), (said * weight).sum(1)], axis=1)
    return found


def _f(counts: Floats, raised: float, beta: float) -> Floats:
    weight = beta * beta
    found: Floats = (1 + weight) * counts[:, 0] / np.maximum(weight * raised + counts[:, 1], 1e-9)
    return found

"""Whether choosing what to annotate next pays: annotation is played over on notes that are annotated already.

Notes of a pool are "annotated" in rounds, as a strategy chooses them (`annotation.sampling`), by revealing their marks. After
each round a learner learns from what was revealed and is measured on notes it never sees. The learner is whatever the caller
gives: this room knows no models.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from annotation.corpus import AnnotatedNote
from annotation.learner import Floats, marked
from annotation.sampling import LEAST_RANDOM, REASONS, SHARES, Candidate, Reason, choose
from pipeline.taxonomy import taxonomy

FOUND, WORTH = 0.5, 0.1
"""From these probabilities on the learner finds a label, or it counts for uncertainty."""

STRATEGIES: dict[str, dict[Reason, float]] = {
    "chance": {"random": 1.0},
    "mixed": SHARES,
    **{reason: {"random": LEAST_RANDOM, reason: 1 - LEAST_RANDOM} for reason in REASONS[1:]},
}
"""Shares by reason: chance alone, the shares that `nietpluis annotate sample` uses, and each reason nearly alone."""


class Learner(Protocol):
    """Learns which labels a note marks; gives their probabilities in other notes, in the order of the taxonomy."""

    def __call__(self, known: Sequence[AnnotatedNote], others: Sequence[str]) -> Floats:
        """Probabilities (others, labels)."""


@dataclass(frozen=True, slots=True)
class Point:
    """After so many annotated notes: macro and micro F1 on the test notes, and how many mentions the rarest label has."""

    notes: int
    macro_f1: float
    micro_f1: float
    rarest: int


def simulate(
    pool: Sequence[AnnotatedNote],
    test: Sequence[AnnotatedNote],
    learner: Learner,
    shares: Mapping[Reason, float],
    *,
    sizes: Sequence[int],
    lexicon: Sequence[frozenset[str]],
    seed: int = 1,
) -> list[Point]:
    """The curve of one strategy. `sizes` are the numbers of annotated notes at which it is measured, the first drawn by
    chance; `lexicon` holds of each note of the pool the labels that a lexicon finds."""
    labels = list(taxonomy().labels)
    order = np.random.default_rng(seed).permutation(len(pool))
    chosen = [int(place) for place in order[: sizes[0]]]
    truth = marked(test)
    points = []
    for size, following in zip(sizes, [*sizes[1:], None], strict=True):
        known = [pool[place] for place in chosen]
        left = [int(place) for place in order if int(place) not in set(chosen)]
        found = learner(known, [note.text for note in test] + [pool[place].text for place in left])
        macro, micro = f1(truth, found[: len(test)] >= FOUND)
        counts = Counter(mention.label for note in known for mention in note.mentions)
        points.append(Point(size, macro, micro, min(counts[label] for label in labels)))
        if following is None:
            break
        rows = zip(left, found[len(test) :], strict=True)
        candidates = [_candidate(place, pool[place], row, lexicon[place]) for place, row in rows]
        picks = choose(candidates, following - size, annotated=counts, shares=shares, seed=seed + size)
        chosen += [int(pick.id) for pick in picks]
    return points


def _candidate(place: int, note: AnnotatedNote, row: Floats, by_lexicon: frozenset[str]) -> Candidate:
    labels = list(taxonomy().labels)
    by_model = {label for label, p in zip(labels, row, strict=True) if p >= FOUND}
    shown = {label: float(p) for label, p in zip(labels, row, strict=True) if p >= WORTH or label in by_lexicon}
    found_by = {
        label: frozenset({*(["lexicon"] if label in by_lexicon else []), *(["model"] if label in by_model else [])})
        for label in by_lexicon | by_model
    }
    return Candidate(str(place), note.text, shown, found_by)


def f1(truth: NDArray[np.bool_], found: NDArray[np.bool_]) -> tuple[float, float]:
    """Macro F1 over the labels that the truth has, and micro F1."""
    hits = (truth & found).sum(axis=0)
    sizes = truth.sum(axis=0) + found.sum(axis=0)
    there = truth.any(axis=0)
    macro = float(np.mean(2 * hits[there] / sizes[there])) if there.any() else float("nan")
    return macro, float(2 * hits.sum() / sizes.sum()) if sizes.sum() else float("nan")

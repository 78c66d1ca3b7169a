"""Development figures of a way to decide: raised labels, mentions, false alarms on quiet notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from annotation.corpus import AnnotatedNote
from pipeline.taxonomy import taxonomy

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Figures:
    """Micro and macro F1 over notes, precision and recall, F1 by label, and raised signals a note where none is marked."""

    micro_f1: float
    precision: float
    recall: float
    macro_f1: float
    quiet_notes: int
    raised_a_quiet_note: float
    labels: dict[str, float] = field(default_factory=dict)


def figures(said: Bools, truth: Bools) -> Figures:
    """Figures of yes/no answers [notes, labels] in the order of the taxonomy; labels that are never raised are left out."""
    known = taxonomy()
    names = list(known.labels)
    both, found, gold = (said & truth).sum(0), said.sum(0), truth.sum(0)
    by_label = {name: 2 * int(both[n]) / int(found[n] + gold[n]) for n, name in enumerate(names) if gold[n]}
    signals = np.array([not label.protective for label in known.labels.values()])
    quiet = ~truth[:, signals].any(1)
    return Figures(
        micro_f1=float(2 * both.sum() / max(found.sum() + gold.sum(), 1)),
        precision=float(both.sum() / max(found.sum(), 1)),
        recall=float(both.sum() / max(gold.sum(), 1)),
        macro_f1=float(np.mean(list(by_label.values()))) if by_label else float("nan"),
        quiet_notes=int(quiet.sum()),
        raised_a_quiet_note=float(said[quiet][:, signals].sum(1).mean()) if quiet.any() else float("nan"),
        labels=by_label,
    )


def truth_of(notes: Sequence[AnnotatedNote]) -> Bools:
    """Which labels are marked raised, [notes, labels]."""
    names = list(taxonomy().labels)
    return np.array([[name in note.raised for name in names] for note in notes], bool)


def span_f1(
    gold: Sequence[Sequence[tuple[str, int, int]]], found: Sequence[Sequence[tuple[str, int, int]]]
) -> tuple[float, float, float]:
    """Precision, recall and F1 of mentions by overlap: same label and a character shared."""
    hit_found = hit_gold = all_found = all_gold = 0
    for marked, said in zip(gold, found, strict=True):
        hit_found += sum(any(_overlap(one, other) for other in marked) for one in said)
        hit_gold += sum(any(_overlap(one, other) for other in said) for one in marked)
        all_found += len(said)
        all_gold += len(marked)
    precision = hit_found / all_found if all_found else float("nan")
    recall = hit_gold / all_gold if all_gold else float("nan")
    total = precision + recall
    return precision, recall, 2 * precision * recall / total if total else 0.0


def _overlap(one: tuple[str, int, int], other: tuple[str, int, int]) -> bool:
    return one[0] == other[0] and one[1] < other[2] and other[1] < one[2]

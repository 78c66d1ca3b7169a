"""Mentions: are the right words pointed at, and are they qualified as the annotators qualified them?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from annotation.corpus import AnnotatedMention
from eval.intervals import Figure, Prf, figure, prf
from eval.scored import ScoredNote
from pipeline.taxonomy import taxonomy


@dataclass(frozen=True, slots=True)
class SpanFigures:
    """`exact`: the same label on the same characters. `overlap`: the same label on at least one shared character, where
    recall counts annotated mentions and precision those of the tagger."""

    exact: Prf
    overlap: Prf


@dataclass(frozen=True, slots=True)
class QualifierFigures:
    """One qualifier on mentions that were found: how often its value is right, and per value.

    `default_accuracy` is what always answering the default would give.
    """

    mentions: int
    accuracy: Figure
    default_accuracy: Figure
    values: dict[str, Prf]


def span_figures(rows: Sequence[ScoredNote]) -> SpanFigures:
    """Figures of mentions, whatever their qualifiers."""
    exact, overlap = [], []
    for row in rows:
        gold = {(m.label, m.start, m.end) for m in row.note.mentions}
        found = {(m.label, m.start, m.end) for m in row.found}
        exact.append((len(gold & found), len(gold), len(found)))
        hits = sum(any(_overlap(g, f) for f in found) for g in gold)
        right = sum(any(_overlap(g, f) for g in gold) for f in found)
        overlap.append((hits, len(gold), right, len(found)))
    return SpanFigures(prf(np.array(exact, dtype=float).reshape(-1, 3)), _two_sided(overlap))


def _two_sided(counts: Sequence[tuple[int, int, int, int]]) -> Prf:
    """From (annotated that were hit, annotated, found that are right, found) a note."""
    table = np.array(counts, dtype=float).reshape(-1, 4)
    support, found = int(table[:, 1].sum()), int(table[:, 3].sum())
    precision = figure(table, lambda s: s[:, 2] / s[:, 3])
    if not support:
        return Prf(precision, Figure(None), Figure(None), support, found)
    return Prf(
        precision=precision,
        recall=figure(table, lambda s: s[:, 0] / s[:, 1]),
        # of two ratios p = c/d and r = a/b; 0 where nothing overlaps
        f1=figure(table, lambda s: _harmonic(s[:, 2] / np.maximum(1, s[:, 3]), s[:, 0] / s[:, 1])),
        support=support,
        found=found,
    )


def _harmonic(p: np.ndarray, r: np.ndarray) -> np.ndarray:
    return np.where(p + r > 0, 2 * p * r / np.where(p + r > 0, p + r, 1), 0.0)


def qualifier_figures(rows: Sequence[ScoredNote]) -> dict[str, QualifierFigures]:
    """Every qualifier on annotated mentions that a mention of the same label overlaps (the one that overlaps most)."""
    pairs = [matched(row) for row in rows]
    found = {}
    for name, options in taxonomy().qualifiers.items():
        values = [[(getattr(g, name), getattr(f, name)) for g, f in note] for note in pairs]
        right = np.array(
            [[sum(g == f for g, f in v), sum(g == options[0] for g, _ in v), len(v)] for v in values], dtype=float
        ).reshape(-1, 3)
        found[name] = QualifierFigures(
            mentions=int(right[:, 2].sum()),
            accuracy=figure(right, lambda s: s[:, 0] / s[:, 2]),
            default_accuracy=figure(right, lambda s: s[:, 1] / s[:, 2]),
            values={option: prf(_value_counts(values, option)) for option in options},
        )
    return found


def _value_counts(values: Sequence[Sequence[tuple[str, str]]], option: str) -> np.ndarray:
    rows = []
    for note in values:
        gold, found = Counter(g for g, _ in note)[option], Counter(f for _, f in note)[option]
        rows.append((sum(g == f == option for g, f in note), gold, found))
    return np.array(rows, dtype=float).reshape(-1, 3)


def matched(row: ScoredNote) -> list[tuple[AnnotatedMention, AnnotatedMention]]:
    """Annotated mentions that were found, each with the mention that found it."""
    pairs = []
    for gold in row.note.mentions:
        shared = [(min(gold.end, f.end) - max(gold.start, f.start), f) for f in row.found if f.label == gold.label]
        shared = [(size, mention) for size, mention in shared if size > 0]
        if shared:
            pairs.append((gold, max(shared, key=lambda item: item[0])[1]))
    return pairs


def _overlap(a: tuple[str, int, int], b: tuple[str, int, int]) -> bool:
    return a[0] == b[0] and a[1] < b[2] and b[1] < a[2]

"""What can be counted of a scored note: for every label and metric, how often it happened and how often it could have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from eval.intervals import Array
from eval.scored import ScoredNote
from eval.spans import matched
from pipeline.language.data import read_yaml
from pipeline.taxonomy import taxonomy

DATA = Path(__file__).parent / "data"
ALL_SIGNALS, ALL_PROTECTIVE = "alle_signalen", "alle_beschermende_factoren"


@dataclass(frozen=True, slots=True)
class Metric:
    """A ratio of counts; the fields are explained in `data/metrics.yaml`."""

    id: str
    once: bool
    share: bool
    minimum: int
    needs: str | None = None
    worse: str | None = None


@cache
def metrics() -> tuple[Metric, ...]:
    """The metrics, in the order of the report."""
    return tuple(Metric(id=name, **row) for name, row in read_yaml(DATA / "metrics.yaml")["metrics"].items())


@dataclass(frozen=True, slots=True)
class Counts:
    """`tops` and `bottoms`: notes × rows × metrics. A row is a label, or all signals or all protective factors together."""

    rows: tuple[str, ...]
    tops: Array
    bottoms: Array

    def column(self, row: str, metric: str) -> tuple[Array, Array]:
        """Counts by note of one row and metric."""
        i, j = self.rows.index(row), [m.id for m in metrics()].index(metric)
        return self.tops[:, i, j], self.bottoms[:, i, j]


def count(rows: Sequence[ScoredNote]) -> Counts:
    """Counts of scored notes, in their order."""
    labels = list(taxonomy().labels)
    signals = {label.id for label in taxonomy().signals}
    tops = np.zeros((len(rows), len(labels) + 2, len(metrics())))
    bottoms = np.zeros_like(tops)
    index = {label: i for i, label in enumerate(labels)}
    for n, row in enumerate(rows):
        gold, found = _members(row.note.raised, index), _members(row.raised, index)
        spans, hits, pairs, wrong = _mentions(row, index)
        values = {
            "raised_rate": (found, np.ones(len(labels))),
            "miss_rate": (gold * (1 - found), gold),
            "false_alarm_rate": (found * (1 - gold), 1 - gold),
            "precision": (gold * found, found),
            "f1": (2 * gold * found, gold + found),
            "span_recall": (hits, spans),
            "qualifier_error": (wrong, pairs),
        }
        for j, metric in enumerate(metrics()):
            tops[n, : len(labels), j], bottoms[n, : len(labels), j] = values[metric.id]
    of_signals = np.array([label in signals for label in labels])
    for table in (tops, bottoms):
        table[:, -2] = table[:, :-2][:, of_signals].sum(axis=1)
        table[:, -1] = table[:, :-2][:, ~of_signals].sum(axis=1)
    return Counts((*labels, ALL_SIGNALS, ALL_PROTECTIVE), tops, bottoms)


def _members(labels: frozenset[str], index: dict[str, int]) -> Array:
    row = np.zeros(len(index))
    row[[index[label] for label in labels]] = 1
    return row


def _mentions(row: ScoredNote, index: dict[str, int]) -> tuple[Array, Array, Array, Array]:
    """Annotated mentions, those that a mention of the tagger overlaps, and of these those with a wrong qualifier."""
    spans, hits, wrong = np.zeros((3, len(index)))
    for mention in row.note.mentions:
        spans[index[mention.label]] += 1
    for gold, found in matched(row):
        hits[index[gold.label]] += 1
        wrong[index[gold.label]] += any(getattr(gold, name) != getattr(found, name) for name in taxonomy().qualifiers)
    return spans, hits, hits.copy(), wrong

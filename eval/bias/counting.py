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
    labels = tuple(taxonomy().labels)
    index = {label: i for i, label in enumerate(labels)}
    gold, found, mentions, hits, wrong = np.zeros((5, len(rows), len(labels)))
    for n, row in enumerate(rows):
        gold[n], found[n] = _members(row.note.raised, index), _members(row.raised, index)
        mentions[n], hits[n], wrong[n] = _mentions(row, index)
    return tabulate(labels, gold, found, mentions, hits, wrong)


def tabulate(labels: tuple[str, ...], gold: Array, found: Array, mentions: Array, hits: Array, wrong: Array) -> Counts:
    """Counts from notes × labels: 0 or 1 for what is there and what is raised; annotated mentions, those that a mention of
    the tagger overlaps, and of these those with a wrong qualifier. What is no protective factor counts as a signal."""
    values = {
        "raised_rate": (found, np.ones_like(gold)),
        "miss_rate": (gold * (1 - found), gold),
        "false_alarm_rate": (found * (1 - gold), 1 - gold),
        "precision": (gold * found, found),
        "f1": (2 * gold * found, gold + found),
        "span_recall": (hits, mentions),
        "qualifier_error": (wrong, hits),
    }
    tops = np.zeros((len(gold), len(labels) + 2, len(metrics())))
    bottoms = np.zeros_like(tops)
    protective = np.isin(labels, [label.id for label in taxonomy().protective_factors])
    for j, metric in enumerate(metrics()):
        tops[:, :-2, j], bottoms[:, :-2, j] = values[metric.id]
    for table in (tops, bottoms):
        table[:, -2] = table[:, :-2][:, ~protective].sum(axis=1)
        table[:, -1] = table[:, :-2][:, protective].sum(axis=1)
    return Counts((*labels, ALL_SIGNALS, ALL_PROTECTIVE), tops, bottoms)


def _members(labels: frozenset[str], index: dict[str, int]) -> Array:
    row = np.zeros(len(index))
    row[[index[label] for label in labels]] = 1
    return row


def _mentions(row: ScoredNote, index: dict[str, int]) -> tuple[Array, Array, Array]:
    """By label: annotated mentions, those that a mention of the tagger overlaps, and of these those with a wrong qualifier."""
    spans, hits, wrong = np.zeros((3, len(index)))
    for mention in row.note.mentions:
        spans[index[mention.label]] += 1
    for gold, found in matched(row):
        hits[index[gold.label]] += 1
        wrong[index[gold.label]] += any(getattr(gold, name) != getattr(found, name) for name in taxonomy().qualifiers)
    return spans, hits, wrong

"""What another threshold would mean: signals a hundred notes (work) against what is missed, by group.

Every threshold is the same probability for all labels, also for words of the lexicon. A note is read once more with the
thresholds open, so that what now stays under them is seen. Protective factors are no work and are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from spacy.language import Language

from eval.bias.groups import Grouping
from eval.intervals import Array, Figure, figure, resampled
from eval.scored import ScoredNote
from models.joining import Joining
from pipeline.taxonomy import taxonomy

THRESHOLDS = tuple(round(0.05 * step, 2) for step in range(1, 20))


@dataclass(frozen=True, slots=True)
class Point:
    """At a threshold (None: as the tagger is set), over the notes of a group.

    `work`: signals raised a hundred notes; `wrong`: those of them that annotators do not mark; `missed`: share of the
    signals that they mark.
    """

    threshold: float | None
    raised: int
    work: Figure
    wrong: Figure
    missed: Figure


@dataclass(frozen=True, slots=True)
class Sweep:
    """The points of a group (`grouping` and `group` empty: of all notes), the present setting first."""

    grouping: str
    group: str
    notes: int
    marked: int
    points: tuple[Point, ...]

    @property
    def now(self) -> Point:
        """The present setting."""
        return self.points[0]


@contextmanager
def open_thresholds(nlp: Language) -> Iterator[bool]:
    """While it lasts everything is raised that words point at, with its probability. False where no model has thresholds."""
    scorer: Any = next((getattr(part, "scorer", None) for _, part in nlp.pipeline if hasattr(part, "scorer")), None)
    joining: Joining | None = getattr(scorer, "joining", None)
    if joining is None:
        yield False
        return
    rules = {
        label: replace(rule, threshold=0.0, threshold_alone=0.0, veto=False) for label, rule in joining.rules.items()
    }
    scorer.joining = Joining(rules)
    try:
        yield True
    finally:
        scorer.joining = joining


def sweeps(now: Sequence[ScoredNote], opened: Sequence[ScoredNote], groupings: Sequence[Grouping]) -> list[Sweep]:
    """Of all notes and of every group of groupings of one column. `opened`: the same notes with open thresholds."""
    counts = np.stack([_counts(now, None), *(_counts(opened, threshold) for threshold in THRESHOLDS)], axis=1)
    found = [_sweep("", "", counts)]
    for grouping in groupings:
        if len(grouping.columns) == 1:
            groups = np.array([str(group) for group in grouping.groups])
            found += [_sweep(grouping.name, name, counts[groups == name]) for name in grouping.names]
    return found


def _counts(rows: Sequence[ScoredNote], threshold: float | None) -> Array:
    """Notes × (raised, wrong, missed, marked, 1)."""
    signals = {label.id for label in taxonomy().signals}
    table = np.zeros((len(rows), 5))
    for number, row in enumerate(rows):
        raised = {
            label
            for label in row.raised & signals
            if threshold is None or row.probabilities.get(label, 0.0) >= threshold
        }
        marked = row.note.raised & signals
        table[number] = len(raised), len(raised - marked), len(marked - raised), len(marked), 1
    return table


def _sweep(grouping: str, group: str, counts: Array) -> Sweep:
    sums = resampled(counts)
    points = []
    for number, threshold in enumerate((None, *THRESHOLDS)):
        here, drawn = counts[:, number], sums[:, number]

        def ratio(top: int, bottom: int, factor: float, here: Array = here, drawn: Array = drawn) -> Figure:
            return figure(here, _ratio(top, bottom, factor), sums=drawn)

        points.append(Point(threshold, int(here[:, 0].sum()), ratio(0, 4, 100), ratio(1, 4, 100), ratio(2, 3, 1)))
    return Sweep(grouping, group, len(counts), int(counts[:, 0, 3].sum()), tuple(points))


def _ratio(top: int, bottom: int, factor: float) -> Callable[[Array], Array]:
    def of(sums: Array) -> Array:
        found: Array = factor * sums[:, top] / sums[:, bottom]
        return found

    return of

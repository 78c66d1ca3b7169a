"""Labels that deserve a second look: what a learner expects of a note, learned from the other notes, against what is marked.

Expectations are cross-validated over groups of notes that belong together, so that no note vouches for its own double.
cleanlab (Northcutt, Jiang and Chuang 2021, "Confident learning") decides where the two differ too much; extra `doubts`.
A suspicion is no mistake: rare wording is suspicious too.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np

from annotation.corpus import AnnotatedNote, CorpusError
from annotation.learner import Floats, learn, marked
from annotation.splitting import groups_of
from pipeline.taxonomy import taxonomy

FOLDS = 5
FEWEST = 20
"""A label that fewer notes mark, or leave unmarked, is not judged: there is too little to learn it from."""


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A note that marks a label (`marked`), or does not, against expectation. `expected` is the learner's probability of it."""

    note_id: str
    annotator: str | None
    label: str
    marked: bool
    expected: float


@dataclass(frozen=True, slots=True)
class Suspicions:
    """Suspicions, the strongest first, and the labels that were not judged."""

    found: list[Suspicion]
    not_judged: tuple[str, ...]


def expectations(
    notes: Sequence[AnnotatedNote],
    by: Sequence[str] = (),
    *,
    hints: Sequence[Collection[str]] | None = None,
    seed: int = 1,
) -> Floats:
    """Probabilities (notes, labels) of notes that the learner has not seen. Groups that share a value of a key in `by`, an id
    or most of their wording are seen or unseen as a whole.

    `hints` are labels that something else, such as the tagger, finds in each note: the learner learns what they are worth.
    Raises `CorpusError` for fewer groups than folds.
    """
    groups = groups_of(notes, by)
    if len(groups) < FOLDS:
        raise CorpusError([f"{len(groups)} groups of notes are too few to learn from some and judge others"])
    Random(seed).shuffle(groups)
    groups.sort(key=len, reverse=True)
    folds: list[list[int]] = [[] for _ in range(FOLDS)]
    for group in groups:
        min(folds, key=len).extend(group)
    found = np.zeros((len(notes), len(taxonomy().labels)))
    for fold in folds:
        away = set(fold)
        rest = [place for place in range(len(notes)) if place not in away]
        features = None if hints is None else (_features(hints, rest), _features(hints, fold))
        found[fold] = learn([notes[place] for place in rest], [notes[place].text for place in fold], features)
    return found


def _features(hints: Sequence[Collection[str]], places: Sequence[int]) -> Floats:
    return np.array([[float(label in hints[place]) for label in taxonomy().labels] for place in places])


def suspicions(notes: Sequence[AnnotatedNote], expected: Floats) -> Suspicions:
    """Where marks and expectations (`expectations`) differ too much. Raises `ModuleNotFoundError` without cleanlab."""
    from cleanlab.filter import find_label_issues

    found = []
    not_judged = []
    truth = marked(notes)
    for column, label in enumerate(taxonomy().labels):
        here = truth[:, column]
        if min(here.sum(), (~here).sum()) < FEWEST:
            not_judged.append(label)
            continue
        chances = np.column_stack([1 - expected[:, column], expected[:, column]])
        places = find_label_issues(here.astype(int), chances, return_indices_ranked_by="self_confidence", n_jobs=1)
        found += [
            Suspicion(notes[place].id, notes[place].annotator, label, bool(here[place]), float(expected[place, column]))
            for place in places
        ]
    found.sort(key=lambda each: each.expected if each.marked else 1 - each.expected)
    return Suspicions(found, tuple(not_judged))

"""Notes that several annotators read, laid beside each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from annotation.agreement.coefficients import Patterns
from annotation.agreement.figures import Floats
from annotation.agreement.unitizing import Span
from annotation.corpus import AnnotatedMention, AnnotatedNote, CorpusError
from pipeline.taxonomy import taxonomy


@dataclass(frozen=True, slots=True)
class Study:
    """`readings[i]` holds of note `ids[i]` what each annotator made of it, None where that one did not read it."""

    annotators: tuple[str, ...]
    ids: tuple[str, ...]
    readings: tuple[tuple[AnnotatedNote | None, ...], ...]

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """Pairs of annotators, by number."""
        return [(one, other) for one in range(len(self.annotators)) for other in range(one + 1, len(self.annotators))]


def study(corpora: Mapping[str, Sequence[AnnotatedNote]]) -> Study:
    """Lays the corpora of annotators beside each other by note id; only notes that two or more read.

    Raises `CorpusError` where one note has two texts or was read twice by one annotator, with fewer than two annotators,
    and where no note is in common.
    """
    annotators = tuple(corpora)
    if len(annotators) < 2:
        raise CorpusError(["agreement needs two annotators or more"])
    by_id: dict[str, list[AnnotatedNote | None]] = {}
    problems = []
    for number, notes in enumerate(corpora.values()):
        for note in notes:
            row = by_id.setdefault(note.id, [None] * len(annotators))
            if row[number] is not None:
                problems.append(f"note {note.id}: {annotators[number]} read it twice")
            row[number] = note
    kept: dict[str, tuple[AnnotatedNote | None, ...]] = {}
    for note_id, readings in by_id.items():
        texts = {note.text for note in readings if note is not None}
        if len(texts) > 1:
            problems.append(f"note {note_id}: its text is not the same for all annotators")
        if sum(note is not None for note in readings) >= 2:
            kept[note_id] = tuple(readings)
    if problems:
        raise CorpusError(problems)
    if not kept:
        raise CorpusError(["no note was read by two annotators: the ids of the corpora have nothing in common"])
    return Study(annotators, tuple(kept), tuple(kept.values()))


def answers(data: Study) -> dict[str, Patterns]:
    """Whether each annotator raises a label in each note: 1, 0, or -1 for not read; a label to (notes, annotators)."""
    raised = [[None if note is None else note.raised for note in row] for row in data.readings]
    return {
        label: np.array([[-1 if found is None else int(label in found) for found in row] for row in raised], np.int8)
        for label in taxonomy().labels
    }


def spans(note: AnnotatedNote, label: str) -> list[Span]:
    """Places of the mentions of a label, whatever their qualifiers."""
    return [(mention.start, mention.end) for mention in note.mentions if mention.label == label]


def matched(one: AnnotatedNote, other: AnnotatedNote) -> list[tuple[AnnotatedMention, AnnotatedMention]]:
    """Mentions of one label that share words, each taken once, those that share most first."""
    found = []
    for ours in one.mentions:
        for theirs in other.mentions:
            shared = min(ours.end, theirs.end) - max(ours.start, theirs.start)
            if ours.label == theirs.label and shared > 0:
                found.append((shared, ours, theirs))
    found.sort(key=lambda match: (-match[0], match[1].start, match[2].start))
    taken: set[int] = set()
    pairs = []
    for _, ours, theirs in found:
        if id(ours) not in taken and id(theirs) not in taken:
            taken |= {id(ours), id(theirs)}
            pairs.append((ours, theirs))
    return pairs


def span_counts(data: Study) -> dict[str, Floats]:
    """Of each note, over all pairs of annotators: mentions, those with an exact partner, those with an overlapping one.

    Both sides are counted, so that a share is an F1. A label to an array (notes, 3).
    """
    counts = {label: np.zeros((len(data.ids), 3)) for label in taxonomy().labels}
    for number, one, other in _read_pairs(data):
        for label in {mention.label for mention in one.mentions + other.mentions}:
            counts[label][number] += _both_ways(spans(one, label), spans(other, label))
    return counts


def _read_pairs(data: Study) -> Iterator[tuple[int, AnnotatedNote, AnnotatedNote]]:
    """Every note with every two readings of it."""
    for number, row in enumerate(data.readings):
        for one, other in data.pairs:
            first, second = row[one], row[other]
            if first is not None and second is not None:
                yield number, first, second


def _both_ways(ours: list[Span], theirs: list[Span]) -> Floats:
    exact = len(set(ours) & set(theirs))
    overlap = sum(any(a[0] < b[1] and b[0] < a[1] for b in theirs) for a in ours)
    overlap += sum(any(a[0] < b[1] and b[0] < a[1] for b in ours) for a in theirs)
    return np.array([len(ours) + len(theirs), 2 * exact, overlap], dtype=float)


def qualifier_tables(data: Study) -> dict[str, Floats]:
    """How matched mentions were qualified by the first and the second of each pair: a qualifier to (notes, k, k)."""
    qualifiers = taxonomy().qualifiers
    tables = {name: np.zeros((len(data.ids), len(values), len(values))) for name, values in qualifiers.items()}
    for number, one, other in _read_pairs(data):
        for ours, theirs in matched(one, other):
            for name, values in qualifiers.items():
                tables[name][number, values.index(getattr(ours, name)), values.index(getattr(theirs, name))] += 1
    return tables

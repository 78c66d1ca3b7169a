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

ByLabel = dict[str, list[AnnotatedMention]]


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


def by_label(note: AnnotatedNote) -> ByLabel:
    """The mentions of a note by label, in the note's order."""
    found: ByLabel = {}
    for mention in note.mentions:
        found.setdefault(mention.label, []).append(mention)
    return found


def spans(mentions: Sequence[AnnotatedMention]) -> list[Span]:
    """Places of mentions, whatever their qualifiers."""
    return [(mention.start, mention.end) for mention in mentions]


def matched(one: AnnotatedNote, other: AnnotatedNote) -> list[tuple[AnnotatedMention, AnnotatedMention]]:
    """Mentions of one label that share words, each taken once, those that share most first."""
    return _matched(by_label(one), by_label(other))


def _matched(one: ByLabel, other: ByLabel) -> list[tuple[AnnotatedMention, AnnotatedMention]]:
    pairs = []
    for label, ours in one.items():
        if theirs := other.get(label):
            pairs += _matched_of_label(ours, theirs)
    return pairs


def _matched_of_label(
    ours: Sequence[AnnotatedMention], theirs: Sequence[AnnotatedMention]
) -> list[tuple[AnnotatedMention, AnnotatedMention]]:
    found = []
    for one in ours:
        for other in theirs:
            shared = min(one.end, other.end) - max(one.start, other.start)
            if shared > 0:
                found.append((shared, one, other))
    found.sort(key=lambda match: (-match[0], match[1].start, match[2].start))
    taken: set[int] = set()
    pairs = []
    for _, one, other in found:
        if id(one) not in taken and id(other) not in taken:
            taken |= {id(one), id(other)}
            pairs.append((one, other))
    return pairs


def span_counts(data: Study) -> dict[str, Floats]:
    """Of each note, over all pairs of annotators: mentions, those with an exact partner, those with an overlapping one.

    Both sides are counted, so that a share is an F1. A label to an array (notes, 3).
    """
    counts = {label: np.zeros((len(data.ids), 3)) for label in taxonomy().labels}
    for number, one, other in _read_pairs(data):
        for label in one.keys() | other.keys():
            counts[label][number] += _both_ways(spans(one.get(label, ())), spans(other.get(label, ())))
    return counts


def _read_pairs(data: Study) -> Iterator[tuple[int, ByLabel, ByLabel]]:
    """Every note with every two readings of it."""
    for number, row in enumerate(data.readings):
        readings = [None if note is None else by_label(note) for note in row]
        for one, other in data.pairs:
            first, second = readings[one], readings[other]
            if first is not None and second is not None:
                yield number, first, second


def _both_ways(ours: list[Span], theirs: list[Span]) -> tuple[int, int, int]:
    exact = len(set(ours) & set(theirs))
    overlap = sum(any(a[0] < b[1] and b[0] < a[1] for b in theirs) for a in ours)
    overlap += sum(any(a[0] < b[1] and b[0] < a[1] for b in ours) for a in theirs)
    return len(ours) + len(theirs), 2 * exact, overlap


def qualifier_tables(data: Study) -> dict[str, Floats]:
    """How matched mentions were qualified by the first and the second of each pair: a qualifier to (notes, k, k)."""
    qualifiers = taxonomy().qualifiers
    numbers: list[int] = []
    cells: dict[str, list[tuple[str, str]]] = {name: [] for name in qualifiers}
    for number, one, other in _read_pairs(data):
        for ours, theirs in _matched(one, other):
            numbers.append(number)
            for name, pairs in cells.items():
                pairs.append((getattr(ours, name), getattr(theirs, name)))
    tables = {}
    for name, values in qualifiers.items():
        k = len(values)
        place = {(one, other): i * k + j for i, one in enumerate(values) for j, other in enumerate(values)}
        flat = np.array(numbers, dtype=np.intp) * k * k + np.array([place[pair] for pair in cells[name]], dtype=np.intp)
        tables[name] = np.bincount(flat, minlength=len(data.ids) * k * k).astype(float).reshape(-1, k, k)
    return tables

"""Cheap doubts about marks, for a proofreader: none is an error by itself."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from annotation.corpus import AnnotatedMention, AnnotatedNote

OFTEN = 5
"""Words marked so often with one label raise a doubt where they stand unmarked."""
MOSTLY = 0.5
"""... if at least this share of their occurrences is marked with it."""
LONG = 15
_WORD = re.compile(r"\w+")
_NEGATION = re.compile(r"\b(geen|zonder|noch)\s$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A doubt about an item: its kind, the item's id, and words of it."""

    kind: str
    note: str
    words: str


def find_doubts(notes: Sequence[AnnotatedNote]) -> list[Doubt]:
    """All doubts: often marked words left unmarked, words with other labels elsewhere, long marks, unheeded negations."""
    return [*_unmarked(notes), *_other_labels(notes), *_long(notes), *_negated(notes)]


def _unmarked(notes: Sequence[AnnotatedNote]) -> Iterator[Doubt]:
    marked = Counter((_key(m.text), m.label) for note in notes for m in note.mentions)
    often = {key: count for key, count in marked.items() if count >= OFTEN and key[0]}
    labels: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for words, label in often:
        labels[words].append(label)
    longest = max((len(words) for words in labels), default=0)
    bare: dict[tuple[tuple[str, ...], str], list[str]] = defaultdict(list)
    for note in notes:
        tokens = list(_WORD.finditer(note.text))
        lower = [token[0].casefold() for token in tokens]
        for i in range(len(tokens)):
            for size in range(1, min(longest, len(tokens) - i) + 1):
                words = tuple(lower[i : i + size])
                for label in labels.get(words, ()):
                    if not _covered(note.mentions, label, tokens[i].start(), tokens[i + size - 1].end()):
                        bare[words, label].append(note.id)
    for key, count in sorted(often.items(), key=lambda item: -item[1]):
        if bare[key] and count / (count + len(bare[key])) >= MOSTLY:
            words, label = key
            for note_id in bare[key]:
                yield Doubt(f"marked {label} {count} times elsewhere, not here", note_id, " ".join(words))


def _covered(mentions: Sequence[AnnotatedMention], label: str, start: int, end: int) -> bool:
    return any(m.label == label and m.start < end and start < m.end for m in mentions)


def _other_labels(notes: Sequence[AnnotatedNote]) -> Iterator[Doubt]:
    places: dict[tuple[str, ...], dict[frozenset[str], list[str]]] = defaultdict(lambda: defaultdict(list))
    for note in notes:
        spans: dict[tuple[int, int], set[str]] = defaultdict(set)
        for m in note.mentions:
            spans[m.start, m.end].add(m.label)
        for (start, end), labels in spans.items():
            places[_key(note.text[start:end])][frozenset(labels)].append(note.id)
    for words, ways in places.items():
        if len(ways) > 1 and words:
            said = "; ".join(f"{'+'.join(sorted(labels))} in {', '.join(ids[:3])}" for labels, ids in ways.items())
            rarest = min(ways.values(), key=len)
            yield Doubt(f"other labels: {said}", rarest[0], " ".join(words))


def _long(notes: Sequence[AnnotatedNote]) -> Iterator[Doubt]:
    for note in notes:
        for m in note.mentions:
            if len(m.text.split()) > LONG:
                yield Doubt(f"a mark of {len(m.text.split())} words", note.id, m.text)


def _negated(notes: Sequence[AnnotatedNote]) -> Iterator[Doubt]:
    for note in notes:
        for m in note.mentions:
            said = m.presence == "aanwezig" and m.temporality == "huidig"  # "geen ... meer" is past
            if said and _NEGATION.search(note.text[max(0, m.start - 20) : m.start]):
                yield Doubt(f"{m.label} after a negation is not ontkend", note.id, m.text)


def _key(words: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(words.casefold()))

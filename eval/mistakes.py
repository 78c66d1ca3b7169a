"""What went wrong, note by note, with the words: for the report only, since it holds text of notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from annotation.corpus import AnnotatedMention
from eval.scored import ScoredNote
from eval.spans import matched
from pipeline.taxonomy import taxonomy


@dataclass(frozen=True, slots=True)
class LabelMistake:
    """A label that was missed or wrongly raised, with the words: of the annotators where missed, of the tagger where
    raised. `seen`: the other side points at the same label in this note, but does not raise it."""

    label: str
    quotes: tuple[str, ...]
    seen: bool


@dataclass(frozen=True, slots=True)
class QualifierMistake:
    """A mention that was found, and a qualifier of it that is not as annotated."""

    label: str
    quote: str
    qualifier: str
    annotated: str
    found: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text and why it is marked: `missed`, `wrong`, both (`missed wrong`) or not at all (empty)."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class NoteMistakes:
    """All that is wrong in one note."""

    note_id: str
    source: str
    age_group: str
    pieces: tuple[Piece, ...]
    missed: tuple[LabelMistake, ...]
    wrong: tuple[LabelMistake, ...]
    qualifiers: tuple[QualifierMistake, ...]


def find_mistakes(rows: Sequence[ScoredNote]) -> Iterator[NoteMistakes]:
    """The notes in which something is wrong, in their order."""
    for row in rows:
        found = NoteMistakes(
            note_id=row.note.id,
            source=row.note.source,
            age_group=row.note.age_group or "",
            pieces=_pieces(row),
            missed=_label_mistakes(row.note.raised - row.raised, row.note.mentions, row.found),
            wrong=_label_mistakes(row.raised - row.note.raised, row.found, row.note.mentions),
            qualifiers=tuple(_qualifier_mistakes(row)),
        )
        if found.missed or found.wrong or found.qualifiers:
            yield found


def _label_mistakes(
    labels: frozenset[str], mentions: Sequence[AnnotatedMention], others: Sequence[AnnotatedMention]
) -> tuple[LabelMistake, ...]:
    return tuple(
        LabelMistake(
            label,
            tuple(m.text for m in mentions if m.label == label and m.raised),
            any(other.label == label for other in others),
        )
        for label in taxonomy().labels
        if label in labels
    )


def _qualifier_mistakes(row: ScoredNote) -> Iterator[QualifierMistake]:
    for gold, found in matched(row):
        for name in taxonomy().qualifiers:
            if getattr(gold, name) != getattr(found, name):
                yield QualifierMistake(gold.label, gold.text, name, getattr(gold, name), getattr(found, name))


def _pieces(row: ScoredNote) -> tuple[Piece, ...]:
    """The text cut where a missed or wrongly raised mention begins or ends."""
    spans = [(m.start, m.end, "missed") for m in row.note.mentions if m.raised and m.label not in row.raised]
    spans += [(m.start, m.end, "wrong") for m in row.found if m.raised and m.label not in row.note.raised]
    text = row.note.text
    borders = sorted({0, len(text), *(border for start, end, _ in spans for border in (start, end))})
    pieces = []
    for start, end in pairwise(borders):
        kinds = sorted({kind for s, e, kind in spans if s < end and start < e})
        pieces.append(Piece(text[start:end], " ".join(kinds)))
    return tuple(pieces)

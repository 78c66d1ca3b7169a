"""Annotated and scored notes from inline text, for the tests of this folder."""

from __future__ import annotations

from annotation.corpus import AnnotatedMention, AnnotatedNote, mention_of
from annotation.inline import parse_inline
from eval.scored import ScoredNote


def mentions_of(raw: str) -> tuple[str, tuple[AnnotatedMention, ...]]:
    """Text and mentions of inline text."""
    text, marks = parse_inline(raw)
    return text, tuple(mention_of(text, mark) for mark in marks)


def note_of(raw: str, note_id: str = "n", source: str = "burger", age_group: str | None = "oudere") -> AnnotatedNote:
    """An annotated note of inline text."""
    text, mentions = mentions_of(raw)
    return AnnotatedNote.model_validate(
        {"id": note_id, "text": text, "source": source, "age_group": age_group, "mentions": mentions}
    )


def scored(gold: str, found: str, probability: float = 0.8, **note: str) -> ScoredNote:
    """A note as annotated beside the same note as tagged, both as inline text."""
    annotated = note_of(gold, **note)
    text, mentions = mentions_of(found)
    assert text == annotated.text
    return ScoredNote(
        note=annotated,
        raised=frozenset(mention.label for mention in mentions if mention.raised),
        probabilities={mention.label: probability for mention in mentions},
        found=mentions,
    )

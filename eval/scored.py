"""Annotated notes beside what the tagger makes of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.language import Language

from annotation.corpus import AnnotatedMention, AnnotatedNote
from annotation.suggestions import mentions_of
from pipeline.summarize import summarize
from pipeline.summary import RiskFactorSummary

CHUNK = 400


@dataclass(frozen=True, slots=True)
class ScoredNote:
    """A note and what was found in it.

    `raised`: labels that the tagger raises; `probabilities`: of every label it reports, raised or not, the probability;
    `found`: its mentions.
    """

    note: AnnotatedNote
    raised: frozenset[str]
    probabilities: dict[str, float]
    found: tuple[AnnotatedMention, ...]


def score(nlp: Language, notes: Sequence[AnnotatedNote]) -> Iterator[ScoredNote]:
    """Runs the pipeline over notes, in their order."""
    for start in range(0, len(notes), CHUNK):
        chunk = notes[start : start + CHUNK]
        with nlp.memory_zone():
            yield from [
                from_summary(note, summarize(doc))
                for note, doc in zip(chunk, nlp.pipe([note.text for note in chunk]), strict=True)
            ]


def from_summary(note: AnnotatedNote, summary: RiskFactorSummary) -> ScoredNote:
    """A note beside its summary."""
    signals = (*summary.signals, *summary.protective_factors)
    return ScoredNote(
        note=note,
        raised=frozenset(signal.id for signal in signals if signal.raised),
        probabilities={signal.id: signal.probability for signal in signals},
        found=mentions_of(summary),
    )

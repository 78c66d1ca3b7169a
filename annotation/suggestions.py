"""Suggestions: what the tagger would mark in a text, for annotators to accept, change or reject.

This room does not run the tagger itself: whoever starts a screen or a service hands over a `Suggest`.
"""

from __future__ import annotations

from collections.abc import Callable

from annotation.corpus import AnnotatedMention
from pipeline.summary import RiskFactorSummary
from pipeline.taxonomy import taxonomy

Suggest = Callable[[str], tuple[AnnotatedMention, ...]]
"""Text in, suggested mentions out, in order of place; offsets in characters of that text."""


def mentions_of(summary: RiskFactorSummary) -> tuple[AnnotatedMention, ...]:
    """The evidence of a summary as mentions, in order of place; signals and protective factors alike."""
    found = [
        AnnotatedMention(
            label=signal.id,
            start=evidence.start,
            end=evidence.end,
            text=evidence.text,
            **{name: getattr(evidence, name) for name in taxonomy().qualifiers},
        )
        for signal in (*summary.signals, *summary.protective_factors)
        for evidence in signal.evidence
    ]
    return tuple(sorted(found, key=lambda mention: (mention.start, mention.end)))

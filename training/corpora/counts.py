"""How much of everything the corpus holds, against its goals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from annotation.corpus import AnnotatedNote
from annotation.description import count_mentions
from pipeline.taxonomy import taxonomy
from training.corpora import is_whole_note

_Key = Callable[[AnnotatedNote], str]
SNIPPETS, NOTES, MENTIONS, QUIET = 14_000, 1_500, 400, 0.2
"""Goals: snippets, whole notes, mentions a label, and the share of whole notes without an active signal."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts of a corpus.

    `labels` and `raised` map every label to its mentions, all and raised; `qualifiers` maps a value other than a default to
    its mentions; `voices`, `age_groups`, `splits` map to (whole notes, snippets).
    """

    snippets: int
    notes: int
    note_words: int
    quiet: int
    unmarked_snippets: int
    labels: dict[str, int]
    raised: dict[str, int]
    qualifiers: dict[str, int]
    voices: dict[str, tuple[int, int]]
    age_groups: dict[str, tuple[int, int]]
    splits: dict[str, tuple[int, int]]

    @property
    def mentions(self) -> int:
        return sum(self.labels.values())

    def shortfalls(self) -> list[str]:
        """What lacks to the goals, a line each; empty when all are reached."""
        lines = []
        if self.snippets < SNIPPETS:
            lines.append(f"{self.snippets:,} snippets of {SNIPPETS:,}")
        if self.notes < NOTES:
            lines.append(f"{self.notes:,} whole notes of {NOTES:,}")
        if self.quiet < QUIET * self.notes:
            lines.append(f"{self.quiet / self.notes:.0%} of the whole notes have no active signal, goal {QUIET:.0%}")
        lines += [
            f"{label}: {count} mentions of {MENTIONS}" for label, count in self.labels.items() if count < MENTIONS
        ]
        return lines


def count(notes: Sequence[AnnotatedNote]) -> Counts:
    """Counts a corpus as `load_corpus` gives it."""
    known = taxonomy()
    signals = {label.id for label in known.signals}
    mentions = count_mentions(notes)
    whole = [note for note in notes if is_whole_note(note)]
    snippets = [note for note in notes if not is_whole_note(note)]
    return Counts(
        snippets=len(snippets),
        notes=len(whole),
        note_words=sum(len(note.text.split()) for note in whole),
        quiet=sum(not note.raised & signals for note in whole),
        unmarked_snippets=sum(not note.mentions for note in snippets),
        labels=mentions.labels,
        raised=mentions.raised,
        qualifiers={
            value: found
            for name, values in mentions.qualifiers.items()
            for value, found in values.items()
            if value != known.default(name)
        },
        voices=_pairs(whole, snippets, lambda note: note.source),
        age_groups=_pairs(whole, snippets, lambda note: note.age_group or "unknown"),
        splits=_pairs(whole, snippets, lambda note: str(note.metadata.get("split", "unknown"))),
    )


def _pairs(whole: Sequence[AnnotatedNote], snippets: Sequence[AnnotatedNote], key: _Key) -> dict[str, tuple[int, int]]:
    first, second = Counter(map(key, whole)), Counter(map(key, snippets))
    return {name: (first[name], second[name]) for name in sorted(first | second)}

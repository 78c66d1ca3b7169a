"""Scored notes without a text that matters, for tests of the statistics."""

from __future__ import annotations

import numpy as np

from annotation.corpus import AnnotatedMention, AnnotatedNote
from eval.scored import ScoredNote


def note_with(labels: set[str], found: set[str], number: int, **fields: object) -> ScoredNote:
    """A note in which `labels` are annotated and `found` are found, all on its only word."""
    mentions = {name: AnnotatedMention(label=name, start=0, end=4, text="Woon") for name in sorted(labels | found)}
    note = AnnotatedNote.model_validate(
        {"id": str(number), "text": "Woont hier.", "mentions": [mentions[name] for name in sorted(labels)], **fields}
    )
    return ScoredNote(note, frozenset(found), {}, tuple(mentions[name] for name in sorted(found)))


def corpus(
    size: int,
    misses: dict[str, float],
    seed: int,
    share: float = 0.5,
    labels: tuple[str, ...] = ("vervuiling", "isolement"),
) -> list[ScoredNote]:
    """Notes of two sources and the groups in `misses`, with the chance that a label that is there is missed."""
    rng = np.random.default_rng(seed)
    groups = sorted(misses)
    rows = []
    for number in range(size):
        group = groups[int(rng.integers(len(groups)))]
        gold = {name for name in labels if rng.random() < share}
        found = {name for name in gold if rng.random() >= misses[group]}
        found |= {name for name in labels if name not in gold and rng.random() < 0.1}
        source = ("burger", "politie")[int(rng.integers(2))]
        rows.append(note_with(gold, found, number, source=source, metadata={"team": group, "person": number // 3}))
    return rows

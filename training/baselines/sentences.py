"""Notes as sentences with the labels that they raise: what sentence classifiers learn from and score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language

from annotation.corpus import AnnotatedNote
from pipeline.assemble import blank
from pipeline.taxonomy import taxonomy

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sentences:
    """Sentences of notes: `owners[i]` is the index of the note of `texts[i]`, `raised[i]` its labels (0 or 1)."""

    texts: list[str]
    owners: NDArray[np.int64]
    raised: Array

    def pooled(self, scores: Array, notes: int) -> Array:
        """Scores of sentences × labels as scores of notes × labels: the highest of any sentence, 0 without sentences."""
        best = np.zeros((notes, scores.shape[1]))
        np.maximum.at(best, self.owners, scores)
        return best


@lru_cache(maxsize=1)
def _nlp() -> Language:
    return blank()


@lru_cache(maxsize=50_000)
def _borders(text: str) -> tuple[tuple[int, int], ...]:
    return tuple((s.start_char, s.end_char) for s in _nlp()(text).sents if s.text.strip())


def split(notes: Sequence[AnnotatedNote]) -> Sentences:
    """The sentences of notes, by the pipeline's own borders. A label is a sentence's when a raised mention touches it."""
    labels = {label: i for i, label in enumerate(taxonomy().labels)}
    texts: list[str] = []
    owners: list[int] = []
    rows: list[Array] = []
    for owner, note in enumerate(notes):
        for start, end in _borders(note.text):
            row = np.zeros(len(labels))
            for mention in note.mentions:
                if mention.raised and mention.start < end and start < mention.end:
                    row[labels[mention.label]] = 1
            texts.append(note.text[start:end])
            owners.append(owner)
            rows.append(row)
    return Sentences(texts, np.array(owners, dtype=np.int64), np.array(rows).reshape(-1, len(labels)))

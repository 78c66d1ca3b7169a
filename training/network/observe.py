"""What lexicon, context rules and network say of development notes before anything is decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from spacy.language import Language

from annotation.corpus import AnnotatedNote
from models.onnx_scorer import NetworkScorer
from models.pieces import Pieces
from models.pooling import Floats
from pipeline.assemble import Settings, build
from pipeline.joining import MODEL
from pipeline.mentions import mentions_of
from pipeline.summarize import status_of
from pipeline.summary import RAISED
from pipeline.taxonomy import taxonomy
from training.corpora import is_whole_note
from training.network.calibrate import SNIPPET_WEIGHT, Pairs

Logits = tuple[Pieces, Floats, Floats, int]


class Remembering(NetworkScorer):
    """A scorer that runs its network once a text, however often its answers are read anew."""

    _memory: dict[str, Logits]

    def logits(self, text: str) -> Logits:
        memory = self.__dict__.setdefault("_memory", {})
        if text not in memory:
            memory[text] = super().logits(text)
        found: Logits = memory[text]
        return found

    def sure_from(self, sure: dict[str, float], overrule: dict[str, float]) -> None:
        """From which probability the network sets a qualifier, and from which it overrules the rules, anew."""
        self._sure, self._overrule = sure, overrule


@dataclass(frozen=True, slots=True)
class Found:
    """A mention that was found: characters, whether it is raised, who found it, its score, and its qualifiers."""

    label: str
    start: int
    end: int
    raised: bool
    lexicon: bool
    model: bool
    score: float
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class Observed:
    """A note with what was found in it, and the log odds of the network by label."""

    note: AnnotatedNote
    found: tuple[Found, ...]
    odds: dict[str, float]


def pipeline_with(scorer: NetworkScorer | None, folder: Path | None, *, lexicon: bool = True) -> Language:
    """The pipeline with a scorer that is loaded already, or with the lexicon alone."""
    nlp = build(Settings(model=str(folder) if folder else None, use_lexicon=lexicon))
    if scorer is not None:
        nlp.get_pipe("nietpluis_classifier").scorer = scorer  # type: ignore[attr-defined]
    return nlp


def observe(nlp: Language, notes: Sequence[AnnotatedNote]) -> list[Observed]:
    """Every note with what the pipeline finds."""
    names = list(taxonomy().qualifiers)
    rows = []
    for note, doc in zip(notes, nlp.pipe([note.text for note in notes]), strict=True):
        found = []
        for m in mentions_of(doc):
            last = doc[m["end"] - 1]
            found.append(
                Found(
                    m["label"],
                    doc[m["start"]].idx,
                    last.idx + len(last),
                    status_of(m) in RAISED,
                    "lexicon" in m["found_by"],
                    "model" in m["found_by"],
                    float(m.get("score", 0.0)),
                    {name: m[name] for name in names},
                )
            )
        rows.append(Observed(note, tuple(found), dict(doc.user_data.get(MODEL, {}).get("raised", {}))))
    return rows


def pairs_of(rows: Sequence[Observed], labels: Sequence[str]) -> tuple[Pairs, np.ndarray]:
    """The pairs with something to raise, and per label the raised whole notes with nothing to point at."""
    number = {label: n for n, label in enumerate(labels)}
    writers = sorted({str(row.note.metadata.get("writer", "")) for row in rows})
    table: list[tuple[int, int, float, int, bool, float, int]] = []
    misses = np.zeros(len(labels), np.int64)
    for n, row in enumerate(rows):
        whole = is_whole_note(row.note)
        hits = {m.label: 0 for m in row.found if m.raised}
        for m in row.found:
            if m.raised and m.lexicon:
                hits[m.label] += 1
        writer = writers.index(str(row.note.metadata.get("writer", "")))
        for label, count in hits.items():
            weight = 1.0 if whole else SNIPPET_WEIGHT
            table.append((n, number[label], row.odds[label], count, label in row.note.raised, weight, writer))
        for label in row.note.raised - set(hits):
            misses[number[label]] += whole
    columns = list(zip(*table, strict=True)) if table else [()] * 7
    kinds = (np.int64, np.int64, np.float64, np.int64, np.bool_, np.float64, np.int64)
    return Pairs(*(np.asarray(column, kind) for column, kind in zip(columns, kinds, strict=True))), misses


def qualifier_accuracy(rows: Sequence[Observed]) -> dict[str, float]:
    """The share of right values, by qualifier, on found mentions that overlap a marked one of their label."""
    names = list(taxonomy().qualifiers)
    right = dict.fromkeys(names, 0)
    number = 0
    for row in rows:
        for mention in row.note.mentions:
            over = [
                f for f in row.found if f.label == mention.label and f.start < mention.end and mention.start < f.end
            ]
            if over:
                best = max(over, key=lambda f: min(f.end, mention.end) - max(f.start, mention.start))
                number += 1
                for name in names:
                    right[name] += best.values[name] == getattr(mention, name)
    return {name: right[name] / number if number else float("nan") for name in names} | {"mentions": float(number)}

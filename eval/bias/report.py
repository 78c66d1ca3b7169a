"""The whole bias report as plain data: groups, differences and counterfactual swaps."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from spacy.language import Language

from annotation.corpus import AnnotatedNote
from eval.bias.counterfactuals import DRAWS, SwapResult, run_swaps
from eval.bias.counting import count, metrics
from eval.bias.differences import NOT_SHOWN, SHOWN, UNDETERMINED, Difference, Differences, find_differences
from eval.bias.groups import MINIMUM, GroupError, Grouping, LeftOut, make_groupings, recorded_values
from eval.bias.readings import Reading
from eval.bias.resampling import RESAMPLES
from eval.bias.sizes import LEVEL, POWER
from eval.scored import ScoredNote, score


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked: columns to group by, how many at once, the least notes of a group, the cluster column."""

    by: tuple[str, ...]
    depth: int = 2
    minimum: int = MINIMUM
    cluster: str | None = None
    seed: int = 0
    resamples: int = RESAMPLES
    draws: int = DRAWS
    swaps: bool = True


@dataclass(frozen=True, slots=True)
class BiasReport:
    """Everything that the page and the JSON show. `corpus_hash` is that of ids, texts and annotations, in order."""

    options: Options
    produced_by: dict[str, Any]
    corpora: dict[str, int]
    corpus_hash: str
    notes: int
    clusters: int | None
    groupings: tuple[Grouping, ...]
    readings: tuple[Reading, ...]
    left_out: tuple[LeftOut, ...]
    differences: Differences
    swaps: tuple[SwapResult, ...]

    @property
    def shown(self) -> list[Difference]:
        """Differences that are shown; of two groups the one that comes first."""
        return [row for row in self._once if row.verdict == SHOWN]

    @property
    def hinted(self) -> list[Difference]:
        """Differences that only the milder correction shows."""
        return [row for row in self._once if row.verdict == NOT_SHOWN and row.p_bh is not None and row.p_bh < LEVEL]

    @property
    def verdicts(self) -> dict[str, int]:
        """How many comparisons have each verdict."""
        rows = self._once
        return {verdict: sum(row.verdict == verdict for row in rows) for verdict in (SHOWN, NOT_SHOWN, UNDETERMINED)}

    @property
    def _once(self) -> list[Difference]:
        seen: set[tuple[str, str, str]] = set()
        rows = []
        for row in self.differences.rows:
            key = (row.grouping, row.label, row.metric)
            if row.pair and key in seen:
                continue
            seen.add(key)
            rows.append(row)
        return rows

    def sizes(self, grouping: Grouping) -> dict[str, int]:
        """Notes by group."""
        return {name: grouping.groups.count(name) for name in grouping.names}

    def as_json(self) -> dict[str, Any]:
        """As data for JSON, without any text of a note: of a flip the note's id, its label and its sides."""
        return {
            "options": asdict(self.options),
            "produced_by": self.produced_by,
            "corpora": self.corpora,
            "corpus_hash": self.corpus_hash,
            "notes": self.notes,
            "clusters": self.clusters,
            "level": LEVEL,
            "power": POWER,
            "metrics": [asdict(metric) for metric in metrics()],
            "groupings": [{"name": g.name, "columns": g.columns, "notes": self.sizes(g)} for g in self.groupings],
            "readings": [asdict(reading) for reading in self.readings],
            "left_out": [asdict(row) for row in self.left_out],
            "family": self.differences.family,
            "resamples": self.differences.resamples,
            "verdicts": self.verdicts,
            "differences": [asdict(row) for row in self.differences.rows],
            "swaps": [_swap(result) for result in self.swaps],
        }


def _swap(result: SwapResult) -> dict[str, Any]:
    found = asdict(result)
    found["flips"] = [
        {name: flip[name] for name in ("note_id", "variant", "label", "raised_in")} for flip in found["flips"]
    ]
    return found


def make_report(
    nlp: Language, notes: Sequence[AnnotatedNote], options: Options, corpora: dict[str, int] | None = None
) -> BiasReport:
    """Tags the notes, compares groups, and runs the swaps. Raises `GroupError` for columns that are not there."""
    groupings, left_out, readings = make_groupings(notes, options.by, options.depth, options.minimum)
    clusters = _clusters(notes, options.cluster)
    rows: list[ScoredNote] = list(score(nlp, notes))
    differences = find_differences(
        count(rows), groupings, [note.source for note in notes], clusters, options.seed, options.resamples
    )
    return BiasReport(
        options=options,
        produced_by=nlp("").user_data["produced_by"],
        corpora=corpora or {},
        corpus_hash=hash_of(notes),
        notes=len(notes),
        clusters=None if clusters is None else len(set(clusters)),
        groupings=tuple(groupings),
        readings=tuple(readings),
        left_out=tuple(left_out),
        differences=differences,
        swaps=tuple(run_swaps(nlp, notes, options.seed, options.draws, known=rows)) if options.swaps else (),
    )


def hash_of(notes: Sequence[AnnotatedNote]) -> str:
    """SHA-256 of the notes as they were read."""
    digest = hashlib.sha256()
    for note in notes:
        digest.update(note.model_dump_json().encode("utf-8") + b"\n")
    return digest.hexdigest()


def _clusters(notes: Sequence[AnnotatedNote], column: str | None) -> list[str] | None:
    """The cluster of each note; one that has none is a cluster of its own."""
    if column is None:
        return None
    values = recorded_values(notes, column)
    if not any(values):
        raise GroupError(f"no column {column!r} to cluster by")
    return [f"c:{value}" if value is not None else f"n:{i}" for i, value in enumerate(values)]

"""The whole bias report as plain data: groups, differences, swaps, calibration, thresholds, people and use."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from spacy.language import Language

from annotation.corpus import AnnotatedNote
from eval.behaviour.cases import read_suite
from eval.behaviour.matrix import Row
from eval.behaviour.matrix import rows as matrix_rows
from eval.behaviour.run import run
from eval.bias.counterfactuals import DRAWS, SwapResult, run_swaps
from eval.bias.counting import count, metrics
from eval.bias.differences import find_differences
from eval.bias.drift import Drift, Evaluated, Profile, drift_since, profile_of
from eval.bias.groups import MINIMUM, GroupError, Grouping, LeftOut, make_groupings, recorded_values
from eval.bias.judged import Judged, completed, notes_of
from eval.bias.plan import Registered
from eval.bias.readers import Readers, readers_of
from eval.bias.readings import Reading
from eval.bias.reliability import Reliability, reliabilities
from eval.bias.resampling import RESAMPLES
from eval.bias.sizes import LEVEL, POWER
from eval.bias.stops import Checked, Measured, check
from eval.bias.thresholds import Sweep, open_thresholds, sweeps
from eval.bias.transfer import Transfer
from eval.bias.use import Use, use_of
from eval.bias.verdicts import NOT_SHOWN, SHOWN, UNDETERMINED, Difference, Differences
from eval.scored import ScoredNote, score


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked: columns to group by, how many at once, the least notes of a group, the cluster column; whether the
    swaps and the behaviour suite are run."""

    by: tuple[str, ...]
    depth: int = 2
    minimum: int = MINIMUM
    cluster: str | None = None
    seed: int = 0
    resamples: int = RESAMPLES
    draws: int = DRAWS
    swaps: bool = True
    behaviour: bool = False


@dataclass(frozen=True, slots=True)
class Beside:
    """What is measured beside the corpus: a plan, an export of triage, an earlier report, a table of transfer, and readings
    of the same notes by several annotators, by name."""

    plan: Registered | None = None
    judged: Sequence[Judged] = ()
    since: Evaluated | None = None
    transfer: Transfer | None = None
    readings: Mapping[str, Sequence[AnnotatedNote]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Behaviour:
    """The matrix of the behaviour suite, a row a functionality; `groups` maps a group to its Dutch name."""

    groups: dict[str, str]
    rows: tuple[Row, ...]


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
    reliability: tuple[Reliability, ...]
    sweeps: tuple[Sweep, ...]
    profile: Profile
    plan: Registered | None = None
    use: Use | None = None
    drift: Drift | None = None
    readers: Readers | None = None
    transfer: Transfer | None = None
    stops: tuple[Checked, ...] = ()
    behaviour: Behaviour | None = None

    @property
    def shown(self) -> list[Difference]:
        """Differences that are shown; of two groups the one that comes first."""
        return [row for row in self.once if row.verdict == SHOWN]

    @property
    def hinted(self) -> list[Difference]:
        """Differences that only the milder correction shows."""
        return [row for row in self.once if row.verdict == NOT_SHOWN and row.p_bh is not None and row.p_bh < LEVEL]

    @property
    def verdicts(self) -> dict[str, int]:
        """How many comparisons have each verdict."""
        rows = self.once
        return {verdict: sum(row.verdict == verdict for row in rows) for verdict in (SHOWN, NOT_SHOWN, UNDETERMINED)}

    @property
    def once(self) -> list[Difference]:
        """Every comparison once: of two groups the first."""
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
            "added": self.differences.added,
            "resamples": self.differences.resamples,
            "verdicts": self.verdicts,
            "differences": [asdict(row) for row in self.differences.rows],
            "swaps": [_swap(result) for result in self.swaps],
            "reliability": [asdict(row) for row in self.reliability],
            "thresholds": [asdict(sweep) for sweep in self.sweeps],
            "profile": self.profile.model_dump(),
            "plan": None
            if self.plan is None
            else {**_plain(self.plan), "plan": self.plan.plan.model_dump(mode="json")},
            "stops": [{**_plain(row), "stop": row.stop.model_dump(mode="json")} for row in self.stops],
            "use": None if self.use is None else asdict(self.use),
            "drift": None if self.drift is None else asdict(self.drift),
            "readers": None if self.readers is None else asdict(self.readers),
            "behaviour": None if self.behaviour is None else asdict(self.behaviour),
            "transfer": None if self.transfer is None else self.transfer.model_dump(),
        }


def _plain(row: Registered | Checked) -> dict[str, Any]:
    """A dataclass that holds a pydantic object under another key, which the caller sets."""
    return {name: value for name, value in asdict(row).items() if name not in ("plan", "stop")}


def _swap(result: SwapResult) -> dict[str, Any]:
    found = asdict(result)
    found["flips"] = [
        {name: flip[name] for name in ("note_id", "variant", "label", "raised_in")} for flip in found["flips"]
    ]
    return found


def make_report(
    nlp: Language,
    notes: Sequence[AnnotatedNote],
    options: Options,
    corpora: dict[str, int] | None = None,
    beside: Beside | None = None,
) -> BiasReport:
    """Tags the notes, compares groups, and runs the swaps. Raises `GroupError` for columns that are not there, and
    `CorpusError` for readings that cannot be laid beside each other."""
    beside = beside or Beside()
    groupings, left_out, readings = make_groupings(notes, options.by, options.depth, options.minimum)
    clusters = _clusters(notes, options.cluster)
    rows: list[ScoredNote] = list(score(nlp, notes))
    with open_thresholds(nlp) as opened:
        loose = list(score(nlp, notes)) if opened else rows
    plan = None if beside.plan is None else beside.plan.plan
    differences = find_differences(
        count(rows),
        groupings,
        [note.source for note in notes],
        clusters,
        options.seed,
        options.resamples,
        None if plan is None else plan.covers,
    )
    swaps = run_swaps(nlp, notes, options.seed, options.draws, known=rows) if options.swaps else []
    reliability = reliabilities(rows, groupings, options.seed)
    use = _use(completed(nlp, beside.judged), options)
    profile = profile_of(rows)
    drift = None if beside.since is None else drift_since(beside.since, profile)
    measured = Measured(differences.rows, swaps, reliability, use, drift)
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
        swaps=tuple(swaps),
        reliability=tuple(reliability),
        sweeps=tuple(sweeps(rows, loose, groupings)),
        profile=profile,
        plan=beside.plan,
        use=use,
        drift=drift,
        readers=readers_of(beside.readings, options.by, options.minimum) if beside.readings else None,
        transfer=beside.transfer,
        stops=() if plan is None else check(plan.stop, measured),
        behaviour=_behaviour(nlp) if options.behaviour else None,
    )


def _behaviour(nlp: Language) -> Behaviour:
    suite = read_suite()
    return Behaviour(suite.groups, tuple(matrix_rows(suite, {"tagger": run(nlp, suite)})))


def _use(judged: Sequence[Judged], options: Options) -> Use | None:
    """By columns that the export has, one at a time."""
    if not judged:
        return None
    notes = notes_of(judged)
    found: list[Grouping] = []
    absent: list[str] = []
    for column in options.by:
        try:
            found += make_groupings(notes, [column], 1, options.minimum)[0]
        except GroupError:
            absent.append(column)
    return use_of(judged, found, absent)


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

"""Who annotates: does one group of annotators mark more than another on the same notes, and where do they agree less?

A tagger learns and is judged by what annotators mark, so that their differences become its own. Readings are several
corpora of the same notes; an annotator's group is `metadata["annotator_group"]` of their notes, else they are a group alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from annotation.agreement import Study, agreement, study
from annotation.agreement.measure import ALL, MEAN
from annotation.corpus import AnnotatedNote
from eval.bias.groups import make_groupings
from eval.bias.significance import Ints, exact_p, holm_known
from eval.bias.sizes import gap, share
from eval.bias.verdicts import SHOWN, UNDETERMINED, Verdict, verdict_of
from eval.intervals import Array, Figure
from pipeline.taxonomy import taxonomy

FEWEST = 20
RESAMPLES = 500
ALPHA, OVERLAP = "krippendorff_alpha", "overlap_f1"


@dataclass(frozen=True, slots=True)
class MarkRate:
    """How often annotators of a group raise a label (`""`: any signal) in notes that others read as well, against those; of
    two groups only the first, for the other is its mirror."""

    group: str
    label: str
    events: int
    of: int
    rate: Figure
    rest: Figure
    difference: Figure
    p: float | None
    p_holm: float | None = None
    verdict: Verdict = UNDETERMINED


@dataclass(frozen=True, slots=True)
class Agreed:
    """Agreement on a group of notes (both names empty: on all): mean Krippendorff's alpha over labels that a note raises or
    not, and F1 of mentions that overlap; None with a reason where it cannot be told."""

    grouping: str
    group: str
    notes: int
    alpha: Figure
    overlap: Figure
    reason: str


@dataclass(frozen=True, slots=True)
class Readers:
    """`annotators` in `groups`; `notes` that two or more of them read."""

    annotators: tuple[str, ...]
    groups: dict[str, tuple[str, ...]]
    notes: int
    rates: tuple[MarkRate, ...]
    agreed: tuple[Agreed, ...]

    @property
    def shown(self) -> list[MarkRate]:
        """Differences between groups of annotators that are shown."""
        return [row for row in self.rates if row.verdict == SHOWN]


def readers_of(corpora: Mapping[str, Sequence[AnnotatedNote]], by: Sequence[str], minimum: int = FEWEST) -> Readers:
    """`corpora`: the notes of each annotator, by a name. Raises `CorpusError` where they cannot be laid beside each other,
    and `GroupError` for columns that are not there."""
    data = study(corpora)
    group_of = {name: _group(name, notes) for name, notes in corpora.items()}
    groups: dict[str, tuple[str, ...]] = {}
    for name in data.annotators:
        groups[group_of[name]] = (*groups.get(group_of[name], ()), name)
    return Readers(
        data.annotators, groups, len(data.ids), tuple(_rates(data, group_of)), tuple(_agreed(data, by, minimum))
    )


def _group(name: str, notes: Sequence[AnnotatedNote]) -> str:
    said = {str(note.metadata["annotator_group"]) for note in notes if note.metadata.get("annotator_group")}
    return said.pop() if len(said) == 1 else name


def _rates(data: Study, group_of: Mapping[str, str]) -> list[MarkRate]:
    """By group and label. Readings of one note change places among themselves, so that only the reader differs."""
    signals = {label.id for label in taxonomy().signals}
    readings = [
        (number, group_of[name], note.raised)
        for number, row in enumerate(data.readings)
        for name, note in zip(data.annotators, row, strict=True)
        if note is not None
    ]
    notes = np.array([number for number, _, _ in readings])
    groups = np.array([group for _, group, _ in readings])
    names = sorted(set(groups.tolist()))
    if len(names) == 2:
        names = names[:1]
    found = []
    for label in ("", *taxonomy().labels):
        raised = np.array(
            [bool(labels & signals) if not label else label in labels for _, _, labels in readings], float
        )
        if raised.any():
            found += [_rate(label, name, groups == name, raised, notes) for name in names]
    adjusted = holm_known([row.p for row in found])
    return [replace(row, p_holm=p, verdict=verdict_of(p)) for row, p in zip(found, adjusted, strict=True)]


def _rate(label: str, group: str, inside: NDArray[np.bool_], raised: Array, notes: Ints) -> MarkRate:
    x, n, y, m = (int(v) for v in (raised[inside].sum(), inside.sum(), raised[~inside].sum(), (~inside).sum()))
    p = None
    if min(n, m) >= FEWEST:
        of = int(notes.max()) + 1
        mine, everybody = (np.bincount(some, minlength=of).astype(float) for some in (notes[inside], notes))
        hits, all_hits = (
            np.bincount(notes[some], raised[some], of).astype(float) for some in (inside, np.ones_like(inside))
        )
        # a note that all readers raise, or none, says nothing of who reads it
        mixed = (all_hits > 0) & (all_hits < everybody) & (mine > 0) & (mine < everybody)
        p = exact_p(hits[mixed], mine[mixed], all_hits[mixed], everybody[mixed]) if mixed.any() else 1.0
    return MarkRate(group, label, x, n, share(x, n), share(y, m), gap(x, n, y, m), p)


def _agreed(data: Study, by: Sequence[str], minimum: int) -> list[Agreed]:
    firsts = [next(note for note in row if note is not None) for row in data.readings]
    groupings, _, _ = make_groupings(firsts, by, depth=1, minimum=minimum)
    found = [_agreement("", "", data)]
    for grouping in groupings:
        for name in grouping.names:
            kept = [i for i, group in enumerate(grouping.groups) if group == name]
            part = Study(data.annotators, tuple(data.ids[i] for i in kept), tuple(data.readings[i] for i in kept))
            found.append(_agreement(grouping.name, name, part))
    return found


def _agreement(grouping: str, group: str, part: Study) -> Agreed:
    measured = agreement(part, resamples=RESAMPLES)
    alpha, overlap = measured.notes[MEAN][ALPHA], measured.spans[ALL][OVERLAP]
    return Agreed(
        grouping,
        group,
        len(part.ids),
        Figure(alpha.value, alpha.low, alpha.high),
        Figure(overlap.value, overlap.low, overlap.high),
        alpha.reason or "",
    )

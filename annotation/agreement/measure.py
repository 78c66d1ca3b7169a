"""All agreement figures of a study: on notes, on spans and on qualifiers, each with an interval over notes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotation.agreement.coefficients import (
    COEFFICIENTS,
    nominal_ac1,
    nominal_agreement,
    nominal_alpha,
    nominal_kappa,
)
from annotation.agreement.figures import (
    CONSTANT,
    NO_MATCHES,
    NO_PAIRS,
    NO_POSITIVES,
    Figure,
    Floats,
    figure,
    ratio,
)
from annotation.agreement.study import Study, answers, by_label, qualifier_tables, span_counts, spans
from annotation.agreement.unitizing import Span, continua, disagreements
from pipeline.taxonomy import taxonomy

RESAMPLES = 2000
CHUNK = 250
"""Resamples worked on at once: 10,000 notes take 10 MB."""

ALL = "alle"
MEAN = "gemiddelde"


_NOMINAL: dict[str, Callable[[Floats], Floats]] = {
    "observed_agreement": nominal_agreement,
    "cohen_kappa": nominal_kappa,
    "krippendorff_alpha": nominal_alpha,
    "gwet_ac1": nominal_ac1,
}


@dataclass(frozen=True, slots=True)
class Agreement:
    """Figures by label (or `gemiddelde`, over the labels that have one; or `alle`, of all together) and by qualifier."""

    annotators: tuple[str, ...]
    read_by_several: int
    read_by_all: int
    resamples: int
    seed: int
    notes: dict[str, dict[str, Figure]] = field(default_factory=dict)
    spans: dict[str, dict[str, Figure]] = field(default_factory=dict)
    qualifiers: dict[str, dict[str, Figure]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Plain values; a figure that does not exist has `value` null and a `reason`."""

        def plain(table: dict[str, dict[str, Figure]]) -> dict[str, Any]:
            return {row: {name: cell.as_json() for name, cell in cells.items()} for row, cells in table.items()}

        return {
            "annotators": list(self.annotators),
            "notes_read_by_several": self.read_by_several,
            "notes_read_by_all": self.read_by_all,
            "resamples": self.resamples,
            "seed": self.seed,
            "notes": plain(self.notes),
            "spans": plain(self.spans),
            "qualifiers": plain(self.qualifiers),
        }


class Resamples:
    """Bootstrap draws of notes: how often each note is in each resample; row 0 is the data themselves, every note once."""

    def __init__(self, notes: int, resamples: int, seed: int) -> None:
        draws = np.random.default_rng(seed)
        self._counts: NDArray[np.uint8] = np.ones((resamples + 1, notes), dtype=np.uint8)
        for row in self._counts[1:]:
            row[:] = np.minimum(np.bincount(draws.integers(0, notes, notes), minlength=notes), 255)

    def sums(self, features: Floats, kept: NDArray[np.bool_] | None = None) -> Floats:
        """Features (notes, f) added up over the notes of each draw: (1 + resamples, f); only the notes `kept`, if given."""
        single = features.astype(np.float32)
        parts = []
        for start in range(0, len(self._counts), CHUNK):
            part = self._counts[start : start + CHUNK]
            parts.append((part if kept is None else part[:, kept]).astype(np.float32) @ single)
        return np.concatenate(parts).astype(float)

    def sums_of(self, tables: Sequence[Floats]) -> list[Floats]:
        """`sums` of several tables of features in one go."""
        edges = np.cumsum([table.shape[1] for table in tables])[:-1]
        return np.split(self.sums(np.concatenate(tables, axis=1)), edges, axis=1)


def agreement(data: Study, *, resamples: int = RESAMPLES, seed: int = 1) -> Agreement:
    """Every figure of a study. Notes are resampled whole, since mentions of one note hang together."""
    draws = Resamples(len(data.ids), resamples, seed)
    complete = np.array([all(note is not None for note in row) for row in data.readings])
    return Agreement(
        data.annotators,
        len(data.ids),
        int(complete.sum()),
        resamples,
        seed,
        _on_notes(data, draws),
        _on_spans(data, draws, complete),
        _on_qualifiers(data, draws),
    )


def _figure(values: Floats, n: int, reason: str) -> Figure:
    return figure(float(values[0]), values[1:], n=n, reason=reason)


def _on_notes(data: Study, draws: Resamples) -> dict[str, dict[str, Figure]]:
    table: dict[str, dict[str, Figure]] = {}
    values: dict[str, list[Floats]] = {name: [] for name in COEFFICIENTS}
    n = len(data.ids)
    unique = {label: np.unique(matrix, axis=0, return_inverse=True) for label, matrix in answers(data).items()}
    members = [np.eye(len(patterns))[member.reshape(-1)] for patterns, member in unique.values()]
    for (label, (patterns, _)), counts in zip(unique.items(), draws.sums_of(members), strict=True):
        reason = CONSTANT if (patterns == 1).any() else NO_POSITIVES
        table[label] = {}
        for name, coefficient in COEFFICIENTS.items():
            found = coefficient(patterns, counts)
            values[name].append(found)
            table[label][name] = _figure(found, n, reason)
    table[MEAN] = {name: _figure(means(found), n, NO_PAIRS) for name, found in values.items()}
    return table


def means(values: list[Floats]) -> Floats:
    """Mean over labels of those that exist."""
    stacked = np.vstack(values)
    known = ~np.isnan(stacked)
    return ratio(np.where(known, stacked, 0.0).sum(axis=0), known.sum(axis=0).astype(float))


def _on_spans(data: Study, draws: Resamples, complete: NDArray[np.bool_]) -> dict[str, dict[str, Figure]]:
    table: dict[str, dict[str, Figure]] = {}
    counts = span_counts(data)
    lengths, marked = _marked(data, complete)
    kept = None if complete.all() else complete
    observed_of_all: list[Floats] = []
    expected_of_all: list[Floats] = []
    for (label, features), sums in zip(counts.items(), draws.sums_of(list(counts.values())), strict=True):
        table[label] = _f1(features, sums)
        if not marked[label]:
            table[label]["unitizing_alpha"] = Figure(None, reason=NO_POSITIVES if complete.any() else NO_PAIRS)
            continue
        units = continua(lengths, marked[label], len(data.annotators))
        observed, expected = disagreements(units.summed(lambda features: draws.sums(features, kept)))
        observed_of_all.append(observed)
        expected_of_all.append(expected)
        table[label]["unitizing_alpha"] = _figure(1 - ratio(observed, expected), int(complete.sum()), NO_POSITIVES)
    everything = np.sum(list(counts.values()), axis=0)
    table[ALL] = _f1(everything, draws.sums(everything))
    if observed_of_all:
        alpha = 1 - ratio(np.nansum(observed_of_all, axis=0), np.nansum(expected_of_all, axis=0))
        table[ALL]["unitizing_alpha"] = _figure(alpha, int(complete.sum()), NO_POSITIVES)
    else:
        table[ALL]["unitizing_alpha"] = Figure(None, reason=NO_POSITIVES if complete.any() else NO_PAIRS)
    return table


def _f1(features: Floats, sums: Floats) -> dict[str, Figure]:
    n = int((features[:, 0] > 0).sum())
    mentions, exact, overlapping = sums.T
    return {
        "exact_f1": _figure(ratio(exact, mentions), n, NO_POSITIVES),
        "overlap_f1": _figure(ratio(overlapping, mentions), n, NO_POSITIVES),
    }


def _marked(data: Study, complete: NDArray[np.bool_]) -> tuple[list[int], dict[str, dict[int, list[list[Span]]]]]:
    """Of the notes that all annotators read the lengths; and of every label the spans by annotator, where it is marked."""
    lengths: list[int] = []
    marked: dict[str, dict[int, list[list[Span]]]] = {label: {} for label in taxonomy().labels}
    for row, whole in zip(data.readings, complete, strict=True):
        if not whole:
            continue
        readings = [by_label(note) for note in row if note is not None]
        for label in set().union(*readings):
            marked[label][len(lengths)] = [spans(reading.get(label, ())) for reading in readings]
        lengths.append(next(len(note.text) for note in row if note is not None))
    return lengths, marked


def _on_qualifiers(data: Study, draws: Resamples) -> dict[str, dict[str, Figure]]:
    table = {}
    for qualifier, tables in qualifier_tables(data).items():
        n = int(tables.sum())
        k = tables.shape[1]
        sums = draws.sums(tables.reshape(len(tables), -1)).reshape(-1, k, k)
        table[qualifier] = {
            name: _figure(measure(sums), n, CONSTANT if n else NO_MATCHES) for name, measure in _NOMINAL.items()
        }
    return table

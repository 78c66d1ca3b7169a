"""What has changed since the last evaluation: in the notes that come in, and in what is raised in them.

The last evaluation is the `bias.json` of that time: its `profile` holds counts only. Every share is compared; what
differs says that the figures of then may not hold now, not why.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from annotation.corpus import CorpusError
from eval.bias.readings import READINGS
from eval.bias.significance import exact_p, holm_known
from eval.bias.sizes import gap
from eval.bias.verdicts import SHOWN, Verdict, verdict_of
from eval.intervals import Figure
from eval.scored import ScoredNote
from pipeline.taxonomy import taxonomy

FEWEST = 20
UNKNOWN = "onbekend"
RAISED, MARKED = "raised", "marked"
INPUT = ("source", "age_group", *(name for name in READINGS if name != "age_group"))


class Profile(BaseModel):
    """Counts of notes: `input` maps a column to its values, `output` maps `raised` and `marked` to labels."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    notes: int
    input: dict[str, dict[str, int]]
    output: dict[str, dict[str, int]]


class Evaluated(BaseModel):
    """What is used of the JSON of an earlier report."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    produced_by: dict[str, Any]
    corpus_hash: str
    profile: Profile


@dataclass(frozen=True, slots=True)
class Change:
    """A share of the notes then and now: of a value of a column, or of a label raised (by the tagger) or marked."""

    side: str
    column: str
    value: str
    then: float
    now: float
    difference: Figure
    p: float | None
    p_holm: float | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Drift:
    """`distances`: by column, half the sum of what shares differ (0: alike, 1: nothing in common)."""

    notes_then: int
    notes_now: int
    corpus_then: str
    produced_then: dict[str, Any]
    distances: dict[str, float]
    rows: tuple[Change, ...]

    @property
    def shown(self) -> list[Change]:
        """Changes that are shown."""
        return [row for row in self.rows if row.verdict == SHOWN]

    @property
    def largest(self) -> dict[str, float]:
        """The largest change of a share on each side: input and output."""
        return {
            side: max((abs(row.now - row.then) for row in self.rows if row.side == side), default=0.0)
            for side in ("input", "output")
        }


def profile_of(rows: Sequence[ScoredNote]) -> Profile:
    """What a report keeps for the next one."""
    columns: dict[str, Counter[str]] = {name: Counter() for name in INPUT}
    for row in rows:
        for name in INPUT:
            columns[name][_value(row, name) or UNKNOWN] += 1
    return Profile(
        notes=len(rows),
        input={name: dict(sorted(found.items())) for name, found in columns.items()},
        output={
            RAISED: {label: sum(label in row.raised for row in rows) for label in taxonomy().labels},
            MARKED: {label: sum(label in row.note.raised for row in rows) for label in taxonomy().labels},
        },
    )


def _value(row: ScoredNote, column: str) -> str | None:
    """What is recorded, else what the text tells."""
    recorded = {"source": row.note.source, "age_group": row.note.age_group}.get(column)
    return recorded or (READINGS[column](row.note.text) if column in READINGS else None)


def read_evaluated(path: Path) -> Evaluated:
    """The JSON of an earlier report. Raises `CorpusError` for another file, and `OSError`."""
    try:
        return Evaluated.model_validate(json.loads(path.read_text("utf-8")))
    except (ValidationError, ValueError) as error:
        raise CorpusError([f"{path.name}: not the bias.json of a report that keeps a profile"]) from error


def drift_since(then: Evaluated, now: Profile) -> Drift:
    """All changes, adjusted together."""
    old = then.profile
    found = [
        (("input", column, value), (old.input[column].get(value, 0), now.input[column].get(value, 0)))
        for column in now.input
        if column in old.input
        for value in sorted(old.input[column] | now.input[column])
    ]
    found += [
        (("output", kind, label), (old.output.get(kind, {}).get(label, 0), number))
        for kind in now.output
        for label, number in now.output[kind].items()
        if kind in old.output
    ]
    n, m = now.notes, old.notes
    enough = min(n, m) >= FEWEST
    ps = [
        exact_p(*(np.array([float(v)]) for v in (new, n, new + before, n + m))) if enough else None
        for _, (before, new) in found
    ]
    rows = [
        Change(*what, before / m, new / n, gap(new, n, before, m), p, strict, verdict_of(strict))
        for (what, (before, new)), p, strict in zip(found, ps, holm_known(ps), strict=True)
    ]
    distances = {
        column: 0.5 * sum(abs(row.now - row.then) for row in rows if (row.side, row.column) == ("input", column))
        for column in now.input
        if column in old.input
    }
    return Drift(m, n, then.corpus_hash, then.produced_by, distances, tuple(rows))

"""People and the tagger together: who follows it, who overrules it, and what that does, by group of notes.

A tagger that is fair on paper can be unfair in use (Amsterdam's Slimme Check, 2023). Notes that are held out are read
without suggestions, by lot: what people see there is what they would see unaided.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from eval.bias.groups import Grouping
from eval.bias.judged import Judged
from eval.bias.significance import exact_p, holm_known
from eval.bias.sizes import gap, share
from eval.bias.verdicts import UNDETERMINED, Verdict, verdict_of
from eval.intervals import Array, Figure

FEWEST = 20
Kept = NDArray[np.bool_]
MEASURES = ("follow", "override", "unsure", "taken_over", "change", "holdout", "agree_blind", "missed_blind")
"""Follow, override, unsure: of suggestions that were judged. Taken over: of suggestions that the first reading did not have,
those called right. Change: of notes with a first reading, those that end otherwise. Holdout: of notes, those in which a
person sees a signal, with suggestions against without. Agree blind: of signals that the tagger raised in notes read without
suggestions, those that the person saw as well; missed blind: of signals that the person saw there, those not raised."""


@dataclass(frozen=True, slots=True)
class Rate:
    """How often a measure holds in a group against the rest; for `holdout` with suggestions against without them.

    Everybody together has an empty `group`; only `holdout` compares anything there. Signals of one note are taken as they
    come: the p of measures that count several a note is rather too small.
    """

    measure: str
    grouping: str
    group: str
    events: int
    of: int
    rate: Figure
    other: Figure
    difference: Figure
    p: float | None
    p_holm: float | None = None
    verdict: Verdict = UNDETERMINED


@dataclass(frozen=True, slots=True)
class Use:
    """`held_out` of `notes` were read without suggestions; `judgements` were made by `readers`. `absent`: columns that the
    export tells nothing of."""

    notes: int
    held_out: int
    judgements: int
    readers: int
    absent: tuple[str, ...]
    rows: tuple[Rate, ...]

    def row(self, measure: str, grouping: str = "", group: str = "") -> Rate | None:
        """The row of a measure in a group."""
        return next((r for r in self.rows if (r.measure, r.grouping, r.group) == (measure, grouping, group)), None)


def use_of(judged: Sequence[Judged], groupings: Sequence[Grouping], absent: Sequence[str] = ()) -> Use:
    """All measures, of everybody and of every group."""
    counts = {measure: np.array([_count(measure, row) for row in judged], float).reshape(-1, 2) for measure in MEASURES}
    out = np.array([row.held_out for row in judged])
    shown = np.array([row.shown for row in judged])
    rows = list(_everybody(counts, out, shown))
    for grouping in groupings:
        groups = np.array([str(group) for group in grouping.groups])
        for name in grouping.names:
            inside = groups == name
            rest = (groups != name) & np.array([group is not None for group in grouping.groups])
            for measure, table in counts.items():
                one, other = (inside & shown, inside & out) if measure == "holdout" else (inside, rest)
                rows.append(_rate(measure, grouping.name, name, table, one, other))
    adjusted = holm_known([row.p for row in rows])
    return Use(
        notes=len(judged),
        held_out=int(out.sum()),
        judgements=sum(len(row.verdicts) for row in judged),
        readers=len({row.reader for row in judged}),
        absent=tuple(absent),
        rows=tuple(replace(row, p_holm=p, verdict=verdict_of(p)) for row, p in zip(rows, adjusted, strict=True)),
    )


def _everybody(counts: dict[str, Array], out: Kept, shown: Kept) -> Iterator[Rate]:
    for measure, table in counts.items():
        nobody = np.zeros(len(out), dtype=bool)
        one, other = (shown, out) if measure == "holdout" else (~nobody, nobody)
        yield _rate(measure, "", "", table, one, other)


def _count(measure: str, row: Judged) -> tuple[int, int]:
    """How often a measure holds in a note, of how often it could."""
    says = list(row.verdicts.values())
    with_suggestions: dict[str, Callable[[], tuple[int, int]]] = {
        "follow": lambda: (says.count("klopt"), len(says)),
        "override": lambda: (says.count("klopt_niet") + says.count("anders"), len(says)),
        "unsure": lambda: (says.count("weet_ik_niet"), len(says)),
        "taken_over": lambda: _taken_over(row),
        "change": lambda: (0, 0) if row.before is None else (int(row.before != row.after), 1),
    }
    if measure == "holdout":
        return int(bool(row.after)), 1
    if measure in with_suggestions:
        return with_suggestions[measure]() if row.shown else (0, 0)
    if not row.held_out or row.suggested is None:
        return 0, 0
    both = len(row.suggested & row.after)
    return (both, len(row.suggested)) if measure == "agree_blind" else (len(row.after) - both, len(row.after))


def _taken_over(row: Judged) -> tuple[int, int]:
    if row.before is None:
        return 0, 0
    new = [verdict for signal, verdict in row.verdicts.items() if signal not in row.before]
    return new.count("klopt"), len(new)


def _rate(measure: str, grouping: str, group: str, table: Array, one: Kept, other: Kept) -> Rate:
    x, n = (int(value) for value in table[one].sum(axis=0))
    y, m = (int(value) for value in table[other].sum(axis=0))
    p = None
    if min(n, m) >= FEWEST:
        p = exact_p(*(np.array([float(value)]) for value in (x, n, x + y, n + m)))
    return Rate(measure, grouping, group, x, n, share(x, n), share(y, m), gap(x, n, y, m), p)

"""What suggestions do to annotators: agreement where they were shown against where they were withheld at random.

Annotators who see the same suggestions agree more, right or wrong, so agreement on such notes flatters. Of each reading
`metadata["suggestions"]` says `shown` or `withheld`; a note counts where all its readings say the same. Notes are
resampled within each group. Below ten notes in a group nothing is compared.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np

from annotation.agreement.coefficients import krippendorff_alpha
from annotation.agreement.figures import Figure, Floats, figure, ratio
from annotation.agreement.measure import RESAMPLES, Resamples, means
from annotation.agreement.study import Study, answers, span_counts

FEWEST = 10
SHOWN, WITHHELD = "shown", "withheld"
TOO_FEW = f"minder dan {FEWEST} notities in een van de groepen"


@dataclass(frozen=True, slots=True)
class Effect:
    """Notes a group, and of each measure the figure with suggestions, without, and the difference (with minus without)."""

    shown: int
    withheld: int
    mixed: int
    measures: dict[str, tuple[Figure, Figure, Figure]]

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "notes": {"shown": self.shown, "withheld": self.withheld, "mixed_left_out": self.mixed},
            **{
                name: dict(zip(("shown", "withheld", "difference"), (cell.as_json() for cell in cells), strict=True))
                for name, cells in self.measures.items()
            },
        }


def suggestion_effect(data: Study, *, resamples: int = RESAMPLES, seed: int = 1) -> Effect | None:
    """The comparison, or None where no reading says whether suggestions were shown."""
    groups = [_group(row) for row in data.readings]
    counts = Counter(groups)
    if not counts[SHOWN] and not counts[WITHHELD]:
        return None
    parts = {name: _part(data, groups, name) for name in (SHOWN, WITHHELD)}
    measures = {}
    for name, measure in (("mean_alpha", _mean_alpha), ("overlap_f1", _overlap_f1)):
        if min(counts[SHOWN], counts[WITHHELD]) < FEWEST:
            none = Figure(None, n=min(counts[SHOWN], counts[WITHHELD]), reason=TOO_FEW)
            measures[name] = (none, none, none)
            continue
        shown, withheld = (
            measure(part, Resamples(len(part.ids), resamples, seed + number))
            for number, part in enumerate(parts.values())
        )
        measures[name] = (
            _figure(shown, counts[SHOWN]),
            _figure(withheld, counts[WITHHELD]),
            _figure(shown - withheld, counts[SHOWN] + counts[WITHHELD]),
        )
    return Effect(counts[SHOWN], counts[WITHHELD], len(groups) - counts[SHOWN] - counts[WITHHELD], measures)


def _group(row: tuple[Any, ...]) -> str:
    values = {note.metadata.get("suggestions") for note in row if note is not None}
    return values.pop() if len(values) == 1 and values <= {SHOWN, WITHHELD} else "mixed"


def _part(data: Study, groups: list[str], name: str) -> Study:
    kept = [number for number, group in enumerate(groups) if group == name]
    return Study(
        data.annotators, tuple(data.ids[number] for number in kept), tuple(data.readings[number] for number in kept)
    )


def _figure(values: Floats, n: int) -> Figure:
    return figure(float(values[0]), values[1:], n=n, reason="geen enkel label komt in beide uitkomsten voor")


def _mean_alpha(data: Study, draws: Resamples) -> Floats:
    """Krippendorff's alpha on notes, mean over the labels for which it exists in a draw."""
    values = []
    for matrix in answers(data).values():
        patterns, member = np.unique(matrix, axis=0, return_inverse=True)
        values.append(krippendorff_alpha(patterns, draws.sums(np.eye(len(patterns))[member.reshape(-1)])))
    return means(values)


def _overlap_f1(data: Study, draws: Resamples) -> Floats:
    sums = draws.sums(np.sum(list(span_counts(data).values()), axis=0))
    return ratio(sums[:, 2], sums[:, 0])

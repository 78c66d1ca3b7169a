"""Every group against the rest, by label and metric, with a verdict that may be that nothing can be determined."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from eval.bias.counting import Counts, Metric, metrics
from eval.bias.groups import Grouping
from eval.bias.resampling import RESAMPLES, Units, drawn_sums, percentiles, units_of
from eval.bias.significance import Ints, exact_p, permutation_p
from eval.bias.sizes import newcombe, wilson
from eval.bias.verdicts import UNDETERMINED, Difference, Differences, Side, adjusted
from eval.intervals import Array, Figure

Planned = Callable[[tuple[str, ...], str, str], bool]
"""Whether a comparison was planned: the columns of its grouping, its label and its metric."""


def find_differences(
    counts: Counts,
    groupings: Sequence[Grouping],
    sources: Sequence[str],
    clusters: Sequence[str] | None = None,
    seed: int = 0,
    resamples: int = RESAMPLES,
    planned: Planned | None = None,
) -> Differences:
    """All differences of all groupings, adjusted together.

    Tests compare notes of the same source only, except in groupings that are made of sources. With `clusters` notes of
    one cluster are drawn, and change places, together.
    """
    rows: list[Difference] = []
    for number, grouping in enumerate(groupings):
        strata = ["" for _ in sources] if "source" in grouping.columns else list(sources)
        rows += _Comparison(counts, grouping, strata, clusters, np.random.default_rng([seed, number]), resamples).rows()
    if planned is not None:
        columns = {grouping.name: grouping.columns for grouping in groupings}
        rows = [replace(row, planned=planned(columns[row.grouping], row.label, row.metric)) for row in rows]
    return adjusted(rows, resamples)


class _Comparison:
    """One grouping: its notes, their counts, and the sums of draws."""

    def __init__(
        self,
        counts: Counts,
        grouping: Grouping,
        strata: Sequence[str],
        clusters: Sequence[str] | None,
        rng: np.random.Generator,
        resamples: int,
    ) -> None:
        self.grouping, self.rng, self.clustered = grouping, rng, clusters is not None
        self.names = grouping.names
        index = {name: i for i, name in enumerate(self.names)}
        kept = [i for i, group in enumerate(grouping.groups) if group is not None]
        self.labels, self.codes = counts.rows, np.array([index[str(grouping.groups[i])] for i in kept])
        self.tops, self.bottoms = counts.tops[kept], counts.bottoms[kept]
        members = None if clusters is None else np.unique([clusters[i] for i in kept], return_inverse=True)[1]
        self.strata = np.unique([strata[i] for i in kept], return_inverse=True)[1]
        self.units = units_of(self.codes, members)
        self.moving = _moving(self.codes, self.strata, self.units)
        shape = self.tops.shape[1:]
        both = np.concatenate([self.tops.reshape(len(kept), -1), self.bottoms.reshape(len(kept), -1)], axis=1)
        sums = drawn_sums(both, self.codes, len(self.names), self.units, rng, resamples)
        self.drawn_tops, self.drawn_bottoms = (
            part.reshape(len(self.names), resamples, *shape) for part in np.split(sums, 2, axis=2)
        )

    def rows(self) -> list[Difference]:
        """Every group, label and metric."""
        ps = [[self._p(i, j, metric) for j, metric in enumerate(metrics())] for i in range(len(self.labels))]
        found = []
        for g, name in enumerate(self.names):
            numbers = self._numbers(g)
            for i, label in enumerate(self.labels):
                for j, metric in enumerate(metrics()):
                    found.append(self._row(g, name, label, metric, numbers, (i, j), ps[i][j]))
        return found

    def _once(self, i: int, metric: Metric) -> bool:
        return metric.once and not self.clustered and i < len(self.labels) - 2

    def _p(self, i: int, j: int, metric: Metric) -> list[float | None]:
        tops, bottoms = self.tops[:, i, j], self.bottoms[:, i, j]
        groups = len(self.names)
        sums = self._by_group(bottoms)
        enough = [self._lacking(g, i, j, metric, sums) == "" for g in range(groups)]
        if not any(enough):
            return [None] * groups
        if not self._once(i, metric):
            units, codes, strata = self.moving
            top, bottom = (np.bincount(units, values).astype(np.float64) for values in (tops, bottoms))
            of = bottom > 0
            return permutation_p(top[of], bottom[of], codes[of], strata[of], groups, self.rng)
        shape = (groups, int(self.strata.max(initial=0)) + 1)
        where = self.codes * shape[1] + self.strata
        size = shape[0] * shape[1]
        events = np.bincount(where, tops > 0, minlength=size).reshape(shape)
        units_ = np.bincount(where, bottoms > 0, minlength=size).reshape(shape)
        return [
            exact_p(events[g], units_[g], events.sum(axis=0), units_.sum(axis=0)) if enough[g] else None
            for g in range(groups)
        ]

    def _by_group(self, values: Array) -> Array:
        return np.bincount(self.codes, values, minlength=len(self.names)).astype(np.float64)

    def _lacking(self, g: int, i: int, j: int, metric: Metric, sums: Array) -> str:
        """Why nothing can be said, or nothing."""
        if min(sums[g], sums.sum() - sums[g]) < metric.minimum:
            return f"minder dan {metric.minimum} in {'de groep' if sums[g] < metric.minimum else 'de rest'}"
        if metric.needs is None:
            return ""
        k, needed = next((k, m) for k, m in enumerate(metrics()) if m.id == metric.needs)
        return self._lacking(g, i, k, needed, self._by_group(self.bottoms[:, i, k]))

    def _numbers(self, g: int) -> dict[str, Array]:
        """Sums, ratios and intervals of a group, each rows × metrics."""
        inside = self.codes == g
        with np.errstate(invalid="ignore", divide="ignore"):
            found: dict[str, Array] = {}
            for side, notes in (("here", inside), ("rest", ~inside)):
                found[f"{side}_top"], found[f"{side}_of"] = (
                    self.tops[notes].sum(axis=0),
                    self.bottoms[notes].sum(axis=0),
                )
                found[f"{side}_notes"] = (self.bottoms[notes] > 0).sum(axis=0).astype(float)
                found[side] = found[f"{side}_top"] / found[f"{side}_of"]
            here = self.drawn_tops[g] / self.drawn_bottoms[g]
            rest_tops = self.drawn_tops.sum(axis=0) - self.drawn_tops[g]
            rest = rest_tops / (self.drawn_bottoms.sum(axis=0) - self.drawn_bottoms[g])
            found["here_low"], found["here_high"] = percentiles(here)
            found["rest_low"], found["rest_high"] = percentiles(rest)
            found["low"], found["high"] = percentiles(here - rest)
            spread = here - rest
            spread -= np.nanmean(np.where(np.isfinite(spread), spread, 0), axis=0)
            found["deviation"] = np.sqrt(np.nanmean(np.where(np.isfinite(spread), spread, 0) ** 2, axis=0))
        self._mend(found)
        return found

    def _mend(self, found: dict[str, Array]) -> None:
        """Score intervals for shares of notes, and wherever draws cannot vary because all or nothing happened.

        In the second case the notes that could count are taken as the units of a share.
        """
        shares = np.zeros(found["here"].shape, dtype=bool)
        for j, metric in enumerate(metrics()):
            shares[:-2, j] = metric.share and not self.clustered
        edge = {side: (found[side] == 0) | (found[side] == 1) for side in ("here", "rest")}
        events = {side: np.nan_to_num(found[side]) * found[f"{side}_notes"] for side in ("here", "rest")}
        for side in ("here", "rest"):
            low, high = wilson(events[side], found[f"{side}_notes"])
            use = shares | edge[side]
            found[f"{side}_low"] = np.where(use, low, found[f"{side}_low"])
            found[f"{side}_high"] = np.where(use, high, found[f"{side}_high"])
        low, high = newcombe(events["here"], found["here_notes"], events["rest"], found["rest_notes"])
        use = edge["here"] | edge["rest"]
        found["low"], found["high"] = np.where(use, low, found["low"]), np.where(use, high, found["high"])

    def _row(
        self,
        g: int,
        name: str,
        label: str,
        metric: Metric,
        n: dict[str, Array],
        at: tuple[int, int],
        ps: list[float | None],
    ) -> Difference:
        lacking = self._lacking(g, *at, metric, self._by_group(self.bottoms[:, *at]))
        p = None if lacking else ps[g]
        reason = lacking or ("" if p is not None else "geen notities van dezelfde bron om mee te vergelijken")
        determined = metric.needs is None or not lacking or bool(n["here_notes"][at] and n["rest_notes"][at])
        here, rest = self._side(n, "here", at, metric, label), self._side(n, "rest", at, metric, label)
        known = determined and here.ratio.value is not None and rest.ratio.value is not None
        return Difference(
            grouping=self.grouping.name,
            group=name,
            label=label,
            metric=metric.id,
            here=here,
            rest=rest,
            difference=_figure(n["here"][at] - n["rest"][at], n["low"][at], n["high"][at]) if known else Figure(None),
            deviation=float(n["deviation"][at]) if known else None,
            smallest=None,
            smallest_alone=None,
            test="exact" if self._once(at[0], metric) else "permutation",
            p=p,
            p_holm=None,
            p_bh=None,
            verdict=UNDETERMINED,
            reason=reason,
            pair=len(self.names) == 2,
        )

    def _side(self, n: dict[str, Array], side: str, at: tuple[int, int], metric: Metric, label: str) -> Side:
        """A group without positives has no F1: 0 would say that they were missed."""
        ratio = _figure(n[side][at], n[f"{side}_low"][at], n[f"{side}_high"][at])
        if metric.needs is not None:
            needed = next(k for k, m in enumerate(metrics()) if m.id == metric.needs)
            if not n[f"{side}_of"][at[0], needed]:
                ratio = Figure(None)
        return Side(int(n[f"{side}_top"][at]), int(n[f"{side}_of"][at]), ratio)


def _moving(codes: Ints, strata: Ints, units: Units) -> tuple[Ints, Ints, Ints]:
    """By note the unit that changes places, and by unit its group and stratum.

    A cluster within one group moves as a whole, among clusters with the same sources; the notes of a cluster that lies
    across groups change places among themselves.
    """
    if (units.of_note == np.arange(len(codes))).all():
        return units.of_note, codes, strata
    members: dict[int, list[int]] = {}
    for note, unit in enumerate(units.of_note):
        members.setdefault(int(unit), []).append(note)
    of_note = np.zeros(len(codes), dtype=np.int64)
    new_codes: list[int] = []
    keys: list[tuple[int, ...]] = []
    for unit, notes in members.items():
        whole = len(set(codes[notes].tolist())) == 1
        for part in [notes] if whole else [[note] for note in notes]:
            of_note[part] = len(new_codes)
            new_codes.append(int(codes[part[0]]))
            keys.append((0, *sorted(set(strata[part].tolist()))) if whole else (1, unit))
    known = {key: i for i, key in enumerate(sorted(set(keys)))}
    return of_note, np.array(new_codes), np.array([known[key] for key in keys])


def _figure(value: float, low: float, high: float) -> Figure:
    if np.isnan(value):
        return Figure(None)
    if np.isnan(low) or np.isnan(high):
        return Figure(float(value))
    return Figure(float(value), float(low), float(high))

"""Differences with intervals: nietpluis beside fairlearn's bootstrap, on the same notes in one run.

`python benchmarks/against_fairlearn.py` simulates notes of several groups. nietpluis compares every label, group and metric,
with intervals, exact and permutation tests, and corrections; fairlearn's `MetricFrame` gives bootstrap intervals of four
rates of one label. Where both give a ratio, it must be the same. Needs the extra `dev`.
"""

from __future__ import annotations

import argparse
import os
import time
import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eval.bias.counting import metrics, tabulate
from eval.bias.differences import find_differences
from eval.bias.groups import Grouping
from eval.bias.verdicts import Differences
from pipeline.taxonomy import taxonomy

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Simulated:
    """Notes × labels: what is there, and what is raised; by note its group and source."""

    gold: Array
    found: Array
    groups: tuple[str, ...]
    sources: tuple[str, ...]
    labels: tuple[str, ...]


def simulate(notes: int, labels: int, groups: int, seed: int) -> Simulated:
    """Labels in 6 % of the notes, three of ten missed, 3 % false alarms; no group differs."""
    rng = np.random.default_rng(seed)
    names = tuple(taxonomy().labels)[:labels]
    gold = (rng.random((notes, len(names))) < 0.06).astype(float)
    found = np.where(gold > 0, rng.random(gold.shape) < 0.7, rng.random(gold.shape) < 0.03).astype(float)
    drawn = rng.integers(0, groups, notes)
    return Simulated(
        gold,
        found,
        tuple(f"g{number}" for number in drawn),
        tuple(f"s{number}" for number in rng.integers(0, 6, notes)),
        names,
    )


def ours(data: Simulated, resamples: int, seed: int) -> Differences:
    """Everything that a report says of one grouping."""
    both = data.gold * data.found
    counts = tabulate(data.labels, data.gold, data.found, 2 * data.gold, both, 0.5 * both)
    grouping = Grouping("group", ("group",), data.groups)
    return find_differences(counts, [grouping], data.sources, None, seed, resamples)


def theirs(data: Simulated, label: int, resamples: int, seed: int) -> dict[tuple[str, str], float]:
    """fairlearn's ratios of one label, by group and metric, after it has made its intervals."""
    from fairlearn.metrics import MetricFrame, false_negative_rate, false_positive_rate, selection_rate
    from sklearn.metrics import precision_score

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        frame = MetricFrame(
            metrics={
                "raised_rate": selection_rate,
                "miss_rate": false_negative_rate,
                "false_alarm_rate": false_positive_rate,
                "precision": precision_score,
            },
            y_true=data.gold[:, label].astype(int),
            y_pred=data.found[:, label].astype(int),
            sensitive_features={"group": list(data.groups)},
            n_boot=resamples,
            ci_quantiles=[0.025, 0.975],
            random_state=seed,
        )
        frame.by_group_ci  # noqa: B018  the intervals are part of what is timed
        table = frame.by_group
    return {(str(group), str(name)): float(table.loc[group, name]) for group in table.index for name in table.columns}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=int, default=5000)
    parser.add_argument("--labels", type=int, default=35)
    parser.add_argument("--groups", type=int, default=8)
    parser.add_argument("--resamples", type=int, default=2000)
    parser.add_argument("--fairlearn-resamples", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    data = simulate(asked.notes, asked.labels, asked.groups, asked.seed)
    wall, cpu = time.perf_counter(), time.process_time()
    found = ours(data, asked.resamples, asked.seed)
    own = time.perf_counter() - wall, time.process_time() - cpu
    wall, cpu = time.perf_counter(), time.process_time()
    frame = theirs(data, 0, asked.fairlearn_resamples, asked.seed)
    other = time.perf_counter() - wall, time.process_time() - cpu
    wrong = [
        row
        for row in found.rows
        if row.label == data.labels[0]
        and (row.group, row.metric) in frame
        and abs((row.here.ratio.value or 0.0) - frame[row.group, row.metric]) > 1e-9
    ]
    if wrong:
        raise SystemExit(f"{len(wrong)} ratios differ from fairlearn's")
    print(f"{asked.notes:,} notes, {asked.groups} groups, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print("| what | seconds | cpu seconds |\n| --- | --- | --- |")
    print(
        f"| nietpluis: {asked.labels} labels, {len(metrics())} metrics, {asked.resamples:,} draws, "
        f"{found.family:,} tests | {own[0]:.1f} | {own[1]:.1f} |"
    )
    print(f"| fairlearn: 1 label, 4 metrics, {asked.fairlearn_resamples:,} draws | {other[0]:.1f} | {other[1]:.1f} |")
    each = [
        seconds / size
        for seconds, size in ((own[1], asked.labels * asked.resamples), (other[1], asked.fairlearn_resamples))
    ]
    print(
        f"A label and a draw: {1000 * each[0]:.3f} against {1000 * each[1]:.1f} ms of cpu time, {each[1] / each[0]:,.0f} times."
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

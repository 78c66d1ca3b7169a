"""Whether the verdicts keep their word, on simulated corpora: `python -m eval.bias.simulate --corpora 1000`.

Without a difference between groups no corpus should show one, but for a share of at most 5 % (family-wise error). With a
planted difference as large as the report of that very corpus says it can show, 80 % of the corpora should show it. Groups
are spread unevenly over sources, and sources differ in how often labels occur and are missed: what the tests must not be
taken in by.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, dataclass

import numpy as np

from eval.bias.counting import Counts, tabulate
from eval.bias.differences import find_differences
from eval.bias.groups import Grouping
from eval.bias.significance import Ints
from eval.bias.sizes import LEVEL, POWER, share
from eval.bias.verdicts import SHOWN, Difference

PLANTED, METRIC = "label_0", "miss_rate"
RESAMPLES = 50
"""Draws give intervals only; no verdict rests on them."""


@dataclass(frozen=True, slots=True)
class Design:
    """A corpus: `groups` are shares of the notes, the last one being where a difference is planted."""

    notes: int = 300
    labels: int = 2
    groups: tuple[float, ...] = (0.5, 0.3, 0.2)
    occurs: float = 0.3
    missed: float = 0.2
    false_alarms: float = 0.06


def differences(design: Design, seed: int, planted: float = 0.0) -> list[Difference]:
    """All comparisons of one corpus, with `planted` more of the planted label missed in the last group."""
    rng = np.random.default_rng(seed)
    sources = rng.integers(0, 3, design.notes)
    shares = np.array(design.groups)
    tilt = np.array([0.7, 1.0, 1.3])[sources][:, None] ** np.linspace(-1, 1, len(shares))
    weights = shares * tilt
    draws = rng.random(design.notes)[:, None] * weights.sum(axis=1, keepdims=True)
    codes = (draws > np.cumsum(weights, axis=1)).sum(axis=1).clip(0, len(shares) - 1)
    table = _counts(design, sources, codes, planted, rng)
    grouping = Grouping("group", ("group",), tuple(f"g{code}" for code in codes))
    return list(find_differences(table, [grouping], [f"s{s}" for s in sources], None, seed, RESAMPLES).rows)


def _counts(design: Design, sources: Ints, codes: Ints, planted: float, rng: np.random.Generator) -> Counts:
    """Counts of labels that differ by source and not by group, but for the planted one."""
    shape = (design.notes, design.labels)
    by_source = np.array([0.7, 1.0, 1.3])[sources][:, None]
    mentions = np.where(rng.random(shape) < design.occurs * by_source, 1 + rng.integers(0, 3, shape), 0)
    missed = np.broadcast_to(design.missed * by_source, shape).copy()
    last = codes == len(design.groups) - 1
    missed[last, 0] = np.minimum(1.0, missed[last, 0] + planted)
    hits = rng.binomial(mentions, 1 - missed)
    wrong = rng.binomial(hits, 0.15)
    gold = (mentions > 0).astype(float)
    found = np.where(gold > 0, rng.random(shape) >= missed, rng.random(shape) < design.false_alarms).astype(float)
    labels = tuple(f"label_{i}" for i in range(design.labels))
    return tabulate(labels, gold, found, *(part.astype(float) for part in (mentions, hits, wrong)))


def shows_any(design: Design, seed: int) -> bool:
    """Whether a corpus without a difference shows one."""
    return any(row.verdict == SHOWN for row in differences(design, seed))


def stated_difference(design: Design, seed: int) -> float | None:
    """The smallest difference that the report of a corpus says its planted comparison shows with power .8, if any."""
    return next(row.smallest for row in differences(design, seed) if _where_planted(design, row))


def shows_planted(design: Design, seed: int, planted: float) -> bool:
    """Whether a corpus shows the planted difference."""
    return any(row.verdict == SHOWN for row in differences(design, seed, planted) if _where_planted(design, row))


def _where_planted(design: Design, row: Difference) -> bool:
    return (row.group, row.label, row.metric) == (f"g{len(design.groups) - 1}", PLANTED, METRIC)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m eval.bias.simulate", description=__doc__)
    parser.add_argument("--corpora", type=int, default=1000, help="corpora without a difference")
    parser.add_argument("--planted", type=int, default=300, help="corpora with one")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    design = Design()
    false = sum(shows_any(design, asked.seed + number) for number in range(asked.corpora))
    seeds = range(asked.seed + 500_000, asked.seed + 500_000 + asked.planted)
    stated = [(seed, size) for seed in seeds if (size := stated_difference(design, seed)) is not None]
    found = sum(shows_planted(design, seed, size) for seed, size in stated)
    said = {
        "without a difference": {
            "corpora": asked.corpora,
            "level": LEVEL,
            "share": asdict(share(false, asked.corpora)),
        },
        "with one": {
            "corpora": len(stated),
            "no size stated": asked.planted - len(stated),
            "planted, mean": float(np.mean([size for _, size in stated])) if stated else None,
            "stated power": POWER,
            "share": asdict(share(found, len(stated))),
        },
    }
    print(json.dumps(said, indent=1))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

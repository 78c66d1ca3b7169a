"""Tests of a difference between a group and the rest: exact where a unit counts once, by permutation where it counts more.

Both test the same hypothesis: within a stratum it does not matter for the outcome to which group a unit belongs. Only units
that can count (a note with the label for a miss, without it for a false alarm) change places: were all notes to, a
difference in how often the label occurs would pass for a difference in how well it is found.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from eval.intervals import Array

Ints = NDArray[np.int64]
PERMUTATIONS = 2000
MORE_PERMUTATIONS = 8000
"""Drawn as well where the first draws give a p below `EXTEND_BELOW`."""
EXTEND_BELOW = 0.01
TAIL, FEW = 0.01, 10
"""With fewer than `FEW` draws as far out as what was seen, the outer `TAIL` of the draws is continued exponentially."""
_CELLS = 200_000
_TIES = 1e-7


def hypergeometric(events: int, others: int, drawn: int) -> tuple[int, Array]:
    """The least number of events among `drawn` units out of `events + others`, and the probability of it and each more."""
    low, high = max(0, drawn - others), min(drawn, events)
    k = np.arange(low, high + 1)
    chances = np.exp(_log_choose(events, k) + _log_choose(others, drawn - k) - _log_choose(events + others, drawn))
    share: Array = chances / chances.sum()
    return low, share


def _log_choose(n: int, k: int | Ints) -> Array:
    table = _log_factorials(int(max(16, n)).bit_length())
    chosen: Array = table[n] - table[k] - table[n - np.asarray(k)]
    return chosen


@cache
def _log_factorials(bits: int) -> Array:
    """Logarithms of 0! to (2**bits)!."""
    table: Array = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, 2**bits + 1)))])
    return table


def exact_p(events: Array, units: Array, all_events: Array, all_units: Array) -> float | None:
    """Two-sided p of the events of a group, stratum by stratum, given those of everybody: the chance of what is no likelier.

    All arguments are by stratum. With one stratum it is Fisher's exact test. None where no stratum has both the group and
    others; 1 where it happened to nobody or to everybody.
    """
    null, least, seen = np.ones(1), 0, 0
    open_strata = False
    for x, n, total, of in np.stack([events, units, all_events, all_units], axis=1).astype(int):
        if not 0 < n < of:
            continue
        open_strata = True
        low, chances = hypergeometric(total, of - total, n)
        null = np.convolve(null, chances)
        least += low
        seen += x
    if not open_strata:
        return None
    return min(1.0, float(null[null <= null[seen - least] * (1 + _TIES)].sum()))


def permutation_p(
    tops: Array, bottoms: Array, codes: Ints, strata: Ints, groups: int, rng: np.random.Generator
) -> list[float | None]:
    """Two-sided p of every group's ratio against that of the rest, from permutations of `codes` within `strata`.

    The correction over thousands of tests needs small p: see `TAIL`, after Knijnenburg et al. (2009), with a heavier tail.

    `tops` and `bottoms` are by unit (bottoms above 0), `codes` the group of each unit, 0 to `groups`. The distance is
    measured from the mean of the permutations, which is what the composition of the strata alone would give. None where
    nothing can change places, or a group or its rest is empty.
    """
    members = np.bincount(codes, minlength=groups)
    strata_of_code = np.zeros((int(strata.max(initial=0)) + 1, groups))
    np.add.at(strata_of_code, (strata, codes), 1)
    mixed = strata_of_code.astype(bool).sum(axis=1) > 1
    movable = [bool((mixed & (strata_of_code[:, g] > 0)).any()) for g in range(groups)]
    asked = [g for g in range(groups) if movable[g] and 0 < members[g] < len(codes)]
    p: list[float | None] = [None] * groups
    if not asked or np.allclose(tops * bottoms.sum(), bottoms * tops.sum()):
        return [1.0 if g in asked else None for g in range(groups)]
    seen = _differences(tops, bottoms, codes[None], asked)[0]
    drawn = _permuted(tops, bottoms, codes, strata, asked, rng, PERMUTATIONS)
    for g, value in zip(asked, _two_sided(seen, drawn), strict=True):
        p[g] = value
    small = [g for g in asked if (p[g] or 0) < EXTEND_BELOW]
    if small:
        where = [asked.index(g) for g in small]
        more = _permuted(tops, bottoms, codes, strata, small, rng, MORE_PERMUTATIONS)
        for g, value in zip(small, _two_sided(seen[where], np.concatenate([drawn[:, where], more])), strict=True):
            p[g] = value
    return p


def _permuted(
    tops: Array, bottoms: Array, codes: Ints, strata: Ints, asked: list[int], rng: np.random.Generator, draws: int
) -> Array:
    """Draws × groups asked: differences with the codes permuted within strata."""
    order = np.argsort(strata, kind="stable")
    codes = codes.astype(np.int16)
    tops, bottoms, codes, strata = tops[order], bottoms[order], codes[order], strata[order]
    blocks = np.split(codes, np.flatnonzero(np.diff(strata)) + 1)
    step = max(1, _CELLS // max(1, len(codes)))
    found = []
    for start in range(0, draws, step):
        size = min(step, draws - start)
        shuffled = [
            rng.permuted(np.broadcast_to(block, (size, len(block))), axis=1)
            if (block != block[0]).any()
            else np.broadcast_to(block, (size, len(block)))
            for block in blocks
        ]
        found.append(_differences(tops, bottoms, np.concatenate(shuffled, axis=1), asked))
    return np.concatenate(found)


def _differences(tops: Array, bottoms: Array, codes: Ints, asked: list[int]) -> Array:
    """Ratio of each group asked minus that of the rest, for each row of `codes`."""
    draws, groups = len(codes), int(codes.max(initial=0)) + 1
    cells = (codes + groups * np.arange(draws)[:, None]).ravel()
    top, bottom = (
        np.bincount(cells, np.broadcast_to(values, codes.shape).ravel(), minlength=draws * groups).reshape(draws, -1)
        for values in (tops, bottoms)
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Array = top / bottom - (tops.sum() - top) / (bottoms.sum() - bottom)
    return found[:, asked]


def _two_sided(seen: Array, drawn: Array) -> list[float]:
    centre = drawn.mean(axis=0)
    distances, distance = np.sort(np.abs(drawn - centre), axis=0), np.abs(seen - centre)
    far = (distances >= distance - 1e-12).sum(axis=0)
    p = (far + 1) / (len(drawn) + 1)
    if len(drawn) < PERMUTATIONS + MORE_PERMUTATIONS:
        return [float(value) for value in p]
    outer = max(1, int(TAIL * len(drawn)))
    start = distances[-outer - 1]
    beyond = distances[-outer:].mean(axis=0) - start
    # the tail of a sum of bounded parts is lighter than exponential, so that this p is rather too large than too small
    tail = TAIL * np.exp(-(distance - start) / np.where(beyond > 0, beyond, np.inf))
    return [float(t if few else value) for t, few, value in zip(tail, (far < FEW) & (beyond > 0), p, strict=True)]


def mcnemar_p(one_way: int, other_way: int) -> float | None:
    """Exact two-sided p that changes go either way as often; None without changes."""
    changes = one_way + other_way
    if not changes:
        return None
    k = np.arange(min(one_way, other_way) + 1)
    return min(1.0, float(2 * np.exp(_log_choose(changes, k) - changes * np.log(2)).sum()))


def holm(p: Array) -> Array:
    """Adjusted p by Holm: the chance of any false finding in the family stays under the level."""
    order = np.argsort(p, kind="stable")
    steps = np.maximum.accumulate(p[order] * (len(p) - np.arange(len(p))))
    return _back(np.minimum(1.0, steps), order)


def holm_known(ps: Sequence[float | None]) -> list[float | None]:
    """`holm` over the tests that have a p, each in its place."""
    adjusted = iter(holm(np.array([p for p in ps if p is not None], float)).tolist())
    return [None if p is None else next(adjusted) for p in ps]


def benjamini_hochberg(p: Array) -> Array:
    """Adjusted p by Benjamini and Hochberg: the expected share of false findings stays under the level."""
    order = np.argsort(p, kind="stable")
    steps = p[order] * len(p) / np.arange(1, len(p) + 1)
    return _back(np.minimum(1.0, np.minimum.accumulate(steps[::-1])[::-1]), order)


def _back(ordered: Array, order: Ints) -> Array:
    adjusted = np.empty_like(ordered)
    adjusted[order] = ordered
    return adjusted

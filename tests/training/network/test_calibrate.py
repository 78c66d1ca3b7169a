"""Calibration and thresholds on made-up observations."""

from __future__ import annotations

import numpy as np
import pytest

from training.network.calibrate import Pairs, calibration_error, cross_fitted, fit, probabilities
from training.network.thresholds import BORROWED, Choice, choose, shifted


def pairs(number: int = 4000, labels: int = 4, seed: int = 0) -> Pairs:
    """Pairs whose truth follows log odds 0.5 * odds + 1.5 * log2(1 + hits) - 1."""
    rng = np.random.default_rng(seed)
    odds, hits = rng.normal(0, 2, number), rng.integers(0, 2, number)
    truth = rng.random(number) < 1 / (1 + np.exp(-(0.5 * odds + 1.5 * hits - 1)))
    label = rng.integers(0, labels, number)
    return Pairs(np.arange(number), label, odds, hits, truth, np.ones(number), rng.integers(0, 5, number))


def test_the_fit_finds_what_made_the_truth() -> None:
    weights = fit(pairs(), 4, lexicon=True)
    assert weights.mean(0) == pytest.approx([0.5, 1.5, -1.0], abs=0.2)


def test_a_label_without_pairs_has_the_common_weights() -> None:
    weights = fit(pairs(), 5, lexicon=True)
    assert np.abs(weights[4] - weights[:4].mean(0)).max() < 0.3


def test_without_the_lexicon_its_hits_count_for_nothing() -> None:
    some = pairs()
    weights = fit(some, 4, lexicon=False)
    more = Pairs(some.note, some.label, some.odds, some.hits + 5, some.raised, some.weight, some.writer)
    assert np.array_equal(probabilities(weights, some, lexicon=False), probabilities(weights, more, lexicon=False))


def test_cross_fitted_probabilities_are_calibrated() -> None:
    some = pairs()
    assert calibration_error(cross_fitted(some, 4, lexicon=True), some.raised) < 0.05
    assert calibration_error(np.where(some.raised, 0.1, 0.9), some.raised) > 0.5


def test_a_miss_that_is_worse_has_a_lower_threshold() -> None:
    some = pairs()
    p = cross_fitted(some, 4, lexicon=True)
    names = ["vervuiling", "suicidaliteit", "isolement", "agressie"]
    chosen = choose(some, p, np.zeros(4, np.int64), names, lexicon=True)
    assert [c.beta for c in chosen] == [1.0, 2.0, 1.0, 2.0]
    assert max(chosen[1].threshold, chosen[3].threshold) < min(chosen[0].threshold, chosen[2].threshold)


def test_a_rare_label_has_about_the_threshold_of_those_alike() -> None:
    some = pairs()
    rare = Pairs(
        np.append(some.note, 9999), np.append(some.label, 4), np.append(some.odds, -9.0), np.append(some.hits, 0),
        np.append(some.raised, True), np.append(some.weight, 1.0), np.append(some.writer, 0),
    )  # fmt: skip
    p = np.append(cross_fitted(some, 4, lexicon=True), 0.02)
    names = ["vervuiling", "isolement", "overlast", "weglopen", "schoolverzuim"]
    chosen = choose(rare, p, np.zeros(5, np.int64), names, lexicon=True)
    assert BORROWED > 1
    assert abs(chosen[4].threshold - np.mean([c.threshold for c in chosen[:4]])) < 0.15


def test_a_shift_leaves_the_labels_alone_where_a_miss_is_worse() -> None:
    choices = [Choice(0.4, True, beta, 10, 0.5, 0.5) for beta in (1.0, 2.0)]
    one, other = shifted(choices, 1.0)
    assert one.threshold == pytest.approx(0.644, abs=0.001)
    assert other.threshold == 0.4

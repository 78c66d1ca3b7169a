"""Agreement coefficients against published worked examples and against libraries."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from annotation.agreement.coefficients import (
    COEFFICIENTS,
    cohen_kappa,
    fleiss_kappa,
    gwet_ac1,
    krippendorff_alpha,
    nominal_ac1,
    nominal_alpha,
    nominal_kappa,
    positive_agreement,
    prevalence,
)
from annotation.agreement.figures import figure


def _once(rows: np.ndarray) -> np.ndarray:
    return np.ones((1, len(rows)))


def _random(seed: int, annotators: int, missing: float) -> np.ndarray:
    draws = np.random.default_rng(seed)
    truth = draws.random(60) < 0.3
    rows = np.array([(truth ^ (draws.random(60) < 0.15)).astype(np.int8) for _ in range(annotators)]).T
    rows[draws.random(rows.shape) < missing] = -1
    return rows


def test_the_paradox_of_kappa_as_gwet_published_it() -> None:
    """Gwet 2008, 118 and 5 and 2 and 0 of 125: kappa below nothing though 94 % agree, AC1 .94."""
    rows = np.repeat(np.array([[1, 1], [1, 0], [0, 1]], dtype=np.int8), [118, 5, 2], axis=0)
    assert cohen_kappa(rows, _once(rows))[0] == pytest.approx(-0.0234, abs=5e-4)
    assert gwet_ac1(rows, _once(rows))[0] == pytest.approx(0.9408, abs=5e-4)
    assert positive_agreement(rows, _once(rows))[0] == pytest.approx(236 / 243)
    assert prevalence(rows, _once(rows))[0] == pytest.approx(243 / 250)


@pytest.mark.parametrize("annotators", [2, 3, 5])
@pytest.mark.parametrize("missing", [0.0, 0.2])
def test_alpha_is_that_of_the_krippendorff_package(annotators: int, missing: float) -> None:
    krippendorff = pytest.importorskip("krippendorff")
    for seed in range(5):
        rows = _random(seed, annotators, missing)
        theirs = np.where(rows < 0, np.nan, rows).astype(float).T
        expected = krippendorff.alpha(reliability_data=theirs, level_of_measurement="nominal")
        assert krippendorff_alpha(rows, _once(rows))[0] == pytest.approx(expected)


def test_kappa_is_that_of_scikit_learn() -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    for seed in range(5):
        rows = _random(seed, 2, 0.0)
        assert cohen_kappa(rows, _once(rows))[0] == pytest.approx(metrics.cohen_kappa_score(rows[:, 0], rows[:, 1]))


def test_fleiss_worked_example() -> None:
    """Three annotators, ten notes, counted by hand: P = 22/30 agreeing pairs, 14 of 30 answers yes."""
    yes = [3, 3, 2, 0, 0, 1, 3, 0, 2, 0]
    rows = np.array([[1] * n + [0] * (3 - n) for n in yes], dtype=np.int8)
    observed = (7 * 3 + 3 * 1) / 30
    share = 14 / 30
    expected = share**2 + (1 - share) ** 2
    assert fleiss_kappa(rows, _once(rows))[0] == pytest.approx((observed - expected) / (1 - expected))


def test_all_the_same_answer_is_undefined_for_chance_corrected_figures() -> None:
    rows = np.zeros((20, 3), dtype=np.int8)
    for name in ("cohen_kappa", "fleiss_kappa", "krippendorff_alpha", "positive_agreement"):
        assert np.isnan(COEFFICIENTS[name](rows, _once(rows))[0]), name
    assert COEFFICIENTS["gwet_ac1"](rows, _once(rows))[0] == 1.0
    assert COEFFICIENTS["observed_agreement"](rows, _once(rows))[0] == 1.0


def test_weights_count_as_repeated_notes() -> None:
    rows = _random(3, 3, 0.1)
    weights = np.arange(len(rows)) % 3
    repeated = np.repeat(rows, weights, axis=0)
    for name, coefficient in COEFFICIENTS.items():
        one = coefficient(rows, weights[None, :].astype(float))[0]
        assert one == pytest.approx(coefficient(repeated, _once(repeated))[0]), name


def test_many_values_against_two_by_two() -> None:
    rows = _random(7, 2, 0.0)
    table = np.zeros((1, 2, 2))
    for one, other in rows:
        table[0, one, other] += 1
    assert nominal_alpha(table)[0] == pytest.approx(krippendorff_alpha(rows, _once(rows))[0])
    assert nominal_kappa(table)[0] == pytest.approx(cohen_kappa(rows, _once(rows))[0])
    assert nominal_ac1(table)[0] == pytest.approx(gwet_ac1(rows, _once(rows))[0])


def test_a_figure_says_how_many_resamples_were_undefined() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = figure(0.5, np.array([0.4, np.nan, 0.6, 0.5]), n=9, reason="-")
    assert found.undefined == pytest.approx(0.25)
    assert found.low is not None and found.high is not None and found.low < 0.5 < found.high
    assert figure(float("nan"), np.zeros(3), n=4, reason="waarom").as_json() == {
        "value": None,
        "n": 4,
        "reason": "waarom",
    }

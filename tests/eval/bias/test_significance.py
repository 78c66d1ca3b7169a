"""Tests and corrections, against scipy and statsmodels where they are there."""

from __future__ import annotations

import numpy as np
import pytest

from eval.bias.significance import benjamini_hochberg, exact_p, holm, mcnemar_p, permutation_p
from eval.bias.sizes import newcombe, smallest_difference, wilson


def _exact(events: int, units: int, all_events: int, all_units: int) -> float | None:
    return exact_p(*(np.array([float(n)]) for n in (events, units, all_events, all_units)))


@pytest.mark.parametrize(("a", "n", "b", "m"), [(3, 10, 1, 12), (0, 25, 9, 40), (7, 8, 2, 30), (20, 100, 25, 110)])
def test_one_stratum_is_fishers_exact_test(a: int, n: int, b: int, m: int) -> None:
    stats = pytest.importorskip("scipy.stats")
    expected = stats.fisher_exact([[a, n - a], [b, m - b]]).pvalue
    assert _exact(a, n, a + b, n + m) == pytest.approx(expected, rel=1e-9)


def test_what_cannot_change_places_is_not_determined() -> None:
    two = np.array([5.0, 0.0]), np.array([10.0, 0.0]), np.array([5.0, 3.0]), np.array([10.0, 9.0])
    assert exact_p(*two) is None
    assert _exact(0, 10, 0, 30) == 1.0


def test_strata_keep_a_difference_between_sources_from_passing_for_one_between_groups() -> None:
    """Half of the notes of one source are missed, none of the other; within a source the groups are alike."""
    events, units = np.array([40.0, 0.0]), np.array([80.0, 20.0])
    all_events, all_units = np.array([50.0, 0.0]), np.array([100.0, 100.0])
    within = exact_p(events, units, all_events, all_units)
    joined = _exact(40, 100, 50, 200)
    assert within is not None and joined is not None
    assert within > 0.9 and joined < 0.001


def test_permutations_agree_with_the_exact_test_where_a_unit_counts_once() -> None:
    rng = np.random.default_rng(3)
    codes = np.repeat([0, 1], [30, 50])
    strata = np.tile([0, 1], 40)
    tops = (rng.random(80) < np.where(codes == 0, 0.5, 0.25)).astype(float)
    found = permutation_p(tops, np.ones(80), codes, strata, 2, np.random.default_rng(1))
    table = [
        np.array([float(values[(codes == 0) & (strata == s)].sum()) for s in (0, 1)]) for values in (tops, np.ones(80))
    ]
    both = [np.array([float(values[strata == s].sum()) for s in (0, 1)]) for values in (tops, np.ones(80))]
    exact = exact_p(*table, *both)
    assert exact is not None and found[0] is not None
    assert found[0] == pytest.approx(exact, abs=0.03)
    assert found[0] == pytest.approx(found[1])


def test_the_tail_goes_on_where_draws_end() -> None:
    """A difference that no draw reaches gets a p below one in the number of draws, and the larger one a smaller p."""
    codes = np.repeat([0, 1], 100)
    strata = np.zeros(200, dtype=np.int64)
    p = []
    for hits in (70, 80):
        tops = np.concatenate([np.arange(100) < hits, np.arange(100) < 20]).astype(float)
        (value, _) = permutation_p(tops, np.ones(200), codes, strata, 2, np.random.default_rng(0))
        assert value is not None
        p.append(value)
    assert p[1] < p[0] < 1e-4
    assert p[0] > (_exact(70, 100, 90, 200) or 1)


@pytest.mark.parametrize("seed", range(5))
def test_corrections_are_those_of_statsmodels(seed: int) -> None:
    multipletests = pytest.importorskip("statsmodels.stats.multitest").multipletests
    p = np.random.default_rng(seed).random(40) ** 3
    p[3] = p[7]
    assert holm(p) == pytest.approx(multipletests(p, method="holm")[1])
    assert benjamini_hochberg(p) == pytest.approx(multipletests(p, method="fdr_bh")[1])


def test_corrections_of_nothing() -> None:
    assert holm(np.array([])).shape == (0,)
    assert benjamini_hochberg(np.array([])).shape == (0,)


@pytest.mark.parametrize(("up", "down"), [(0, 1), (5, 5), (1, 9), (30, 12)])
def test_mcnemar_is_the_exact_binomial_test(up: int, down: int) -> None:
    stats = pytest.importorskip("scipy.stats")
    assert mcnemar_p(up, down) == pytest.approx(stats.binomtest(up, up + down).pvalue)


def test_mcnemar_without_changes() -> None:
    assert mcnemar_p(0, 0) is None


@pytest.mark.parametrize(("k", "n"), [(0, 10), (3, 10), (10, 10), (120, 700)])
def test_wilson_is_that_of_statsmodels(k: int, n: int) -> None:
    interval = pytest.importorskip("statsmodels.stats.proportion").proportion_confint
    low, high = wilson(np.array(float(k)), np.array(float(n)))
    assert (float(low), float(high)) == pytest.approx(interval(k, n, method="wilson"), abs=1e-12)


def test_newcombe_is_that_of_statsmodels() -> None:
    interval = pytest.importorskip("statsmodels.stats.proportion").confint_proportions_2indep
    found = [float(bound) for bound in newcombe(*(np.array(float(n)) for n in (7, 34, 1, 34)))]
    assert found == pytest.approx(interval(7, 34, 1, 34, method="newcomb", compare="diff"))


def test_the_smallest_difference_is_shown_four_times_out_of_five() -> None:
    """Simulated: with that difference a two-sided test at 5 %, corrected as the exact one is, shows it in about 80 %."""
    n, m, base = 200, 300, 0.2
    d = float(smallest_difference(np.array(base), np.array(float(n)), np.array(float(m))))
    rng = np.random.default_rng(5)
    a, b = rng.binomial(n, base + d, 4000), rng.binomial(m, base, 4000)
    joint = (a + b) / (n + m)
    z = (np.abs(a / n - b / m) - (1 / n + 1 / m) / 2) / np.sqrt(joint * (1 - joint) * (1 / n + 1 / m))
    assert np.mean(z > 1.96) == pytest.approx(0.8, abs=0.03)


def test_too_few_notes_show_no_difference_at_all() -> None:
    assert np.isnan(smallest_difference(np.array(0.5), np.array(2.0), np.array(2.0)))

"""Shares and intervals, against known values."""

from __future__ import annotations

import pytest
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from triage.monitoring.shares import Share, difference, recall_of_notes


@pytest.mark.parametrize(("events", "units"), [(0, 10), (10, 10), (3, 17), (480, 500)])
def test_wilson(events: int, units: int) -> None:
    known = proportion_confint(events, units, method="wilson")
    assert Share(events, units).interval == pytest.approx(known, abs=1e-9)


def test_nothing_is_not_determinable() -> None:
    assert Share(0, 0).value is None and Share(0, 0).interval is None and not Share(0, 0).enough


def test_more_events_than_units_is_a_mistake() -> None:
    with pytest.raises(ValueError):
        Share(3, 2)


def test_newcombe() -> None:
    known = confint_proportions_2indep(30, 50, 20, 60, method="newcomb", compare="diff")
    found = difference(Share(30, 50), Share(20, 60))
    assert found.interval == pytest.approx(known, abs=1e-9)
    assert difference(Share(0, 0), Share(1, 2)).value is None


def test_recall_out_of_two_samples() -> None:
    # 100 quiet notes with 10 % missed, 200 raised of which 80 % are right: 160 found, 10 missed.
    found = recall_of_notes(100, Share(4, 40), 200, Share(40, 50))
    assert found.value == pytest.approx(160 / 170)
    assert found.low is not None and found.high is not None
    assert 0.82 < found.low < 160 / 170 < found.high < 0.99
    assert found == recall_of_notes(100, Share(4, 40), 200, Share(40, 50))


def test_recall_needs_a_sample() -> None:
    assert recall_of_notes(100, Share(0, 0), 200, Share(40, 50)).value is None
    assert recall_of_notes(100, Share(0, 40), 0, Share(0, 10)).value is None


def test_a_wider_sample_narrows_the_interval() -> None:
    small, large = (
        recall_of_notes(100, Share(2, 20), 100, Share(16, 20)),
        recall_of_notes(100, Share(40, 400), 100, Share(320, 400)),
    )
    assert small.interval is not None and large.interval is not None
    assert large.interval[1] - large.interval[0] < (small.interval[1] - small.interval[0]) / 2

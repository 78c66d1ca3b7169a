"""Verdicts keep their word on simulated corpora; `python -m eval.bias.simulate` does the same on a thousand."""

from __future__ import annotations

import pytest

from eval.bias.simulate import METRIC, PLANTED, Design, differences, shows_any, shows_planted

SMALL = Design(notes=200, labels=1)


def test_a_simulated_corpus_is_as_designed() -> None:
    rows = differences(SMALL, 1)
    assert {row.group for row in rows} == {"g0", "g1", "g2"}
    notes = [row.here.of for row in rows if (row.label, row.metric) == (PLANTED, "raised_rate")]
    assert sum(notes) == SMALL.notes and notes[0] > notes[2] > 20
    missed = next(row for row in rows if (row.group, row.label, row.metric) == ("g2", PLANTED, METRIC))
    planted = next(
        row for row in differences(SMALL, 1, 0.8) if (row.group, row.label, row.metric) == ("g2", PLANTED, METRIC)
    )
    assert planted.here.of == missed.here.of
    assert (planted.here.ratio.value or 0) > (missed.here.ratio.value or 0) + 0.4


@pytest.mark.slow
def test_few_corpora_without_a_difference_show_one() -> None:
    """At a family-wise error of 5 % more than 6 of 40 would come up once in three hundred times."""
    assert sum(shows_any(SMALL, seed) for seed in range(40)) <= 6


@pytest.mark.slow
def test_a_large_difference_is_shown() -> None:
    assert sum(shows_planted(SMALL, 100 + seed, 0.8) for seed in range(10)) >= 8

"""Levels from which the network may set a qualifier."""

from __future__ import annotations


def test_of_levels_that_do_as_well_the_highest_is_taken() -> None:
    from training.network.tune import TIE, _highest

    assert _highest({0.2: 0.90, 0.5: 0.95, 0.8: 0.95 - TIE / 2, 1.01: 0.93}) == 0.8
    assert _highest({0.2: 0.95, 0.5: 0.95 - 2 * TIE}) == 0.2

"""Figures by hand on a few notes; what cannot be determined is None."""

from __future__ import annotations

import numpy as np
import pytest

from eval.calibration import calibration_figures
from eval.intervals import Figure, figure, prf, resampled
from eval.raised import raised_figures
from eval.spans import matched, qualifier_figures, span_figures
from tests.eval.marked import scored


def test_raised_figures_by_hand() -> None:
    found = raised_figures(
        [{"overlast", "agressie"}, {"overlast"}, set()], [{"overlast"}, {"overlast", "vervuiling"}, {"vervuiling"}]
    )
    assert found.micro.precision.value == pytest.approx(2 / 4)
    assert found.micro.recall.value == pytest.approx(2 / 3)
    assert found.micro.f1.value == pytest.approx(4 / 7)
    assert (found.micro.support, found.micro.found) == (3, 4)
    assert found.macro_f1.value == pytest.approx((1.0 + 0.0) / 2)
    assert found.labels["vervuiling"].f1 == Figure(None) and found.labels["vervuiling"].precision.value == 0
    assert found.labels["weglopen"].precision == Figure(None)
    assert (found.quiet_notes, found.quiet_raised.value, found.quiet_wrong.value) == (1, 1.0, 1.0)
    micro = found.micro.f1
    assert micro.low is not None and micro.high is not None and micro.low <= 4 / 7 <= micro.high


def test_protective_factors_do_not_break_the_quiet() -> None:
    found = raised_figures([{"op_orde"}, {"overlast"}], [{"op_orde", "accepteert_hulp"}, set()])
    assert (found.quiet_notes, found.quiet_raised.value) == (1, 0.0)


def test_no_notes_are_not_determinable() -> None:
    found = raised_figures([], [])
    assert (found.micro.f1, found.macro_f1, found.quiet_raised) == (Figure(None), Figure(None), Figure(None))


def test_an_interval_shrinks_with_notes_and_is_the_same_every_time() -> None:
    few, many = np.tile([[1.0, 1, 1], [0, 1, 1]], (10, 1)), np.tile([[1.0, 1, 1], [0, 1, 1]], (1000, 1))
    small, large = prf(few).f1, prf(many).f1
    assert small == prf(few).f1 and small.value == large.value == 0.5
    assert small.low is not None and large.low is not None and small.low < large.low < 0.5
    assert resampled(few).sum(axis=1).shape == (1000,)
    assert figure(np.zeros((0, 2)), lambda s: s[:, 0] / s[:, 1]) == Figure(None)


def test_spans_exact_and_overlapping() -> None:
    found = span_figures(
        [
            scored(
                "[Luid gebonk]{overlast} en [stank]{vervuiling}.", "Luid [gebonk]{overlast} en [stank]{vervuiling}."
            ),
            scored("[Luid gebonk]{overlast} en ruzie.", "Luid gebonk en [ruzie]{agressie}."),
        ]
    )
    assert found.exact.f1.value == pytest.approx(1 / 3)
    assert found.overlap.precision.value == pytest.approx(2 / 3)
    assert found.overlap.recall.value == pytest.approx(2 / 3)
    assert found.overlap.f1.value == pytest.approx(2 / 3)
    nothing = span_figures([scored("Rustig.", "Rustig.")])
    assert nothing.overlap.f1 == nothing.exact.f1 == Figure(None)


def test_one_mention_that_covers_two_is_right_once() -> None:
    row = scored("[Luid]{overlast} en [lang]{overlast}.", "[Luid en lang]{overlast}.")
    found = span_figures([row])
    assert (found.overlap.recall.value, found.overlap.precision.value) == (1.0, 1.0)
    assert len(matched(row)) == 2


def test_qualifiers_count_only_on_found_mentions() -> None:
    found = qualifier_figures(
        [
            scored("Geen [stank]{vervuiling ontkend}, [ruzie]{agressie}.", "Geen [stank]{vervuiling}, ruzie."),
            scored("Geen [stank]{vervuiling ontkend}.", "Geen [stank]{vervuiling ontkend}."),
        ]
    )
    presence = found["presence"]
    assert (presence.mentions, presence.accuracy.value, presence.default_accuracy.value) == (2, 0.5, 0.0)
    assert presence.values["ontkend"].recall.value == 0.5 and presence.values["ontkend"].precision.value == 1.0
    assert presence.values["onzeker"].f1 == Figure(None)
    assert found["temporality"].accuracy.value == 1.0


def test_calibration_by_hand() -> None:
    right, wrong = "[Stank]{vervuiling}.", "Stank."
    rows = [scored(right, right, 0.8)] * 3 + [scored(wrong, right, 0.8)]
    found = calibration_figures(rows)
    assert found.signals == 4
    assert found.ece.value == pytest.approx(0.05)
    assert found.brier.value == pytest.approx((3 * 0.04 + 0.64) / 4)
    full = found.bins[8]
    assert (full.signals, full.probability, full.share) == (4, pytest.approx(0.8), 0.75)
    assert found.bins[0].probability is None
    assert calibration_figures([scored(wrong, wrong)]).ece == Figure(None)
    assert calibration_figures([scored(right, right, 1.0)]).bins[9].signals == 1

"""Calibration by label and group: right where probabilities hold, with what chance gives said beside it."""

from __future__ import annotations

import numpy as np
import pytest

from annotation.corpus import AnnotatedMention, AnnotatedNote
from eval.bias.groups import Grouping
from eval.bias.reliability import BINS, FEWER_BINS, FEWEST, Reliability, reliabilities
from eval.scored import ScoredNote

LABELS = ("vervuiling", "isolement")


def _rows(size: int, shift: float, seed: int = 0) -> list[ScoredNote]:
    """Two reported labels a note; what is true is `shift` less likely than the probability says."""
    rng = np.random.default_rng(seed)
    rows = []
    for number in range(size):
        p = {label: float(rng.uniform(0.3, 0.95)) for label in LABELS}
        mentions = [
            AnnotatedMention(label=label, start=0, end=4, text="Woon")
            for label in LABELS
            if rng.random() < p[label] - shift
        ]
        rows.append(
            ScoredNote(AnnotatedNote(id=str(number), text="Woont.", mentions=tuple(mentions)), frozenset(p), p, ())
        )
    return rows


def _grouping(size: int) -> Grouping:
    return Grouping("team", ("team",), tuple("ab"[i % 2] for i in range(size)))


def _one(found: list[Reliability], label: str = "", group: str = "") -> Reliability:
    return next(row for row in found if (row.label, row.group) == (label, group))


def test_probabilities_that_hold_are_off_by_no_more_than_chance() -> None:
    found = _one(reliabilities(_rows(800, 0.0), []))
    assert found.signals == 1600 and len(found.bins) == BINS
    assert found.ece.value is not None and found.by_chance is not None and found.p is not None
    assert found.p > 0.01
    assert found.ece.value == pytest.approx(found.by_chance, abs=0.02)
    assert found.brier.value is not None and 0.1 < found.brier.value < 0.25


def test_probabilities_that_are_too_high_are_said_to_be() -> None:
    found = _one(reliabilities(_rows(800, 0.2), []))
    assert found.ece.value == pytest.approx(0.2, abs=0.03)
    assert found.p is not None and found.p < 0.01
    assert found.excess is not None and found.excess > 0.15
    for part in found.bins:
        if part.signals > 50:
            assert part.probability is not None and part.share.high is not None
            assert part.share.high < part.probability


def test_slices_are_labels_groups_and_both() -> None:
    rows = _rows(200, 0.0)
    found = reliabilities(rows, [_grouping(200), Grouping("team × x", ("team", "x"), ("a",) * 200)])
    keys = [(row.label, row.grouping, row.group) for row in found]
    assert keys[0] == ("", "", "")
    assert {group for _, _, group in keys} == {"", "a", "b"}
    assert ("isolement", "team", "b") in keys
    assert all(len(row.bins) == FEWER_BINS for row in found[1:])
    assert _one(found, group="a").signals + _one(found, group="b").signals == 400


def test_few_signals_have_bins_and_no_error() -> None:
    found = _one(reliabilities(_rows(FEWEST // 2 - 1, 0.0), []))
    assert found.signals == FEWEST - 2
    assert (found.ece.value, found.by_chance, found.brier.value, found.excess, found.p) == (None,) * 5
    assert sum(part.signals for part in found.bins) == found.signals
    assert all(part.share.value is None for part in found.bins if not part.signals)


def test_nothing_reported_is_no_error() -> None:
    rows = [ScoredNote(AnnotatedNote(id="1", text="Woont."), frozenset(), {}, ())]
    assert [row.signals for row in reliabilities(rows, [])] == [0]


def test_a_rerun_gives_the_same() -> None:
    rows = _rows(120, 0.1)
    assert reliabilities(rows, [_grouping(120)]) == reliabilities(rows, [_grouping(120)])

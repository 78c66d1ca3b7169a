"""Krippendorff's worked example (Content Analysis, 2004, p. 254) and what must hold for any text."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from annotation.agreement.figures import ratio
from annotation.agreement.unitizing import Continua, Span, continua, disagreement, disagreements, gaps, merged


def _continua(notes: Sequence[tuple[int, Sequence[Sequence[Span]]]]) -> Continua:
    """Of every note its length and the spans of each annotator."""
    marked = {number: parts for number, (_, parts) in enumerate(notes) if any(parts)}
    return continua([length for length, _ in notes], marked, len(notes[0][1]))


def _of(sums: Continua) -> float:
    observed, expected = disagreements(sums)
    return float(1 - ratio(observed, expected)[0])


def _alpha(length: int, *annotators: list[tuple[int, int]]) -> float:
    return _of(_continua([(length, annotators)]))


def test_the_worked_example() -> None:
    one = [(75, 145), (220, 250)]
    other = [(70, 150), (205, 225), (250, 270)]
    notes = _continua([(300, [one, other])])
    assert notes.observed[0] / (2 * 300**2) == pytest.approx(0.0144, abs=5e-5)
    assert _alpha(300, one, other) == pytest.approx(0.7286, abs=5e-5)
    same = [(30, 90), (150, 200)]
    assert _alpha(300, same, list(same)) == pytest.approx(1.0)
    both = [disagreements(_continua([(300, spans)])) for spans in ([one, other], [same, same])]
    assert both[0][1][0] == pytest.approx(0.0532, abs=5e-5)
    assert both[1][1][0] == pytest.approx(0.0490, abs=5e-5)
    assert 1 - sum(pair[0][0] for pair in both) / sum(pair[1][0] for pair in both) == pytest.approx(0.8591, abs=5e-4)


@pytest.mark.parametrize(
    ("unit", "other", "expected"),
    [((5, 11), (4, 6), 26), ((5, 11), (5, 7), 16), ((5, 11), (6, 8), 10), ((5, 11), (7, 9), 8), ((5, 11), (6, 10), 2)],
)
def test_the_worked_distances(unit: tuple[int, int], other: tuple[int, int], expected: int) -> None:
    assert disagreement([unit], [other], 20) == expected


def test_a_unit_in_a_gap_counts_its_length_squared() -> None:
    assert disagreement([(2, 4)], [], 10) == 4
    assert disagreement([(5, 11)], [], 20) == 36


def test_nothing_marked_is_not_determinable() -> None:
    assert np.isnan(_alpha(100, [], []))


def test_disjoint_marks_are_worse_than_chance() -> None:
    assert _alpha(100, [(0, 50)], [(50, 100)]) < 0


def test_overlaps_of_one_annotator_are_one_unit() -> None:
    assert merged([(5, 9), (0, 3), (3, 4), (7, 12)]) == [(0, 4), (5, 12)]
    assert gaps([(0, 4), (5, 12)], 15) == [(4, 5), (12, 15)]


def test_a_note_twice_weighs_as_two_notes() -> None:
    notes = [(40, [[(3, 9)], [(3, 12)]]), (60, [[(10, 20)], []])]
    twice = _continua(notes).summed(lambda features: np.array([[2.0, 1.0]]) @ features)
    thrice = _continua([notes[0], *notes]).summed(lambda features: np.ones((1, 3)) @ features)
    assert _of(twice) == pytest.approx(_of(thrice))

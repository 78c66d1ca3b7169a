"""The sweep of thresholds: more work, fewer misses; with the thresholds of a model open while it is measured."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from spacy.language import Language

from annotation.corpus import AnnotatedMention, AnnotatedNote
from eval.bias.charts import SHAPES, flip_chart, mark, work_chart
from eval.bias.groups import Grouping
from eval.bias.thresholds import THRESHOLDS, open_thresholds, sweeps
from eval.scored import ScoredNote
from models.joining import Joining, Rule, Weights


def _note(number: int, gold: tuple[str, ...], found: dict[str, float]) -> ScoredNote:
    mentions = tuple(AnnotatedMention(label=label, start=0, end=4, text="Woon") for label in gold)
    return ScoredNote(AnnotatedNote(id=str(number), text="Woont.", mentions=mentions), frozenset(found), found, ())


ROWS = [
    _note(0, ("vervuiling",), {"vervuiling": 0.9}),
    _note(1, ("vervuiling", "isolement"), {"isolement": 0.32}),
    _note(2, (), {"isolement": 0.52, "steunend_netwerk": 0.99}),
    _note(3, (), {}),
]


def test_work_and_misses_are_counted_at_every_threshold() -> None:
    (everybody,) = sweeps(ROWS, ROWS, [])
    assert (everybody.notes, everybody.marked, len(everybody.points)) == (4, 3, 1 + len(THRESHOLDS))
    at = {point.threshold: point for point in everybody.points}
    assert (at[None].raised, at[None].work.value) == (3, 75.0)
    assert at[None].wrong.value == 25.0
    assert at[None].missed.value == pytest.approx(1 / 3)
    assert (at[0.5].raised, at[0.55].raised) == (2, 1)
    assert at[0.95].missed.value == 1.0
    for lower, higher in pairwise(everybody.points[1:]):
        assert lower.raised >= higher.raised


def test_groups_are_those_of_one_column_and_undefined_where_nothing_is_marked() -> None:
    groupings = [Grouping("team", ("team",), ("a", "a", "b", "b")), Grouping("x × y", ("x", "y"), ("p",) * 4)]
    found = {sweep.group: sweep for sweep in sweeps(ROWS, ROWS, groupings)}
    assert set(found) == {"", "a", "b"}
    assert found["b"].marked == 0
    assert all(point.missed.value is None for point in found["b"].points)


class _Scorer:
    def __init__(self, joining: Joining) -> None:
        self.joining = joining


class _Part:
    def __init__(self, scorer: _Scorer) -> None:
        self.scorer = scorer


class _Pipeline:
    def __init__(self, *parts: Any) -> None:
        self.pipeline = [("", part) for part in parts]


def test_thresholds_are_open_only_while_it_lasts() -> None:
    weights = Weights(1.0, 1.0, 0.0)
    rule = Rule(weights, weights, 0.5, 0.4, True, 0.8)
    scorer = _Scorer(Joining({"vervuiling": rule}))
    nlp: Any = _Pipeline(object(), _Part(scorer))
    with pytest.raises(ZeroDivisionError), open_thresholds(nlp) as opened:
        assert opened
        assert scorer.joining.rules["vervuiling"] == replace(rule, threshold=0.0, threshold_alone=0.0, veto=False)
        raise ZeroDivisionError
    assert scorer.joining.rules["vervuiling"] == rule


def test_without_a_model_there_are_none_to_open(nlp: Language) -> None:
    with open_thresholds(nlp) as opened:
        assert not opened


def test_the_chart_has_a_line_a_group_told_apart_without_colour() -> None:
    groups = [Grouping("team", ("team",), tuple("abcdefghij"[i % 10] for i in range(40)))]
    rows = [_note(i, ("vervuiling",), {"vervuiling": 0.5 + i / 100}) for i in range(40)]
    own = [sweep for sweep in sweeps(rows, rows, groups) if sweep.group]
    chart = work_chart(own, [sweep.group for sweep in own])
    assert chart is not None and len(chart.lines) == 10
    assert len({(line.key, line.dash) for line in chart.lines}) == 10
    assert [text for _, text in chart.up] == ["0%", "20%", "40%", "60%", "80%", "100%"]


def test_no_chart_of_nothing() -> None:
    assert work_chart([], []) is None
    assert flip_chart([], []) is None
    assert len({mark(shape, 1, 1) for shape in SHAPES if shape != "hollow"}) == len(SHAPES) - 1

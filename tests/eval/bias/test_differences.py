"""Differences between groups: found where they are, not found where they are not, not determined on too little."""

from __future__ import annotations

import warnings

import pytest

from eval.bias.counting import ALL_SIGNALS, count
from eval.bias.differences import find_differences
from eval.bias.groups import make_groupings
from eval.bias.verdicts import NOT_SHOWN, SHOWN, UNDETERMINED, Difference
from eval.scored import ScoredNote
from tests.eval.bias.simulated import corpus, note_with


def _differences(rows: list[ScoredNote], by: str = "team", cluster: str | None = None) -> list[Difference]:
    notes = [row.note for row in rows]
    groupings, _, _ = make_groupings(notes, [by])
    clusters = None if cluster is None else [str(note.metadata[cluster]) for note in notes]
    return list(find_differences(count(rows), groupings, [n.source for n in notes], clusters, resamples=400).rows)


def _one(rows: list[Difference], group: str, label: str, metric: str) -> Difference:
    return next(r for r in rows if (r.group, r.label, r.metric) == (group, label, metric))


@pytest.mark.parametrize("cluster", [None, "person"])
def test_a_planted_difference_is_shown_and_no_other(cluster: str | None) -> None:
    rows = _differences(corpus(900, {"a": 0.1, "b": 0.45, "c": 0.1}, seed=1), cluster=cluster)
    found = _one(rows, "b", "vervuiling", "miss_rate")
    assert found.verdict == SHOWN
    assert found.difference.value == pytest.approx(0.35, abs=0.12)
    assert found.difference.low is not None and found.difference.low > 0
    assert _one(rows, "b", ALL_SIGNALS, "miss_rate").verdict == SHOWN
    assert _one(rows, "b", "vervuiling", "false_alarm_rate").verdict == NOT_SHOWN
    assert {row.label for row in rows if row.verdict == SHOWN} <= {"vervuiling", "isolement", ALL_SIGNALS}


def test_without_a_difference_none_is_shown() -> None:
    shown = [
        row
        for seed in range(5)
        for row in _differences(corpus(300, {"a": 0.2, "b": 0.2}, seed=seed))
        if row.verdict == SHOWN
    ]
    assert not shown


def test_a_group_without_positives_is_not_determined_and_never_0() -> None:
    rows = [note_with(set(), set(), i, metadata={"team": "a"}) for i in range(40)]
    rows += [
        note_with({"vervuiling"}, {"vervuiling"} if i % 2 else set(), 40 + i, metadata={"team": "b"}) for i in range(40)
    ]
    found = _differences(rows)
    for metric in ("miss_rate", "f1", "span_recall", "qualifier_error", "precision"):
        row = _one(found, "a", "vervuiling", metric)
        assert row.here.ratio.value is None, metric
        assert row.difference.value is None, metric
        assert (row.verdict, row.p, row.p_holm) == (UNDETERMINED, None, None), metric
        assert row.reason
    assert _one(found, "b", "vervuiling", "miss_rate").here.ratio.value == 0.5


def test_f1_of_a_group_without_positives_is_not_0_by_a_false_alarm() -> None:
    rows = [note_with(set(), {"vervuiling"}, i, metadata={"team": "a"}) for i in range(40)]
    rows += [note_with({"vervuiling"}, {"vervuiling"}, 40 + i, metadata={"team": "b"}) for i in range(40)]
    row = _one(_differences(rows), "a", "vervuiling", "f1")
    assert (row.here.ratio.value, row.verdict) == (None, UNDETERMINED)


def test_too_few_are_not_determined_but_shown_as_figures() -> None:
    rows = corpus(60, {"a": 0.2, "b": 0.2}, seed=2, share=0.1)
    row = _one(_differences(rows), "a", "vervuiling", "miss_rate")
    assert row.here.ratio.value is not None
    assert row.here.of < 10
    assert row.verdict == UNDETERMINED and "minder dan 10" in row.reason


def test_two_groups_are_one_test() -> None:
    rows = corpus(400, {"a": 0.1, "b": 0.3}, seed=3)
    notes = [row.note for row in rows]
    groupings, _, _ = make_groupings(notes, ["team"])
    found = find_differences(count(rows), groupings, [n.source for n in notes], resamples=100)
    tested = [row for row in found.rows if row.p is not None]
    assert len(tested) == 2 * found.family
    for row in tested:
        other = _one(list(found.rows), "b" if row.group == "a" else "a", row.label, row.metric)
        assert (row.p_holm, row.verdict) == (other.p_holm, other.verdict)


def test_intervals_have_width_where_all_or_nothing_happens() -> None:
    rows = _differences(corpus(200, {"a": 0.0, "b": 0.0}, seed=4))
    row = _one(rows, "a", "vervuiling", "miss_rate")
    assert (row.here.ratio.value, row.here.ratio.low) == (0.0, 0.0)
    assert row.here.ratio.high is not None and row.here.ratio.high > 0.01
    assert row.difference.low is not None and row.difference.high is not None
    assert row.difference.low < 0 < row.difference.high


def test_a_rerun_gives_the_same() -> None:
    rows = corpus(150, {"a": 0.1, "b": 0.3}, seed=6)
    assert _differences(rows) == _differences(rows)


def test_the_ratios_are_those_of_fairlearn() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pytest.importorskip("fairlearn.metrics")
        from eval.bias.frame import to_metricframe

        scored = corpus(300, {"a": 0.1, "b": 0.4, "c": 0.2}, seed=7)
        groupings, _, _ = make_groupings([row.note for row in scored], ["team"])
        frame = to_metricframe(scored, groupings[0], "vervuiling")
        expected = frame.by_group
    rows = _differences(scored)
    for group in ("a", "b", "c"):
        for metric in ("raised_rate", "miss_rate", "false_alarm_rate", "precision", "f1"):
            value = _one(rows, group, "vervuiling", metric).here.ratio.value
            assert value == pytest.approx(expected.loc[group, metric]), (group, metric)
        assert _one(rows, group, "vervuiling", "raised_rate").here.of == expected.loc[group, "notes"]

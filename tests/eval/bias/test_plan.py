"""A plan: read strictly, registered once, and held against what was tested; limits checked against what was measured."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from eval.bias.counting import ALL_SIGNALS, count
from eval.bias.differences import find_differences
from eval.bias.drift import Drift
from eval.bias.groups import make_groupings
from eval.bias.plan import Plan, PlanError, Stop, load_plan, register, registration_of
from eval.bias.reliability import Reliability
from eval.bias.stops import OVER, UNDER, UNKNOWN, Measured, check
from eval.bias.use import Rate, Use
from eval.bias.verdicts import Differences
from eval.intervals import Figure
from tests.eval.bias.simulated import corpus

PLAN = "by: [team]\nmetrics: [miss_rate]\nlabels: [alle_signalen]\n"


def _plan(folder: Path, text: str = PLAN) -> Path:
    file = folder / "bias.yaml"
    file.write_text(text, "utf-8")
    return file


def test_a_plan_that_was_not_registered_says_so(tmp_path: Path) -> None:
    found = load_plan(_plan(tmp_path))
    assert (found.date, found.changed) == (None, ())
    assert found.plan.by == ("team",)


def test_registering_keeps_hash_date_and_content(tmp_path: Path) -> None:
    file = _plan(tmp_path)
    assert register(file, date(2026, 3, 9)) == registration_of(file) == tmp_path / "bias.registered.json"
    found = load_plan(file)
    assert (found.date, found.changed) == ("2026-03-09", ())
    assert found.sha256 == hashlib.sha256(PLAN.encode()).hexdigest()


def test_a_plan_is_registered_once(tmp_path: Path) -> None:
    file = _plan(tmp_path)
    before = register(file, date(2026, 3, 9)).read_bytes()
    with pytest.raises(PlanError, match="registered once"):
        register(file, date(2026, 4, 1))
    assert registration_of(file).read_bytes() == before


def test_what_changed_afterwards_is_named(tmp_path: Path) -> None:
    file = _plan(tmp_path)
    register(file, date(2026, 3, 9))
    _plan(tmp_path, PLAN.replace("alle_signalen", "vervuiling") + "seed: 3\n")
    assert load_plan(file).changed == ("seed", "labels")
    _plan(tmp_path, "# a word more\n" + PLAN)
    assert load_plan(file).changed == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("by: []\n", "by"),
        ("by: [team]\nmetric: [f1]\n", "metric"),
        ("by: [team]\nmetrics: [recall]\n", "no metrics 'recall'"),
        ("by: [team]\nlabels: [schuld]\n", "no labels 'schuld'"),
        ("by: [team]\nstop: [{measure: difference, at_most: 0.1}]\n", "needs a grouping"),
        ("by: [team]\nstop: [{measure: swap, at_most: 0.1, swap: names}]\n", "no swap 'names'"),
        ("by: [team]\nstop: [{measure: drift, at_most: 10}]\n", "at_most"),
        ("by: [team\nx: 1", "no YAML"),
    ],
)
def test_a_wrong_plan_says_what_is_wrong(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(PlanError) as raised:
        load_plan(_plan(tmp_path, text))
    assert said in str(raised.value) and "bias.yaml" in str(raised.value)


def test_a_spoilt_registration_is_not_taken(tmp_path: Path) -> None:
    file = _plan(tmp_path)
    registration_of(file).write_text("{}", "utf-8")
    with pytest.raises(PlanError, match=r"registered\.json"):
        load_plan(file)


def _tested(plan: Plan | None) -> Differences:
    rows = corpus(400, {"a": 0.1, "b": 0.3}, seed=3)
    groupings, _, _ = make_groupings([row.note for row in rows], ["team", "source"], 2)
    sources = [row.note.source for row in rows]
    return find_differences(count(rows), groupings, sources, resamples=60, planned=plan.covers if plan else None)


def test_only_what_is_planned_is_the_family_and_the_rest_is_adjusted_over_all() -> None:
    every = _tested(None)
    planned = _tested(Plan(by=("team",), depth=1, metrics=("miss_rate",), labels=("vervuiling", ALL_SIGNALS)))
    assert (planned.family, planned.added) == (2, every.family - 2)
    assert {(r.grouping, r.label, r.metric) for r in planned.rows if r.planned} == {
        ("team", "vervuiling", "miss_rate"),
        ("team", ALL_SIGNALS, "miss_rate"),
    }
    for before, after in zip(every.rows, planned.rows, strict=True):
        if before.p_holm is None:
            assert after.p_holm is None
        elif after.planned:
            assert after.p_holm is not None and after.p_holm <= before.p_holm
        else:
            assert after.p_holm == before.p_holm


def _reliability(group: str, ece: float) -> Reliability:
    return Reliability("", "source", group, 100, Figure(ece, ece - 0.01, ece + 0.01), 0.02, 0.5, Figure(0.1), ())


def _measured(**fields: Any) -> Measured:
    return Measured(**{"differences": (), "swaps": (), "reliability": (), "use": None, "drift": None, **fields})


def test_a_limit_takes_the_group_that_is_worst() -> None:
    stop = Stop(measure="calibration", grouping="source", at_most=0.05)
    rows = [_reliability("a", 0.03), _reliability("b", 0.09)]
    (found,) = check([stop], _measured(reliability=rows))
    assert (found.group, found.outcome, found.sure) == ("b", OVER, False)
    assert found.found.value == pytest.approx(0.07)
    (kept,) = check([stop.model_copy(update={"at_most": 0.2})], _measured(reliability=rows))
    assert kept.outcome == UNDER


def test_what_was_not_measured_is_not_kept_either() -> None:
    stops = [
        Stop(measure="difference", grouping="team", at_most=0.1),
        Stop(measure="swap", swap="first_names", at_most=0.005),
        Stop(measure="calibration", at_most=0.1),
        Stop(measure="use", at_most=0.5),
        Stop(measure="drift", at_most=0.1),
    ]
    assert {found.outcome for found in check(stops, _measured())} == {UNKNOWN}


def test_differences_count_either_way_and_are_sure_when_their_interval_is_over() -> None:
    rows = _tested(None).rows
    stop = Stop(measure="difference", grouping="team", at_most=0.02)
    (found,) = check([stop], _measured(differences=rows))
    assert found.outcome == OVER and found.found.value is not None and found.found.low is not None
    assert found.sure == (found.found.low > 0.02)


def test_use_and_drift_have_limits_too() -> None:
    rate = Rate("override", "", "", 30, 50, Figure(0.6, 0.46, 0.72), Figure(None), Figure(None), None)
    use = Use(50, 0, 50, 1, (), (rate,))
    drift = Drift(10, 10, "", {}, {}, ())
    found = check(
        [Stop(measure="use", name="override", at_most=0.4), Stop(measure="drift", side="input", at_most=0.1)],
        _measured(use=use, drift=drift),
    )
    assert [(row.outcome, row.sure) for row in found] == [(OVER, True), (UNDER, False)]

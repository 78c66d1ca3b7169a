"""The figures of a month, from facts made by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from triage.monitoring.alarms import alarms
from triage.monitoring.charts import count_chart, share_chart
from triage.monitoring.facts import Facts, Intake, Reading
from triage.monitoring.figures import figures
from triage.monitoring.shares import Share
from triage.settings import Settings
from triage.store.choices import Mode, Verdict

START, END = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)
OK, NO, ELSE, UNSURE = Verdict.KLOPT, Verdict.KLOPT_NIET, Verdict.ANDERS, Verdict.WEET_IK_NIET


def reading(**values: Any) -> Reading:
    known: dict[str, Any] = {
        "note_id": "n",
        "person_id": 1,
        "team": "Noord",
        "held_out": False,
        "sampled": False,
        "revealed": Mode.EERST_LEZEN,
        "suggested": frozenset(),
        "before": frozenset(),
        "after": frozenset(),
    }
    named = {"suggested", "before", "after"}
    given = {key: frozenset(value) if key in named and value is not None else value for key, value in values.items()}
    return Reading(**{**known, **given})


def month(*readings: Reading, **intake: int) -> Any:
    return figures(Facts(START, END, Intake(**intake), readings))


def test_follow_counts_only_what_was_judged() -> None:
    made = month(
        reading(suggested=["vervuiling", "isolement", "overlast"], verdicts=(("vervuiling", OK), ("isolement", NO))),
        reading(suggested=["vervuiling"], verdicts=(("vervuiling", ELSE),)),
    )
    assert made.follow == Share(1, 3)
    assert made.untouched == Share(1, 4)
    rows = {row.signal: row for row in made.signals}
    assert rows["vervuiling"].overridden == Share(1, 2) and rows["isolement"].overridden == Share(1, 1)


def test_doubt_is_no_override() -> None:
    made = month(reading(suggested=["vervuiling"], verdicts=(("vervuiling", UNSURE),)))
    assert made.follow == Share(0, 1) and made.signals[0].overridden == Share(0, 1)


def test_change_after_reveal() -> None:
    made = month(
        reading(before=["vervuiling"], after=["vervuiling"]),
        reading(before=["vervuiling"], after=["vervuiling", "isolement"]),
        reading(before=["vervuiling"], after=[]),
        reading(before=None, after=["isolement"]),
        reading(revealed=None, before=["vervuiling"], after=["vervuiling"]),
    )
    assert (made.change, made.added, made.dropped) == (Share(2, 3), Share(1, 3), Share(1, 3))


def test_recall_by_signal_comes_from_held_out_notes_alone() -> None:
    blind = {"held_out": True, "revealed": None}
    seen = ["vervuiling", "isolement"]
    made = month(
        reading(**blind, suggested=["vervuiling"], before=seen, after=seen),
        reading(**blind, suggested=["overlast"], after=[]),
        reading(suggested=["isolement"], after=["isolement"]),
    )
    assert made.blind.readings == 2
    assert made.blind.found == Share(1, 2) and made.blind.right == Share(1, 2)
    rows = {row.signal: row for row in made.blind.rows}
    assert rows["isolement"].found == Share(0, 1) and rows["overlast"].found == Share(0, 0)
    assert made.blind.named_blind == Share(1, 2) and made.blind.named_shown == Share(1, 1)


def test_a_held_out_note_read_in_silence_counts_for_nothing() -> None:
    made = month(reading(held_out=True, revealed=None, before=None, suggested=["vervuiling"]))
    assert made.readings == 0 and made.blind.readings == 0


def test_recall_from_the_sample() -> None:
    sample = [reading(sampled=True, after=["isolement"] if number < 2 else []) for number in range(20)]
    seen = [
        reading(suggested=["vervuiling"], after=["vervuiling"] if number < 24 else [], verdicts=(("vervuiling", OK),))
        for number in range(30)
    ]
    made = month(*sample, *seen, quiet=100, raised=300)
    assert made.sample_missed == Share(2, 20) and made.raised_right == Share(24, 30)
    assert made.recall.value == (300 * 0.8) / (300 * 0.8 + 100 * 0.1)


def settings(**values: Any) -> Settings:
    return Settings(data_dir=Path("unused"), evaluated_on=date(2026, 11, 1), alarm_minimum=20, **values)


def kinds(made: Any, set_to: Settings, today: date = date(2026, 11, 22)) -> list[str]:
    return [alarm.kind for alarm in alarms(made, set_to, today)]


def judged(right: int, wrong: int, **values: Any) -> list[Reading]:
    return [
        reading(suggested=["vervuiling"], verdicts=(("vervuiling", verdict),), **values)
        for verdict, number in ((OK, right), (NO, wrong))
        for _ in range(number)
    ]


def test_alarm_when_nearly_everything_is_followed() -> None:
    assert kinds(month(*judged(39, 1)), settings()) == ["volgt", "volgt_team", "volgt_signaal"]
    assert kinds(month(*judged(30, 10)), settings()) == []
    assert kinds(month(*judged(19, 0)), settings()) == [], "too few judgements"


def test_alarm_of_one_team_among_others() -> None:
    made = month(*judged(40, 0, team="Zuid"), *judged(20, 20, team="Noord"))
    found = [(alarm.kind, alarm.subject) for alarm in alarms(made, settings(), date(2026, 11, 22))]
    assert found == [("volgt_team", "Zuid")]


def test_alarm_of_haste() -> None:
    fast = [reading(outcome="geen_actie", seconds=12.0) for _ in range(20)]
    assert kinds(month(*fast), settings()) == ["tempo"]
    assert kinds(month(*fast), settings(alarm_pace_seconds=0)) == []


def test_alarms_of_measuring() -> None:
    assert kinds(month(quiet=50), settings()) == ["geen_steekproef"]
    assert kinds(month(arrived=100, failed=3), settings()) == ["mislukt"]
    assert kinds(month(), settings(valid_until=date(2026, 11, 21))) == ["verlopen"]
    assert kinds(month(), settings(valid_until=date(2026, 11, 22))) == []
    never = Settings(data_dir=Path("unused"))
    assert kinds(month(), never) == ["niet_gemeten"]


def test_charts_stay_within_their_frame() -> None:
    chart = share_chart([("a", Share(10, 10)), ("b", Share(0, 10)), ("c", Share(0, 0))])
    assert chart is not None and [bar.label for bar in chart.bars] == ["a", "b"]
    for bar in chart.bars:
        assert chart.left <= bar.x_low <= bar.x_high <= chart.width
        assert chart.left + bar.width <= chart.width
    counts = count_chart([("nov", 30, 12), ("dec", 0, 0)])
    assert counts is not None and counts.tick == 50
    assert all(counts.top <= counts.base - column.lower - column.upper for column in counts.columns)
    assert share_chart([]) is None and count_chart([("nov", 0, 0)]) is None

"""Alarms: what in the figures of a month asks for a conversation. They block nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from triage.monitoring.figures import Month
from triage.monitoring.shares import Share
from triage.settings import Settings

Kind = Literal[
    "volgt", "volgt_team", "volgt_signaal", "tempo", "verlopen", "niet_gemeten", "geen_steekproef", "mislukt"
]
FAILED_SHARE = 0.02


@dataclass(frozen=True, slots=True)
class Alarm:
    """`kind` names the sentence on the page; `subject` is the team or signal it is about."""

    kind: Kind
    subject: str | None = None
    share: Share | None = None
    seconds: float | None = None
    day: date | None = None


def alarms(month: Month, settings: Settings, today: date) -> tuple[Alarm, ...]:
    """All alarms of a month, the widest first."""
    return tuple(_alarms(month, settings, today))


def _alarms(month: Month, settings: Settings, today: date) -> Iterator[Alarm]:
    def too_much(share: Share) -> bool:
        return share.units >= settings.alarm_minimum and share.events >= settings.alarm_follow_rate * share.units

    if too_much(month.follow):
        yield Alarm("volgt", share=month.follow)
    for team in month.teams:
        if too_much(team.follow):
            yield Alarm("volgt_team", team.team, team.follow)
    for row in month.signals:
        if too_much(followed := Share(row.followed, row.judged)):
            yield Alarm("volgt_signaal", row.label, followed)
    floor = settings.alarm_pace_seconds
    if month.median_seconds is not None and month.readings >= settings.alarm_minimum and month.median_seconds < floor:
        yield Alarm("tempo", seconds=month.median_seconds)
    if month.facts.intake.quiet >= settings.alarm_minimum and not month.sample_missed.units:
        yield Alarm("geen_steekproef")
    arrived = month.facts.intake.arrived
    if arrived and month.facts.intake.failed > FAILED_SHARE * arrived:
        yield Alarm("mislukt", share=Share(month.facts.intake.failed, arrived))
    if settings.evaluated_on is None:
        yield Alarm("niet_gemeten")
    if settings.valid_until is not None and settings.valid_until < today:
        yield Alarm("verlopen", day=settings.valid_until)

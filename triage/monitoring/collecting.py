"""Collects the facts of a month from the store: ids, labels, verdicts and times, never a text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Select, and_, case, exists, func, select
from sqlalchemy.orm import Session

from pipeline.summary import RAISED
from pipeline.taxonomy import taxonomy
from triage.monitoring.facts import Facts, Intake, Reading
from triage.monitoring.months import CalendarMonth
from triage.store.choices import Mode, NoteStatus, Verdict
from triage.store.tables import (
    FirstReading,
    Judgement,
    Note,
    Objection,
    Opening,
    Outcome,
    OwnSignal,
    Person,
    Reveal,
    ScreenedSignal,
    Screening,
    Switch,
    Team,
)

HISTORY = 12
Key = tuple[str, int]


def collect(session: Session, month: CalendarMonth) -> Facts:
    """The facts of a month: notes that arrived in it, and the work on notes that a person first opened in it."""
    months = [month.moved(-back) for back in range(HISTORY - 1, -1, -1)]
    history = tuple((one, _intake(session, one.start, one.end)) for one in months)
    return Facts(
        start=month.start,
        end=month.end,
        intake=history[-1][1],
        readings=tuple(_readings(session, month.start, month.end)),
        history=history,
        switched_off=session.scalars(
            select(func.count(Switch.id)).where(~Switch.on, Switch.at >= month.start, Switch.at < month.end)
        ).one(),
        objections=session.scalars(
            select(func.count(Objection.id)).where(Objection.at >= month.start, Objection.at < month.end)
        ).one(),
    )


def _signals() -> list[str]:
    return [label.id for label in taxonomy().signals]


def _intake(session: Session, start: datetime, end: datetime) -> Intake:
    screened = exists().where(Screening.note_id == Note.id, Screening.error.is_(None))
    raised = exists().where(
        ScreenedSignal.note_id == Note.id, ScreenedSignal.status.in_(RAISED), ScreenedSignal.signal.in_(_signals())
    )

    def count(condition: object) -> object:
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)  # type: ignore[arg-type]

    row = session.execute(
        select(
            func.count(Note.id),
            count(screened),
            count(Note.status == NoteStatus.MISLUKT),
            count(and_(screened, raised)),
            count(Note.held_out),
            count(Note.random_share),
        ).where(Note.arrived_at >= start, Note.arrived_at < end)  # type: ignore[call-overload]
    ).one()
    arrived, done, failed, with_signals, held_out, sampled = (int(value) for value in row)
    return Intake(arrived, done, failed, with_signals, done - with_signals, held_out, sampled)


@dataclass
class _Work:
    """What a person did with a note, as it is gathered."""

    team: str | None
    held_out: bool
    sampled: bool
    opened: datetime
    revealed: tuple[datetime, Mode] | None = None
    first: list[tuple[datetime, frozenset[str]]] = field(default_factory=list)
    own: list[tuple[str, datetime, datetime | None]] = field(default_factory=list)
    verdicts: dict[tuple[str, int | None, int | None], Verdict] = field(default_factory=dict)
    outcome: tuple[datetime, str] | None = None


def _readings(session: Session, start: datetime, end: datetime) -> Iterable[Reading]:
    first_opened = (
        select(Opening.note_id, Opening.person_id, func.min(Opening.at).label("opened"))
        .group_by(Opening.note_id, Opening.person_id)
        .having(func.min(Opening.at) >= start, func.min(Opening.at) < end)
        .subquery()
    )
    work: dict[Key, _Work] = {
        (note_id, person_id): _Work(team, held_out, sampled, opened)
        for note_id, person_id, opened, team, held_out, sampled in session.execute(
            select(
                first_opened.c.note_id,
                first_opened.c.person_id,
                first_opened.c.opened,
                Team.name,
                Note.held_out,
                Note.random_share,
            )
            .join(Note, Note.id == first_opened.c.note_id)
            .join(Person, Person.id == first_opened.c.person_id)
            .join(Team, Team.id == Person.team_id, isouter=True)
            .order_by(first_opened.c.opened, first_opened.c.note_id, first_opened.c.person_id)
        )
    }
    notes = select(first_opened.c.note_id)
    _add_reveals(session, work, notes)
    _add_own(session, work, notes)
    _add_verdicts(session, work, notes)
    suggested: defaultdict[str, set[str]] = defaultdict(set)
    for note_id, signal in session.execute(
        select(ScreenedSignal.note_id, ScreenedSignal.signal).where(
            ScreenedSignal.note_id.in_(notes),
            ScreenedSignal.status.in_(RAISED),
            ScreenedSignal.signal.in_(_signals()),
        )
    ):
        suggested[note_id].add(signal)
    return (_reading(key, done, frozenset(suggested[key[0]])) for key, done in work.items())


def _add_reveals(session: Session, work: dict[Key, _Work], notes: Select[tuple[str]]) -> None:
    reveals = select(Reveal.note_id, Reveal.person_id, Reveal.at, Reveal.mode).where(Reveal.note_id.in_(notes))
    for note_id, person_id, at, mode in session.execute(reveals.order_by(Reveal.id.desc())):
        if done := work.get((note_id, person_id)):
            done.revealed = (at, mode)
    outcomes = select(Outcome.note_id, Outcome.person_id, Outcome.at, Outcome.outcome).where(Outcome.note_id.in_(notes))
    for note_id, person_id, at, outcome in session.execute(outcomes.order_by(Outcome.id.desc())):
        if done := work.get((note_id, person_id)):
            done.outcome = (at, outcome)


def _add_own(session: Session, work: dict[Key, _Work], notes: Select[tuple[str]]) -> None:
    signals = frozenset(_signals())
    first = select(FirstReading.note_id, FirstReading.person_id, FirstReading.at, FirstReading.signals)
    for note_id, person_id, at, named in session.execute(
        first.where(FirstReading.note_id.in_(notes)).order_by(FirstReading.id)
    ):
        if done := work.get((note_id, person_id)):
            done.first.append((at, signals.intersection(named)))
    own = select(OwnSignal.note_id, OwnSignal.person_id, OwnSignal.signal, OwnSignal.at, OwnSignal.removed_at).where(
        OwnSignal.note_id.in_(notes),
        OwnSignal.signal.in_(signals),
        OwnSignal.presence != "ontkend",
        OwnSignal.temporality != "verleden",
        OwnSignal.experiencer == "betrokkene",
    )
    for note_id, person_id, signal, at, removed in session.execute(own):
        if done := work.get((note_id, person_id)):
            done.own.append((signal, at, removed))


def _add_verdicts(session: Session, work: dict[Key, _Work], notes: Select[tuple[str]]) -> None:
    judged = select(
        Judgement.note_id,
        Judgement.person_id,
        Judgement.signal,
        Judgement.start,
        Judgement.end,
        Judgement.verdict,
    ).where(Judgement.note_id.in_(notes), Judgement.suggested)
    for note_id, person_id, signal, start, end, verdict in session.execute(judged.order_by(Judgement.id)):
        if done := work.get((note_id, person_id)):
            done.verdicts[(signal, start, end)] = verdict


def _reading(key: Key, done: _Work, suggested: frozenset[str]) -> Reading:
    shown_at = done.revealed[0] if done.revealed else None
    first = [named for at, named in done.first if shown_at is None or at <= shown_at]
    own_before = frozenset(
        signal
        for signal, at, removed in done.own
        if shown_at is not None and at <= shown_at and (removed is None or removed > shown_at)
    )
    standing = frozenset(signal for signal, _, removed in done.own if removed is None)
    before = (first[-1] if first else frozenset()) | own_before if first or own_before else None
    kept = frozenset(signal for (signal, _, _), verdict in done.verdicts.items() if verdict is Verdict.KLOPT)
    refused = frozenset(signal for (signal, _, _), verdict in done.verdicts.items() if verdict is Verdict.KLOPT_NIET)
    named = first[-1] if first else frozenset()
    return Reading(
        note_id=key[0],
        person_id=key[1],
        team=done.team,
        held_out=done.held_out,
        sampled=done.sampled,
        revealed=done.revealed[1] if done.revealed else None,
        suggested=suggested,
        before=before,
        after=(named - (refused - kept)) | (kept & suggested) | standing,
        verdicts=tuple((signal, verdict) for (signal, _, _), verdict in done.verdicts.items()),
        outcome=done.outcome[1] if done.outcome else None,
        seconds=(done.outcome[0] - done.opened).total_seconds() if done.outcome else None,
    )

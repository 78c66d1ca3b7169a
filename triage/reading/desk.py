"""Everything about one note and one reader that a page of reading needs, gathered from the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.report.contacts import Contacts, load_contacts
from pipeline.summary import RiskFactorSummary
from triage.holdout.suggestions import suggestions_for
from triage.reading.own_signals import own_signals
from triage.reading.records import first_reading, judgements, newest_screening, open_note, reveal, revealed
from triage.reading.stage import Facts, Silence, Stage, silence, stage
from triage.reading.view import NoteView, note_view, shown_signals
from triage.settings import Settings
from triage.store.choices import JobState, Mode, Verdict
from triage.store.tables import FirstReading, Job, Judgement, Note, OwnSignal, Person, Screening


@dataclass(frozen=True, slots=True)
class Desk:
    """One reader before one note. `summary` is there only where the reader may see it, `newest` always."""

    note: Note
    person: Person
    mode: Mode
    stage: Stage
    silence: Silence | None
    reading: FirstReading | None
    was_revealed: bool
    newest: Screening | None
    summary: RiskFactorSummary | None
    view: NoteView

    @property
    def shown(self) -> tuple[str, ...]:
        """The signals that this reader can say something of."""
        return shown_signals(self.summary) if self.stage is Stage.SHOWN and self.summary is not None else ()

    @property
    def sees_colleagues(self) -> bool:
        """Whether the readings of colleagues may be shown: only after an own one, so that two readings stay two."""
        return self.reading is not None or self.was_revealed


def open_desk(session: Session, settings: Settings, note: Note, person: Person) -> Desk:
    """The desk of a reader who opens the note; keeps that he did, and that suggestions were shown where they are."""
    open_note(session, note, person)
    at = desk(session, settings, note, person)
    if at.summary is not None and at.newest is not None:
        reveal(session, note, person, at.mode, at.newest)
    return at


def contacts_of(settings: Settings) -> Contacts:
    """Whom readers of this organisation can call. Raises ContactsError for a file that cannot be used."""
    return _contacts(settings.contacts_file)


@cache
def _contacts(file: Path | None) -> Contacts:
    return load_contacts(file)


def desk(session: Session, settings: Settings, note: Note, person: Person) -> Desk:
    """Gathers the desk of a reader; writes nothing."""
    allowed = suggestions_for(session, settings, note, person)
    screening = newest_screening(session, note)
    screened = screening is not None and screening.summary is not None
    reading = first_reading(session, note, person)
    was_revealed = revealed(session, note, person) is not None
    facts = Facts(
        mode=allowed.mode,
        reason=allowed.reason,
        screened=screened,
        failed=not screened and _given_up(session, note),
        has_read=reading is not None,
        revealed=was_revealed,
    )
    now_at = stage(facts)
    summary = None
    if now_at is Stage.SHOWN and screening is not None and screening.summary is not None:
        summary = RiskFactorSummary.model_validate(screening.summary)
    return Desk(
        note=note,
        person=person,
        mode=allowed.mode,
        stage=now_at,
        silence=silence(facts),
        reading=reading,
        was_revealed=was_revealed,
        newest=screening,
        summary=summary,
        view=note_view(
            note.text,
            summary,
            own_signals(session, note, person),
            judgements(session, note, person),
            contacts_of(settings),
        ),
    )


def _given_up(session: Session, note: Note) -> bool:
    return session.scalar(select(Job.state).where(Job.note_id == note.id)) is JobState.MISLUKT


@dataclass(frozen=True, slots=True)
class ColleagueReading:
    """What one other person read and said of the note."""

    person: Person
    reading: FirstReading | None
    verdicts: tuple[tuple[str, Verdict, str | None], ...]
    own: tuple[OwnSignal, ...]


def colleague_readings(session: Session, note: Note, person: Person) -> Sequence[ColleagueReading]:
    """The readings of everybody else, by name; the newest word on each suggestion counts."""
    readings = {
        row.person_id: row for row in session.scalars(select(FirstReading).where(FirstReading.note_id == note.id))
    }
    verdicts: dict[int, dict[str, Judgement]] = {}
    for row in session.scalars(select(Judgement).where(Judgement.note_id == note.id).order_by(Judgement.id)):
        verdicts.setdefault(row.person_id, {})[row.signal] = row
    own: dict[int, list[OwnSignal]] = {}
    for added in own_signals(session, note):
        own.setdefault(added.person_id, []).append(added)
    others = {*readings, *verdicts, *own} - {person.id}
    people = session.scalars(select(Person).where(Person.id.in_(others)).order_by(Person.name)).unique()
    return [
        ColleagueReading(
            other,
            readings.get(other.id),
            tuple((row.signal, row.verdict, row.remark) for row in verdicts.get(other.id, {}).values()),
            tuple(own.get(other.id, ())),
        )
        for other in people
    ]

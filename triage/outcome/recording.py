"""What follows from a note: chosen by a person who opened it, one note at a time, with a reason in his own words."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from triage.queue.access import DECIDERS
from triage.queue.logging import log_note
from triage.queue.refused import Refused, typed
from triage.reading.records import last_opening
from triage.settings import OutcomeChoice, Settings
from triage.store.choices import NoteStatus
from triage.store.tables import Consult, FirstReading, Judgement, Note, Outcome, Person
from triage.store.types import now


def choice(settings: Settings, key: str) -> OutcomeChoice | None:
    """The outcome of that key in the organisation's list."""
    return next((choice for choice in settings.outcomes if choice.id == key), None)


def outcome_label(settings: Settings, key: str) -> str:
    """The name of an outcome; one that the organisation took off its list since keeps its key as name."""
    found = choice(settings, key)
    return found.label if found is not None else key


def record_outcome(
    session: Session, settings: Settings, note: Note, person: Person, key: str | None, reason: str | None
) -> Outcome:
    """Records what this person decided; an earlier outcome of the note stays and is replaced.

    Raises Refused for a role that does not decide, a person who did not open the note, an outcome that is not on the list
    or has no reason, and one that asks for a second reader who has not read.
    """
    if person.role not in DECIDERS:
        raise Refused("no_decision_role", 403)
    if last_opening(session, note, person) is None:
        raise Refused("not_opened", 409)
    chosen = choice(settings, key or "")
    if chosen is None:
        raise Refused("unknown_outcome")
    words = typed(reason)
    if words is None:
        raise Refused("no_reason")
    if chosen.second_reader and not _read_by_another(session, note, person):
        raise Refused("second_reader_needed", 409)
    before = current_outcome(session, note)
    row = Outcome(
        note_id=note.id,
        person_id=person.id,
        outcome=chosen.id,
        reason=words,
        replaces=before.id if before is not None else None,
    )
    session.add(row)
    note.status = NoteStatus.AFGEROND
    note.assigned_to = note.assigned_to or person.id
    for consult in session.scalars(select(Consult).where(Consult.note_id == note.id, Consult.done_at.is_(None))):
        consult.done_at = now()
    session.flush()
    log_note(session, "uitkomst vastgelegd", person, note, uitkomst=chosen.id, vervangt=before.id if before else "")
    return row


def outcomes(session: Session, note: Note) -> Sequence[Outcome]:
    """Every outcome that was recorded for the note, the newest first."""
    return session.scalars(select(Outcome).where(Outcome.note_id == note.id).order_by(Outcome.id.desc())).all()


def current_outcome(session: Session, note: Note) -> Outcome | None:
    """The outcome that counts now."""
    return next(iter(outcomes(session, note)), None)


def _read_by_another(session: Session, note: Note, person: Person) -> bool:
    for table in (FirstReading, Judgement):
        query = select(table.id).where(table.note_id == note.id, table.person_id != person.id).limit(1)
        if session.scalar(query) is not None:
            return True
    return False

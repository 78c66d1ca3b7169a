"""Corrections and objections to a note: kept beside it, answered by a person, never erased by a later one."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from triage.queue.access import DECIDERS
from triage.queue.logging import log_note
from triage.queue.refused import Refused, typed
from triage.store.choices import ObjectionKind
from triage.store.tables import Note, Objection, Person
from triage.store.types import now


def object_to(session: Session, note: Note, person: Person, kind: str | None, text: str | None) -> Objection:
    """Keeps a correction or an objection as somebody brought it; the note itself stays as it came."""
    if kind not in set(ObjectionKind):
        raise Refused("unknown_value")
    words = typed(text)
    if words is None:
        raise Refused("no_text")
    row = Objection(note_id=note.id, person_id=person.id, kind=ObjectionKind(kind), text=words)
    session.add(row)
    session.flush()
    log_note(session, f"{row.kind.value} vastgelegd", person, note, nummer=row.id)
    return row


def answer_objection(session: Session, note: Note, person: Person, number: int, text: str | None) -> None:
    """Answers a correction or objection once. Raises Refused for a role that does not decide or what is answered already."""
    if person.role not in DECIDERS:
        raise Refused("no_decision_role", 403)
    row = session.get(Objection, number)
    if row is None or row.note_id != note.id or row.answered_at is not None:
        raise Refused("already_done", 409)
    words = typed(text)
    if words is None:
        raise Refused("no_answer")
    row.answer, row.answered_by, row.answered_at = words, person.id, now()
    log_note(session, f"{row.kind.value} beantwoord", person, note, nummer=row.id)


def objections(session: Session, note: Note) -> Sequence[Objection]:
    """Every correction and objection to the note, the oldest first."""
    return session.scalars(select(Objection).where(Objection.note_id == note.id).order_by(Objection.id)).all()

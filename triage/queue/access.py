"""Who may read which notes."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from triage.store.choices import Role
from triage.store.tables import Consult, Note, Person

READERS = (Role.LEZER, Role.BEOORDELAAR)
"""Roles that read notes. Who manages accounts or checks the log does not."""

DECIDERS = (Role.BEOORDELAAR,)
"""Roles that decide what follows."""


def readable(person: Person) -> ColumnElement[bool]:
    """Notes of the person's team or of no team, and any that waits for this person because a colleague asked."""
    asked = exists().where(Consult.note_id == Note.id, Consult.to_person == person.id, Consult.done_at.is_(None))
    mine = or_(Note.team_id.is_(None), Note.assigned_to == person.id, Note.second_reader == person.id, asked)
    if person.team_id is not None:
        mine = or_(mine, Note.team_id == person.team_id)
    return Note.deleted_at.is_(None) & mine


def find_note(session: Session, person: Person, note_id: str) -> Note | None:
    """The note, where it exists, is not deleted and this person may read it."""
    if person.role not in READERS:
        return None
    return session.scalar(select(Note).where(Note.id == note_id, readable(person)))


def colleagues(session: Session, person: Person) -> list[Person]:
    """Everybody else who reads notes, by name."""
    found = session.scalars(
        select(Person).where(Person.active, Person.role.in_(READERS), Person.id != person.id).order_by(Person.name)
    )
    return list(found.unique())

"""A line in the log about what a person did with one note."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from triage.audit import record
from triage.store.tables import Note, Person


def log_note(session: Session, event: str, person: Person, note: Note, **details: Any) -> None:
    """Logs an event about a note, for the access report of whom it is about too; details never hold its words."""
    record(
        session,
        event,
        person=person,
        object_kind="melding",
        object_id=note.id,
        subject_key=note.subject_key,
        details=details,
    )

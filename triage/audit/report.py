"""The access report of NEN 7513: for the person concerned, who did what with their notes, when, and on which ground."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from triage.store.tables import AuditEvent, Note, Person


@dataclass(frozen=True)
class Access:
    """One line of the report."""

    at: datetime
    event: str
    who: str | None
    role: str | None
    on_behalf_of: str | None
    what: str | None
    basis: str
    emergency: bool
    outcome: str


def access_report(session: Session, subject_key: str) -> list[Access]:
    """All that the log says about the notes of one person, oldest first; also of notes that were deleted since."""
    about = select(AuditEvent.object_id).where(
        AuditEvent.subject_key == subject_key, AuditEvent.object_kind == "melding", AuditEvent.object_id.is_not(None)
    )
    notes = select(Note.id).where(Note.subject_key == subject_key)
    rows = session.execute(
        select(AuditEvent, Person.name)
        .outerjoin(Person, Person.id == AuditEvent.person_id)
        .where(
            or_(
                AuditEvent.subject_key == subject_key,
                AuditEvent.object_id.in_(about),
                AuditEvent.object_id.in_(notes),
            )
        )
        .order_by(AuditEvent.seq)
    )
    return [
        Access(
            at=line.at,
            event=line.event,
            who=name,
            role=line.role,
            on_behalf_of=line.on_behalf_of,
            what=f"{line.object_kind} {line.object_id}" if line.object_id else line.object_kind,
            basis=line.basis,
            emergency=line.emergency,
            outcome=line.outcome,
        )
        for line, name in rows
    ]

"""Looking through the log: a page of lines, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from triage.store.tables import AuditEvent, Person

PAGE = 50


@dataclass(frozen=True)
class Wanted:
    """Which lines; None is any."""

    event: str | None = None
    person_id: int | None = None
    object_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    before_seq: int | None = None


def page(session: Session, wanted: Wanted) -> tuple[Sequence[Row[AuditEvent, str]], int | None]:
    """Lines with the name of who did it, and the number to go on before, or None at the end."""
    query = select(AuditEvent, Person.name).outerjoin(Person, Person.id == AuditEvent.person_id)
    for column, value in (
        (AuditEvent.event, wanted.event),
        (AuditEvent.person_id, wanted.person_id),
        (AuditEvent.object_id, wanted.object_id),
    ):
        if value is not None:
            query = query.where(column == value)
    if wanted.since is not None:
        query = query.where(AuditEvent.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(AuditEvent.at < wanted.until)
    if wanted.before_seq is not None:
        query = query.where(AuditEvent.seq < wanted.before_seq)
    rows = session.execute(query.order_by(AuditEvent.seq.desc()).limit(PAGE + 1)).all()
    more = rows[PAGE - 1][0].seq if len(rows) > PAGE else None
    return rows[:PAGE], more


def events(session: Session) -> list[str]:
    """All kinds of events that the log holds, in order of the alphabet."""
    return list(session.scalars(select(AuditEvent.event).distinct().order_by(AuditEvent.event)))

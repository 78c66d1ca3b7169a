"""Writing the log: events are gathered in a session and chained when it commits, in the same transaction.

Chaining comes last because it takes one lock for all writers; nobody then waits for a lock while holding another's.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version
from typing import Any

from sqlalchemy import event, select, text
from sqlalchemy.orm import Session

from triage.store.tables import AuditEvent, AuditPurge, Person
from triage.store.types import now

START = "0" * 64
PENDING = "pending_audit"
LONGEST_DETAIL = 200
ADVISORY_LOCK = 7513
SYSTEM = f"nietpluis {version('nietpluis')}"


@dataclass(frozen=True)
class Event:
    """What is to be logged; `details` holds numbers, ids, versions and hashes, never words of a note."""

    event: str
    person_id: int | None
    role: str | None
    object_kind: str | None
    object_id: str | None
    subject_key: str | None
    on_behalf_of: str | None
    basis: str
    emergency: bool
    outcome: str
    details: dict[str, Any] = field(default_factory=dict)


def record(
    session: Session,
    event: str,
    *,
    person: Person | None = None,
    object_kind: str | None = None,
    object_id: str | int | None = None,
    subject_key: str | None = None,
    on_behalf_of: str | None = None,
    basis: str = "uitvoering van de taak",
    emergency: bool = False,
    outcome: str = "gelukt",
    details: dict[str, Any] | None = None,
) -> None:
    """Puts one event in the log when `session` commits; nothing is logged of what is rolled back.

    Raises ValueError where a detail is so long that it could be text of a note.
    """
    _check(details or {})
    session.info.setdefault(PENDING, []).append(
        Event(
            event=event,
            person_id=person.id if person else None,
            role=person.role.value if person else None,
            object_kind=object_kind,
            object_id=str(object_id) if object_id is not None else None,
            subject_key=subject_key,
            on_behalf_of=on_behalf_of,
            basis=basis,
            emergency=emergency,
            outcome=outcome,
            # As the database will give it back, so that the hash can be computed again.
            details=json.loads(json.dumps({**(details or {}), "config": session.info.get("config_hash", "")})),
        )
    )


def _check(value: object) -> None:
    if isinstance(value, dict):
        for part in value.values():
            _check(part)
    elif isinstance(value, list | tuple):
        for part in value:
            _check(part)
    elif isinstance(value, str) and len(value) > LONGEST_DETAIL:
        raise ValueError(f"a detail of the log is longer than {LONGEST_DETAIL} characters")


def hash_of(line: AuditEvent) -> str:
    """The hash of an event over all its fields and the hash of the one before, as 64 hex digits."""
    fields = {
        "seq": line.seq,
        "at": line.at.isoformat(),
        "event": line.event,
        "person_id": line.person_id,
        "role": line.role,
        "object_kind": line.object_kind,
        "object_id": line.object_id,
        "subject_key": line.subject_key,
        "on_behalf_of": line.on_behalf_of,
        "basis": line.basis,
        "emergency": line.emergency,
        "system": line.system,
        "outcome": line.outcome,
        "details": line.details,
        "previous_hash": line.previous_hash,
    }
    return hashlib.sha256(json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def head(session: Session) -> tuple[int, str]:
    """Number and hash of the last event that was written, also where it has been purged."""
    last = session.execute(select(AuditEvent.seq, AuditEvent.hash).order_by(AuditEvent.seq.desc()).limit(1)).first()
    if last is None:
        purge = session.scalars(select(AuditPurge).order_by(AuditPurge.id.desc()).limit(1)).first()
        return (purge.before_seq - 1, purge.last_hash) if purge else (0, START)
    return last.seq, last.hash


def lock(session: Session) -> None:
    """Makes all other writers of the log wait until this transaction ends. On SQLite every writing session does so anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})


def _chain(session: Session, events: list[Event], moment: datetime) -> None:
    lock(session)
    seq, previous = head(session)
    for entry in events:
        seq += 1
        line = AuditEvent(seq=seq, at=moment, system=SYSTEM, previous_hash=previous, **vars(entry))
        line.hash = previous = hash_of(line)
        session.add(line)


@event.listens_for(Session, "before_commit")
def _before_commit(session: Session) -> None:
    if session.in_nested_transaction():
        return
    events = session.info.pop(PENDING, [])
    if events:
        session.flush()
        _chain(session, events, now())


@event.listens_for(Session, "after_rollback")
def _after_rollback(session: Session) -> None:
    session.info.pop(PENDING, None)

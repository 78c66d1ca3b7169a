"""Clearing old lines from the log: only past the legal floor, from the start, with a mark that the chain goes on from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from triage.audit.chain import lock, record
from triage.settings import Settings
from triage.store.tables import AuditEvent, AuditPurge, Person


@dataclass(frozen=True)
class Purged:
    """How many lines went, and the number of the first that stayed."""

    removed: int
    before_seq: int


def purge(session: Session, settings: Settings, moment: datetime, person: Person | None = None) -> Purged | None:
    """Removes lines older than `log_days` at `moment` and logs that; None where there are none.

    `log_days` is never below the legal floor: the settings refuse that.
    """
    lock(session)
    before = moment - timedelta(days=settings.log_days)
    last = session.scalars(
        select(AuditEvent).where(AuditEvent.at < before).order_by(AuditEvent.seq.desc()).limit(1)
    ).first()
    if last is None:
        return None
    upto, last_hash = last.seq, last.hash
    first = session.scalar(select(func.min(AuditEvent.seq))) or upto
    removed = session.scalar(select(func.count()).select_from(AuditEvent).where(AuditEvent.seq <= upto)) or 0
    session.expunge(last)
    # The mark comes first: the database lets lines be deleted only below one.
    mark = AuditPurge(
        before_seq=upto + 1, last_hash=last_hash, removed=removed, at=moment, by=person.id if person else None
    )
    session.add(mark)
    session.flush()
    session.execute(delete(AuditEvent).where(AuditEvent.seq <= upto))
    record(
        session,
        "logboek opgeschoond",
        person=person,
        object_kind="logboek",
        basis="bewaartermijn",
        details={"van": first, "tot en met": upto, "aantal": removed, "laatste hash": last_hash},
    )
    return Purged(removed, upto + 1)

"""The job that keeps the retention: texts of finished notes, old lines of the log and ended sessions go by themselves."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from triage.audit.chain import head
from triage.audit.purge import purge
from triage.outcome.erasing import Ground, erase
from triage.people import sessions
from triage.settings import Settings
from triage.store.choices import NoteStatus
from triage.store.session import Store
from triage.store.tables import Note, Outcome
from triage.store.types import now
from triage.web.failures import kind_of

log = logging.getLogger("nietpluis.retention")
EVERY_SECONDS = 3600
BATCH = 50


@dataclass(frozen=True)
class Cleared:
    """What one round removed."""

    notes: int
    log_lines: int
    sessions: int


def due_notes(session: Session, settings: Settings, moment: datetime, limit: int = BATCH) -> list[Note]:
    """Finished notes whose newest outcome is older than `note_days`, the oldest first."""
    newest = select(Outcome.note_id, func.max(Outcome.at).label("at")).group_by(Outcome.note_id).subquery()
    query = (
        select(Note)
        .join(newest, newest.c.note_id == Note.id)
        .where(
            Note.status == NoteStatus.AFGEROND,
            Note.deleted_at.is_(None),
            newest.c.at < moment - timedelta(days=settings.note_days),
        )
        .order_by(newest.c.at, Note.id)
        .limit(limit)
        # Of two servers on one database each takes its own.
        .with_for_update(of=Note, skip_locked=True)
    )
    return list(session.scalars(query))


def clear(store: Store, settings: Settings, moment: datetime) -> Cleared:
    """One round at `moment`, in short transactions."""
    notes = 0
    while True:
        with store.session() as session:
            due = due_notes(session, settings, moment)
            for note in due:
                erase(session, note, None, Ground.TERMIJN)
        notes += len(due)
        if len(due) < BATCH:
            break
    with store.session() as session:
        purged = purge(session, settings, moment)
        ended = sessions.clear(session)
    return Cleared(notes, purged.removed if purged else 0, ended)


def run(settings: Settings, store: Store, stop: threading.Event) -> None:
    """A round every hour until `stop`; each writes the head of the log to the server's own log, which keeps it elsewhere."""
    while not stop.is_set():
        try:
            cleared = clear(store, settings, now())
            with store.reading() as session:
                seq, last_hash = head(session)
            log.info("retention", extra={**vars(cleared), "audit_seq": seq, "audit_head": last_hash})
        except Exception as error:
            log.error("retention failed, tried again in an hour", extra={"error": kind_of(error)})
        stop.wait(EVERY_SECONDS)

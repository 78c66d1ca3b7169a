"""Finding the notes about one person, and erasing them with proof in the log."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CursorResult, delete, or_, select
from sqlalchemy.orm import Session

from triage.audit import record
from triage.queue.refused import Refused
from triage.store.tables import (
    AuditEvent,
    Consult,
    FirstReading,
    Job,
    Judgement,
    Note,
    Objection,
    Opening,
    Outcome,
    OwnSignal,
    Person,
    Reveal,
    ScreenedSignal,
    Screening,
    VaultItem,
)
from triage.store.types import now

ERASED = "melding verwijderd"
"""The event in the log that proves an erasure."""

# The job goes first: a worker that reads the note then either ends before, and what it stored goes too, or stores nothing.
_ABOUT_A_NOTE = (
    Job,
    VaultItem,
    Screening,
    ScreenedSignal,
    Judgement,
    Outcome,
    Consult,
    Objection,
    OwnSignal,
    FirstReading,
    Reveal,
    Opening,
)
_MOST = 200


class Ground(StrEnum):
    """Why a note is erased; the log keeps this word and nothing that a person typed."""

    VERZOEK = "verzoek"
    TERMIJN = "termijn"
    ONTERECHT = "onterecht"
    ANDERS = "anders"


@dataclass(frozen=True, slots=True)
class Erased:
    """Proof that one note was erased: its line in the log."""

    note_id: str
    at: datetime
    seq: int
    hash: str
    text_hash: str
    rows: int
    ground: str
    by: int | None


def notes_about(session: Session, *, subject_key: str | None, words: str | None) -> Sequence[Note]:
    """Notes that are not erased, of one person by key, or in which these words stand; at most 200, the newest first."""
    conditions = []
    if subject_key is not None:
        conditions.append(Note.subject_key == subject_key)
    if words and words.strip():
        looked_for = words.strip()
        conditions += [
            Note.external_id == looked_for,
            Note.text.icontains(looked_for, autoescape=True),
        ]
    if not conditions:
        return []
    query = select(Note).where(Note.deleted_at.is_(None), or_(*conditions)).order_by(Note.arrived_at.desc(), Note.id)
    return session.scalars(query.limit(_MOST)).all()


def erase(session: Session, note: Note, person: Person | None, ground: Ground) -> int:
    """Erases the text of a note and everything that was kept about it; how many rows went.

    The row of the note stays, empty, with the hash of its text, so that the log and the proof point at something.
    `person` is None for the job that keeps the retention.
    """
    rows = 0
    for table in _ABOUT_A_NOTE:
        gone = session.execute(delete(table).where(table.note_id == note.id))
        assert isinstance(gone, CursorResult)
        rows += gone.rowcount
    record(
        session,
        ERASED,
        person=person,
        object_kind="melding",
        object_id=note.id,
        subject_key=note.subject_key,
        basis="verwijdering",
        details={"grond": ground.value, "hash van de tekst": note.text_hash, "regels": rows},
    )
    note.text, note.extra, note.notices = "", {}, []
    note.external_id = note.subject_key = None
    note.received_hash = ""
    note.deleted_at = now()
    return rows


def erase_chosen(
    session: Session, person: Person, chosen: Collection[str], *, ground: str | None, confirmed: bool
) -> list[str]:
    """Erases the chosen notes, all or none; their ids. Raises Refused without a choice, a ground or the confirmation."""
    notes = session.scalars(select(Note).where(Note.id.in_(list(chosen)), Note.deleted_at.is_(None))).all()
    if not notes:
        raise Refused("nothing_selected")
    if ground not in set(Ground):
        raise Refused("no_ground")
    if not confirmed:
        raise Refused("not_confirmed")
    for note in notes:
        erase(session, note, person, Ground(ground))
    return [note.id for note in notes]


def proof(session: Session, note_ids: Collection[str]) -> list[Erased]:
    """The lines of the log that prove these notes were erased, in the order of the log."""
    lines = session.scalars(
        select(AuditEvent)
        .where(AuditEvent.event == ERASED, AuditEvent.object_id.in_(list(note_ids)))
        .order_by(AuditEvent.seq)
    )
    return [
        Erased(
            line.object_id or "",
            line.at,
            line.seq,
            line.hash,
            line.details["hash van de tekst"],
            line.details["regels"],
            line.details["grond"],
            line.person_id,
        )
        for line in lines
    ]

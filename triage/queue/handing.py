"""Who works on a note: taking it, coming back later, asking a colleague, a second reader."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from triage.queue.access import READERS
from triage.queue.logging import log_note
from triage.queue.refused import Refused, typed
from triage.store.choices import ConsultKind, NoteStatus
from triage.store.tables import Consult, FirstReading, Note, Person
from triage.store.types import now


def take(session: Session, note: Note, person: Person) -> None:
    """The person takes the note up, also from a colleague."""
    _open(note)
    if note.assigned_to == person.id:
        return
    before = note.assigned_to
    note.assigned_to = person.id
    if note.status in (NoteStatus.WACHT, NoteStatus.MISLUKT):
        note.status = NoteStatus.BEZIG
    log_note(session, "melding opgepakt", person, note, van=before or "")


def give(session: Session, note: Note, person: Person, colleague: Person | None) -> None:
    """Gives the note to a colleague, who has it from then on."""
    _open(note)
    colleague = _reader(person, colleague)
    before = note.assigned_to
    note.assigned_to = colleague.id
    if note.status in (NoteStatus.WACHT, NoteStatus.MISLUKT):
        note.status = NoteStatus.BEZIG
    log_note(session, "melding toegewezen", person, note, aan=colleague.id, van=before or "")


def give_back(session: Session, note: Note, person: Person) -> None:
    """The person puts his note back into the list."""
    _open(note)
    if note.assigned_to != person.id:
        raise Refused("already_done", 409)
    note.assigned_to = None
    _working(session, note)
    log_note(session, "melding teruggelegd", person, note)


def postpone(session: Session, note: Note, person: Person, remark: str | None) -> None:
    """The person comes back to the note later; there is no deadline."""
    _open(note)
    session.add(
        Consult(
            note_id=note.id,
            from_person=person.id,
            to_person=person.id,
            kind=ConsultKind.LATER,
            remark=typed(remark),
        )
    )
    note.assigned_to = note.assigned_to or person.id
    note.status = NoteStatus.LATER
    log_note(session, "melding uitgesteld", person, note)


def resume(session: Session, note: Note, person: Person) -> None:
    """The person goes on with a note that was put off."""
    _open(note)
    for row in consults(session, note):
        if row.kind is ConsultKind.LATER and row.done_at is None:
            row.done_at = now()
    _working(session, note)
    log_note(session, "melding hervat", person, note)


def ask(session: Session, note: Note, person: Person, colleague: Person | None, question: str | None) -> Consult:
    """Puts a question about the note before a colleague. Raises Refused without a question or somebody to ask."""
    _open(note)
    colleague = _reader(person, colleague)
    words = typed(question)
    if words is None:
        raise Refused("no_question")
    consult = Consult(
        note_id=note.id, from_person=person.id, to_person=colleague.id, kind=ConsultKind.OVERLEG, remark=words
    )
    session.add(consult)
    note.status = NoteStatus.OVERLEG
    log_note(session, "overleg gevraagd", person, note, aan=colleague.id)
    return consult


def answer(session: Session, note: Note, person: Person, number: int, reply: str | None) -> None:
    """Answers a question; the answer goes back to who asked. Raises Refused where it is not his to answer or is empty."""
    asked = session.get(Consult, number)
    if asked is None or asked.note_id != note.id or asked.to_person != person.id or asked.done_at is not None:
        raise Refused("already_done", 409)
    words = typed(reply)
    if words is None:
        raise Refused("no_answer")
    asked.done_at = now()
    session.add(
        Consult(
            note_id=note.id,
            from_person=person.id,
            to_person=asked.from_person,
            kind=ConsultKind.OVERLEG,
            remark=words,
            done_at=asked.done_at,
        )
    )
    session.flush()
    _working(session, note)
    log_note(session, "overleg beantwoord", person, note, aan=asked.from_person)


def ask_second_reader(
    session: Session, note: Note, person: Person, colleague: Person | None, remark: str | None
) -> None:
    """Asks a colleague to read the note independently."""
    _open(note)
    colleague = _reader(person, colleague)
    note.second_reader = colleague.id
    done = session.scalar(
        select(FirstReading.at).where(FirstReading.note_id == note.id, FirstReading.person_id == colleague.id).limit(1)
    )
    session.add(
        Consult(
            note_id=note.id,
            from_person=person.id,
            to_person=colleague.id,
            kind=ConsultKind.TWEEDE_LEZER,
            remark=typed(remark),
            done_at=done,
        )
    )
    log_note(session, "tweede lezer gevraagd", person, note, aan=colleague.id)


def consults(session: Session, note: Note) -> Sequence[Consult]:
    """All that was asked and answered about a note, the oldest first."""
    return session.scalars(select(Consult).where(Consult.note_id == note.id).order_by(Consult.id)).all()


def _open(note: Note) -> None:
    if note.status is NoteStatus.AFGEROND:
        raise Refused("closed", 409)


def _reader(person: Person, colleague: Person | None) -> Person:
    """The colleague, who must be somebody else who reads notes."""
    if colleague is None or not colleague.active or colleague.role not in READERS:
        raise Refused("no_colleague")
    if colleague.id == person.id:
        raise Refused("not_yourself")
    return colleague


def _working(session: Session, note: Note) -> None:
    """Sets the status of a note that waits for nobody any more."""
    if note.status is NoteStatus.AFGEROND:
        return
    waiting = [row for row in consults(session, note) if row.done_at is None]
    if any(row.kind is ConsultKind.OVERLEG for row in waiting):
        note.status = NoteStatus.OVERLEG
    elif any(row.kind is ConsultKind.LATER for row in waiting):
        note.status = NoteStatus.LATER
    elif session.scalar(select(FirstReading.id).where(FirstReading.note_id == note.id).limit(1)) is not None:
        note.status = NoteStatus.GELEZEN
    else:
        note.status = NoteStatus.BEZIG if note.assigned_to is not None else NoteStatus.WACHT

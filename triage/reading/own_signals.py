"""Signals that a reader adds: the words in the text, which signal they show, and how they are meant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.taxonomy import taxonomy
from triage.queue.logging import log_note
from triage.queue.refused import Refused
from triage.reading.locating import Passage, passages, selected
from triage.store.tables import Note, OwnSignal, Person
from triage.store.types import now


@dataclass(frozen=True, slots=True)
class Words:
    """Words as they came from a form: typed over, or selected with the place where they stand."""

    words: str
    start: int | None = None
    end: int | None = None


def places(text: str, given: Words) -> list[Passage]:
    """Where these words can stand: the one place that was selected, or all where they occur. Raises Refused for none."""
    if not given.words.strip():
        raise Refused("no_words")
    if given.start is not None and given.end is not None:
        passage = selected(text, given.start, given.end, given.words)
        if passage is not None:
            return [passage]
    found = passages(text, given.words)
    if not found:
        raise Refused("words_not_found")
    return found


def checked_qualifiers(values: Mapping[str, str]) -> dict[str, str]:
    """A value for each qualifier. Raises Refused where one is missing or unknown."""
    known = taxonomy().qualifiers
    if any(values.get(name) not in allowed for name, allowed in known.items()):
        raise Refused("unknown_value")
    return {name: values[name] for name in known}


def own_signals(session: Session, note: Note, person: Person | None = None) -> list[OwnSignal]:
    """What readers added and did not take back, in order of the text; of one person, or of all."""
    query = select(OwnSignal).where(OwnSignal.note_id == note.id, OwnSignal.removed_at.is_(None))
    if person is not None:
        query = query.where(OwnSignal.person_id == person.id)
    return list(session.scalars(query.order_by(OwnSignal.start, OwnSignal.id)))


def add_own_signal(
    session: Session, note: Note, person: Person, signal: str, passage: Passage, qualifiers: Mapping[str, str]
) -> OwnSignal:
    """Adds a signal on a passage of the note. Adding the same again changes nothing. Raises Refused for what is unknown."""
    if signal not in taxonomy().labels:
        raise Refused("unknown_signal")
    values = checked_qualifiers(qualifiers)
    for row in own_signals(session, note, person):
        same = all(getattr(row, name) == value for name, value in values.items())
        if same and (row.signal, row.start, row.end) == (signal, passage.start, passage.end):
            return row
    added = OwnSignal(
        note_id=note.id, person_id=person.id, signal=signal, start=passage.start, end=passage.end, **values
    )
    session.add(added)
    session.flush()
    log_note(session, "signaal toegevoegd", person, note, signaal=signal, eigen_signaal=added.id)
    return added


def remove_own_signal(session: Session, note: Note, person: Person, number: int) -> None:
    """Takes back an own signal; that it was there stays on record. Raises Refused for that of somebody else, and twice."""
    row = session.get(OwnSignal, number)
    if row is None or row.note_id != note.id or row.person_id != person.id:
        raise Refused("not_yours", 403)
    if row.removed_at is not None:
        raise Refused("already_done", 409)
    row.removed_at = now()
    log_note(session, "signaal weggehaald", person, note, signaal=row.signal, eigen_signaal=row.id)

"""What is kept of a person's reading: opening, first reading, reveal, judgements. Each with its line in the log."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.taxonomy import taxonomy
from triage.queue.logging import log_note
from triage.queue.refused import Refused, typed
from triage.reading.words import reading_words
from triage.store.choices import Mode, NoteStatus, Verdict
from triage.store.tables import Consult, FirstReading, Judgement, Note, Opening, Person, Reveal, Screening
from triage.store.types import now

AGAIN = timedelta(minutes=10)
"""Opening a note again within this time is the same opening."""

_UNREAD = (NoteStatus.WACHT, NoteStatus.BEZIG, NoteStatus.MISLUKT)


def last_opening(session: Session, note: Note, person: Person) -> Opening | None:
    """When this person last opened the note."""
    return session.scalar(
        select(Opening)
        .where(Opening.note_id == note.id, Opening.person_id == person.id)
        .order_by(Opening.id.desc())
        .limit(1)
    )


def open_note(session: Session, note: Note, person: Person) -> None:
    """Keeps that this person opened the note, unless that was a moment ago."""
    last = last_opening(session, note, person)
    if last is not None and now() - last.at < AGAIN:
        return
    session.add(Opening(note_id=note.id, person_id=person.id))
    log_note(session, "melding geopend", person, note, **{"hash van de tekst": note.text_hash})


def first_reading(session: Session, note: Note, person: Person) -> FirstReading | None:
    """What this person read in the note before any suggestion."""
    return session.scalar(
        select(FirstReading).where(FirstReading.note_id == note.id, FirstReading.person_id == person.id).limit(1)
    )


def revealed(session: Session, note: Note, person: Person) -> Reveal | None:
    """When suggestions of the note were first shown to this person."""
    return session.scalar(
        select(Reveal).where(Reveal.note_id == note.id, Reveal.person_id == person.id).order_by(Reveal.id).limit(1)
    )


def newest_screening(session: Session, note: Note) -> Screening | None:
    """The last attempt of the program at this note."""
    return session.scalar(select(Screening).where(Screening.note_id == note.id).order_by(Screening.id.desc()).limit(1))


def keep_first_reading(
    session: Session,
    note: Note,
    person: Person,
    *,
    signals: Collection[str],
    none_seen: bool,
    answers: Mapping[str, str],
    own_words: str | None,
) -> FirstReading:
    """Keeps a first reading: signals ticked or the explicit word that there are none, and an answer to each question.

    Raises Refused where something is missing or contradicts itself, or where this person read the note before.
    """
    if first_reading(session, note, person) is not None:
        raise Refused("already_read")
    if revealed(session, note, person) is not None:
        raise Refused("after_reveal")
    known = taxonomy()
    if any(signal not in known.labels for signal in signals):
        raise Refused("unknown_signal")
    raised = [label.id for label in known.labels.values() if label.id in signals]
    if none_seen and any(not known.labels[signal].protective for signal in raised):
        raise Refused("both_chosen")
    if not none_seen and not raised:
        raise Refused("nothing_chosen")
    if any(answers.get(question.id) not in reading_words().answers for question in known.questions):
        raise Refused("questions_open")
    reading = FirstReading(
        note_id=note.id,
        person_id=person.id,
        signals=raised,
        questions={question.id: answers[question.id] for question in known.questions},
        own_words=typed(own_words),
    )
    session.add(reading)
    if note.status in _UNREAD:
        note.status = NoteStatus.GELEZEN
    _second_reading_done(session, note, person)
    log_note(session, "eigen lezing bewaard", person, note, signalen=len(raised))
    return reading


def _second_reading_done(session: Session, note: Note, person: Person) -> None:
    asked = session.scalars(
        select(Consult).where(
            Consult.note_id == note.id,
            Consult.to_person == person.id,
            Consult.kind == "tweede_lezer",
            Consult.done_at.is_(None),
        )
    )
    for consult in asked:
        consult.done_at = now()


def reveal(session: Session, note: Note, person: Person, mode: Mode, screening: Screening) -> None:
    """Keeps that suggestions were shown: once, and again when the note was screened anew since."""
    last = session.scalar(
        select(Reveal)
        .where(Reveal.note_id == note.id, Reveal.person_id == person.id)
        .order_by(Reveal.id.desc())
        .limit(1)
    )
    if last is not None and last.at >= screening.finished_at:
        return
    session.add(Reveal(note_id=note.id, person_id=person.id, mode=mode))
    log_note(
        session,
        "signalen getoond",
        person,
        note,
        werkwijze=mode.value,
        lezing_programma=screening.id,
        gemaakt_met=screening.produced_by,
        invoer=screening.input_hash,
        instellingen=screening.config_hash,
    )


def judgements(session: Session, note: Note, person: Person) -> dict[str, Judgement]:
    """What this person says now of each suggestion that he judged, by signal; what is missing is untouched."""
    rows = session.scalars(
        select(Judgement)
        .where(Judgement.note_id == note.id, Judgement.person_id == person.id, Judgement.suggested)
        .order_by(Judgement.id)
    )
    return {row.signal: row for row in rows}


def judge(
    session: Session,
    note: Note,
    person: Person,
    signal: str,
    verdict: str | None,
    remark: str | None,
    *,
    shown: Collection[str],
) -> Judgement:
    """Adds what this person says of one suggestion; an earlier word of his stays and is replaced.

    `shown` are the signals on his screen. Raises Refused for any other signal or where nothing was chosen.
    """
    if signal not in shown:
        raise Refused("not_shown", 409)
    if verdict not in set(Verdict):
        raise Refused("no_verdict")
    before = judgements(session, note, person).get(signal)
    words = typed(remark)
    if before is not None and (before.verdict, before.remark) == (verdict, words):
        return before
    judgement = Judgement(
        note_id=note.id,
        person_id=person.id,
        signal=signal,
        verdict=Verdict(verdict),
        remark=words,
        replaces=before.id if before is not None else None,
    )
    session.add(judgement)
    log_note(
        session, "signaal beoordeeld", person, note, signaal=signal, oordeel=str(verdict), vervangt=before is not None
    )
    return judgement

"""The pages on which a person decides about a note, answers objections, and erases notes."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from pipeline.report.words import words
from pipeline.taxonomy import taxonomy
from triage.audit import record
from triage.intake.incoming import subject_key
from triage.outcome.erasing import Ground, erase_chosen, notes_about, proof
from triage.outcome.objections import answer_objection, object_to, objections
from triage.outcome.recording import outcome_label, outcomes, record_outcome
from triage.people.guard import ADMINS, Config, Db
from triage.queue.access import DECIDERS
from triage.queue.refused import Refused
from triage.queue.wanted import Field, Reader, WantedNote, number_of
from triage.reading.desk import contacts_of, open_desk
from triage.reading.form_page import form_page
from triage.reading.forms import names_of
from triage.reading.stage import Stage
from triage.reading.words import reading_words
from triage.settings import Settings
from triage.store.choices import ObjectionKind
from triage.store.tables import Note, Person
from triage.web.render import redirect, render
from triage.web.texts import text

router = APIRouter()
Admin = Annotated[Person, Depends(ADMINS)]
ERASE = "/beheer/verwijderen"


def outcome_page(
    request: Request,
    session: Session,
    settings: Settings,
    note: Note,
    person: Person,
    error: Refused | None = None,
    filled: dict[str, str] | None = None,
) -> Response:
    """The page on which what follows is recorded, with the whole text, so that whoever sees it opens the note."""
    return form_page(
        request,
        session,
        "outcome/outcome.html",
        note,
        error,
        filled,
        desk=open_desk(session, settings, note, person),
        stages=Stage,
        outcomes=[(row, outcome_label(settings, row.outcome)) for row in outcomes(session, note)],
        may_decide=person.role in DECIDERS,
        words=words(),
        taxonomy=taxonomy(),
        contacts=tuple(contacts_of(settings).contacts.values()),
    )


@router.get("/meldingen/{note_id:uuid}/uitkomst")
def show_outcome(request: Request, session: Db, settings: Config, note: WantedNote, person: Reader) -> Response:
    return outcome_page(request, session, settings, note, person)


@router.post("/meldingen/{note_id:uuid}/uitkomst")
def save_outcome(
    request: Request,
    session: Db,
    settings: Config,
    note: WantedNote,
    person: Reader,
    uitkomst: Field = "",
    reden: Field = "",
) -> Response:
    try:
        record_outcome(session, settings, note, person, uitkomst, reden)
    except Refused as error:
        filled = {"uitkomst": uitkomst, "reden": reden}
        return outcome_page(request, session, settings, note, person, error, filled)
    return redirect(request, f"/meldingen/{note.id}/uitkomst", "queue.done_outcome")


def objection_page(
    request: Request,
    session: Session,
    note: Note,
    person: Person,
    error: Refused | None = None,
    filled: dict[str, str] | None = None,
) -> Response:
    """The trail of corrections and objections to a note."""
    return form_page(
        request,
        session,
        "outcome/objections.html",
        note,
        error,
        filled,
        objections=objections(session, note),
        kinds=list(ObjectionKind),
        may_answer=person.role in DECIDERS,
    )


@router.get("/meldingen/{note_id:uuid}/bezwaar")
def show_objections(request: Request, session: Db, note: WantedNote, person: Reader) -> Response:
    return objection_page(request, session, note, person)


@router.post("/meldingen/{note_id:uuid}/bezwaar")
def save_objection(
    request: Request, session: Db, note: WantedNote, person: Reader, soort: Field = "", tekst: Field = ""
) -> Response:
    try:
        object_to(session, note, person, soort, tekst)
    except Refused as error:
        return objection_page(request, session, note, person, error, {"soort": soort, "tekst": tekst})
    return redirect(request, f"/meldingen/{note.id}/bezwaar", "queue.done_objection")


@router.post("/meldingen/{note_id:uuid}/bezwaar/antwoord")
def save_answer(
    request: Request, session: Db, note: WantedNote, person: Reader, nummer: Field = "", antwoord: Field = ""
) -> Response:
    try:
        answer_objection(session, note, person, number_of(nummer) or 0, antwoord)
    except Refused as error:
        return objection_page(request, session, note, person, error, {f"antwoord{nummer}": antwoord})
    return redirect(request, f"/meldingen/{note.id}/bezwaar", "queue.done_objection_answered")


def erase_page(
    request: Request,
    session: Session,
    settings: Settings,
    person: Person,
    subject: str,
    wanted: str,
    error: Refused | None = None,
) -> Response:
    """The notes about one person, to be chosen and erased; never their text."""
    key = subject_key(settings, subject) if subject else None
    found = notes_about(session, subject_key=key, words=wanted)
    if subject or wanted:
        record(
            session,
            "meldingen over een persoon gezocht",
            person=person,
            object_kind="lijst",
            subject_key=key,
            basis="verwijdering",
            details={"op kenmerk": bool(subject), "op woorden": bool(wanted), "gevonden": len(found)},
        )
    return render(
        request,
        "outcome/erase.html",
        status_code=error.status if error else 200,
        found=found,
        searched=bool(subject or wanted),
        subject=subject,
        wanted=wanted,
        grounds=[(ground.value, text(f"outcome.ground_{ground.value}")) for ground in Ground],
        statuses=reading_words().note_statuses,
        error=error.message if error else None,
    )


@router.get(ERASE)
def show_erase(request: Request, session: Db, settings: Config, person: Admin) -> Response:
    return erase_page(request, session, settings, person, "", "")


@router.post(f"{ERASE}/zoeken")
def find_to_erase(
    request: Request, session: Db, settings: Config, person: Admin, kenmerk: Field = "", woorden: Field = ""
) -> Response:
    """A form, so that what points at a person is in no address."""
    return erase_page(request, session, settings, person, kenmerk.strip(), woorden.strip())


@router.post(ERASE)
def erase_notes(
    request: Request,
    session: Db,
    settings: Config,
    person: Admin,
    meldingen: Annotated[list[str] | None, Form()] = None,
    grond: Field = "",
    zeker: Field = "",
    kenmerk: Field = "",
    woorden: Field = "",
) -> Response:
    try:
        erased = erase_chosen(session, person, meldingen or [], ground=grond, confirmed=bool(zeker))
    except Refused as error:
        return erase_page(request, session, settings, person, kenmerk.strip(), woorden.strip(), error)
    asked = urlencode([("melding", note_id) for note_id in erased])
    return redirect(request, f"{ERASE}/bewijs?{asked}", "outcome.done_erased")


@router.get(f"{ERASE}/bewijs")
def show_proof(
    request: Request, session: Db, person: Admin, melding: Annotated[list[str] | None, Query()] = None
) -> Response:
    return render(
        request,
        "outcome/proof.html",
        proof=proof(session, melding or []),
        people=names_of(session),
        grounds={ground.value: text(f"outcome.ground_{ground.value}") for ground in Ground},
    )

"""The pages of reading one note."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from pipeline.report.note_html import metadata_value
from pipeline.report.words import words
from pipeline.taxonomy import taxonomy
from triage.outcome.objections import objections
from triage.outcome.recording import outcome_label, outcomes
from triage.people.guard import Config, Db
from triage.queue.access import DECIDERS
from triage.queue.handing import consults
from triage.queue.logging import log_note
from triage.queue.refused import Refused
from triage.queue.wanted import Field, Reader, WantedNote, number_of
from triage.reading.desk import Desk, colleague_readings, contacts_of, desk, open_desk
from triage.reading.experience import experience
from triage.reading.forms import label_groups, names_of
from triage.reading.own_signals import Words, add_own_signal, places, remove_own_signal
from triage.reading.records import judge, keep_first_reading, open_note, reveal
from triage.reading.stage import Stage
from triage.reading.words import reading_words
from triage.settings import Settings
from triage.web.render import redirect, render

router = APIRouter()
Fields = Annotated[list[str] | None, Form()]


def note_page(
    request: Request, session: Session, settings: Settings, at: Desk, *, status_code: int = 200, **form: Any
) -> Response:
    """The page of a note at the stage where its reader is; `form` is what he filled in when a step was refused."""
    note = at.note
    shown: dict[str, Any] = {"error": None, "filled": {}, "places": [], "with_data": False, **form}
    return render(
        request,
        "reading/note.html",
        status_code=status_code,
        note=note,
        desk=at,
        words=words(),
        reading=reading_words(),
        taxonomy=taxonomy(),
        groups=label_groups(),
        metadata=[(words().metadata.get(key, key), metadata_value(value)) for key, value in note.extra.items()],
        people=names_of(session),
        consults=consults(session, note),
        objections=objections(session, note),
        outcomes=[(row, outcome_label(settings, row.outcome)) for row in outcomes(session, note)],
        colleagues=colleague_readings(session, note, at.person) if at.sees_colleagues else [],
        experience=experience(session) if at.summary is not None else {},
        contacts=tuple(contacts_of(settings).contacts.values()),
        may_decide=at.person.role in DECIDERS,
        **shown,
    )


@router.get("/meldingen/{note_id:uuid}")
def show_note(
    request: Request, session: Db, settings: Config, note: WantedNote, person: Reader, gegevens: str = ""
) -> Response:
    at = open_desk(session, settings, note, person)
    with_data = gegevens == "ja" and bool(note.extra)
    if with_data:
        log_note(session, "gegevens bij melding getoond", person, note)
    return note_page(request, session, settings, at, with_data=with_data)


@router.post("/meldingen/{note_id:uuid}/eigen-lezing")
def save_first_reading(
    request: Request,
    session: Db,
    settings: Config,
    note: WantedNote,
    person: Reader,
    signalen: Fields = None,
    geen: Field = "",
    eigen_woorden: Field = "",
    al_bekend: Field = "",
    traject: Field = "",
    acuut_gevaar: Field = "",
) -> Response:
    answers = {"al_bekend": al_bekend, "traject": traject, "acuut_gevaar": acuut_gevaar}
    chosen = signalen or []
    try:
        keep_first_reading(
            session, note, person, signals=chosen, none_seen=bool(geen), answers=answers, own_words=eigen_woorden
        )
    except Refused as error:
        filled = {"signalen": chosen, "geen": geen, "eigen_woorden": eigen_woorden, **answers}
        at = open_desk(session, settings, note, person)
        return note_page(
            request, session, settings, at, status_code=error.status, error=("lezing", error.message), filled=filled
        )
    return redirect(request, f"/meldingen/{note.id}", "queue.done_read")


@router.post("/meldingen/{note_id:uuid}/signalen")
def ask_for_suggestions(request: Request, session: Db, settings: Config, note: WantedNote, person: Reader) -> Response:
    at = desk(session, settings, note, person)
    if at.stage is Stage.FIRST:
        raise Refused("read_first", 409)
    if at.stage is Stage.ASKABLE and at.newest is not None:
        open_note(session, note, person)
        reveal(session, note, person, at.mode, at.newest)
    return redirect(request, f"/meldingen/{note.id}#signalen")


@router.post("/meldingen/{note_id:uuid}/oordeel")
def save_judgement(
    request: Request,
    session: Db,
    settings: Config,
    note: WantedNote,
    person: Reader,
    signaal: Field = "",
    oordeel: Field = "",
    toelichting: Field = "",
) -> Response:
    at = desk(session, settings, note, person)
    judge(session, note, person, signaal, oordeel, toelichting, shown=at.shown)
    if "hx-request" not in request.headers:
        return redirect(request, f"/meldingen/{note.id}#s-{signaal}")
    session.flush()
    found = desk(session, settings, note, person).view.found
    assert found is not None
    return render(
        request,
        "reading/signal_part.html",
        note=note,
        signal=found.by_id(signaal),
        found=found,
        words=words(),
        reading=reading_words(),
        experience=experience(session),
    )


@router.post("/meldingen/{note_id:uuid}/eigen-signaal")
def save_own_signal(
    request: Request,
    session: Db,
    settings: Config,
    note: WantedNote,
    person: Reader,
    signaal: Field = "",
    woorden: Field = "",
    start: Field = "",
    einde: Field = "",
    plek: Field = "",
    presence: Field = "",
    temporality: Field = "",
    experiencer: Field = "",
    attribution: Field = "",
) -> Response:
    if desk(session, settings, note, person).stage is Stage.FIRST:
        raise Refused("read_first", 409)
    qualifiers = {
        "presence": presence,
        "temporality": temporality,
        "experiencer": experiencer,
        "attribution": attribution,
    }
    found = []
    try:
        found = places(note.text, Words(woorden, number_of(start), number_of(einde)))
        chosen = number_of(plek)
        if len(found) > 1 and chosen is None:
            raise Refused("choose_place")
        if chosen is not None and chosen >= len(found):
            raise Refused("unknown_value")
        added = add_own_signal(session, note, person, signaal, found[chosen or 0], qualifiers)
    except Refused as error:
        filled = {"signaal": signaal, "woorden": woorden, **qualifiers}
        return note_page(
            request,
            session,
            settings,
            open_desk(session, settings, note, person),
            status_code=error.status,
            error=("eigen", error.message),
            filled=filled,
            places=found if len(found) > 1 else [],
        )
    return redirect(request, f"/meldingen/{note.id}#e-{added.id}", "queue.done_added")


@router.post("/meldingen/{note_id:uuid}/eigen-signaal/weg")
def take_back_own_signal(
    request: Request, session: Db, note: WantedNote, person: Reader, nummer: Field = ""
) -> Response:
    remove_own_signal(session, note, person, number_of(nummer) or 0)
    return redirect(request, f"/meldingen/{note.id}#eigen", "queue.done_removed")

"""The list of notes, and the pages on which a note is handed on."""

from __future__ import annotations

from datetime import date
from typing import Annotated, get_args
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Form, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from pipeline.taxonomy import taxonomy
from triage.audit import record
from triage.people.guard import Config, Db
from triage.queue import handing
from triage.queue.access import colleagues, find_note
from triage.queue.finding import Filters, View, counts, find, sources
from triage.queue.refused import Refused
from triage.queue.wanted import Field, Reader, WantedNote, number_of
from triage.reading.form_page import form_page
from triage.reading.forms import label_groups, names_of
from triage.reading.words import reading_words
from triage.settings import Settings
from triage.store.choices import NoteStatus
from triage.store.tables import Note, Person
from triage.web.render import redirect, render
from triage.web.texts import text

router = APIRouter()
Asked = Annotated[str, Query(max_length=100)]
Renamed = Annotated[str, Form(alias="opmerking-tweede", max_length=20_000)]
LIST = "/meldingen"


def filters_of(
    lijst: Asked = "open", vanaf: Asked = "", tot: Asked = "", bron: Asked = "", stand: Asked = "", signaal: Asked = ""
) -> Filters:
    """The filters of an address. Raises Refused for a value that does not exist."""
    if lijst not in get_args(View) or (stand and stand not in set(NoteStatus)):
        raise Refused("unknown_value")
    if signaal and signaal not in taxonomy().labels:
        raise Refused("unknown_signal")
    try:
        since, until = (date.fromisoformat(value) if value else None for value in (vanaf, tot))
    except ValueError as error:
        raise Refused("bad_date") from error
    return Filters(
        view=lijst,  # type: ignore[arg-type]
        since=since,
        until=until,
        source=bron or None,
        status=NoteStatus(stand) if stand else None,
        signal=signaal or None,
    )


def list_page(
    request: Request, session: Session, settings: Settings, person: Person, filters: Filters, page: int
) -> Response:
    """One page of the list; what was asked goes into the log where it is more than a view."""
    zone = ZoneInfo(settings.timezone)
    found = find(session, person, filters, order=settings.queue_order, zone=zone, page=page)
    if filters.narrowed:
        record(
            session,
            "meldingen gezocht",
            person=person,
            object_kind="lijst",
            details={**filters.logged(), "gevonden": found.total},
        )
    asked = [(name, value) for name, value in filters.logged().items() if value]
    return render(
        request,
        "queue/list.html",
        found=found,
        filters=filters,
        views=[(view, text(f"queue.view_{view}"), count) for view, count in counts(session, person).items()],
        sources=sources(session, person),
        groups=label_groups(),
        statuses=reading_words().note_statuses,
        people=names_of(session),
        order=settings.queue_order,
        link=lambda page: f"{LIST}?{urlencode([*asked, ('blad', page)])}",
    )


@router.get(LIST)
def show_list(
    request: Request,
    session: Db,
    settings: Config,
    person: Reader,
    filters: Annotated[Filters, Depends(filters_of)],
    blad: Asked = "1",
) -> Response:
    return list_page(request, session, settings, person, filters, number_of(blad) or 1)


@router.post(f"{LIST}/zoeken")
def search(
    request: Request, session: Db, settings: Config, person: Reader, woorden: Field = "", blad: Field = "1"
) -> Response:
    """Searching by words is a form, so that what was typed is in no address."""
    if not woorden.strip():
        return redirect(request, LIST)
    return list_page(
        request, session, settings, person, Filters(view="alles", words=woorden.strip()), number_of(blad) or 1
    )


@router.post("/meldingen/{note_id:uuid}/oppakken")
def take_up(request: Request, session: Db, note: WantedNote, person: Reader) -> Response:
    handing.take(session, note, person)
    return redirect(request, f"{LIST}/{note.id}", "queue.done_taken")


@router.post("/meldingen/{note_id:uuid}/toewijzen")
def give(request: Request, session: Db, note: WantedNote, person: Reader, collega: Field = "") -> Response:
    try:
        handing.give(session, note, person, _person(session, collega))
    except Refused as error:
        return hand_on_page(request, session, note, person, error, {"toewijzen": collega})
    return redirect(request, LIST, "queue.done_given")


@router.post("/meldingen/{note_id:uuid}/terugleggen")
def put_back(request: Request, session: Db, note: WantedNote, person: Reader) -> Response:
    handing.give_back(session, note, person)
    return redirect(request, LIST, "queue.done_released")


@router.post("/meldingen/{note_id:uuid}/later")
def come_back_later(request: Request, session: Db, note: WantedNote, person: Reader, opmerking: Field = "") -> Response:
    try:
        handing.postpone(session, note, person, opmerking)
    except Refused as error:
        return hand_on_page(request, session, note, person, error, {"later": opmerking})
    return redirect(request, LIST, "queue.done_later")


@router.post("/meldingen/{note_id:uuid}/verder")
def go_on(request: Request, session: Db, note: WantedNote, person: Reader) -> Response:
    handing.resume(session, note, person)
    return redirect(request, f"{LIST}/{note.id}", "queue.done_resumed")


def hand_on_page(
    request: Request,
    session: Session,
    note: Note,
    person: Person,
    error: Refused | None = None,
    filled: dict[str, str] | None = None,
) -> Response:
    """The page on which a note is put off or put before a colleague."""
    return form_page(
        request,
        session,
        "queue/hand_on.html",
        note,
        error,
        filled,
        consults=handing.consults(session, note),
        colleagues=colleagues(session, person),
    )


@router.get("/meldingen/{note_id:uuid}/doorgeven")
def show_hand_on(request: Request, session: Db, note: WantedNote, person: Reader) -> Response:
    return hand_on_page(request, session, note, person)


@router.post("/meldingen/{note_id:uuid}/overleg")
def ask_colleague(
    request: Request, session: Db, note: WantedNote, person: Reader, collega: Field = "", vraag: Field = ""
) -> Response:
    try:
        handing.ask(session, note, person, _person(session, collega), vraag)
    except Refused as error:
        return hand_on_page(request, session, note, person, error, {"vraag": vraag, "collega": collega})
    return redirect(request, f"{LIST}/{note.id}", "queue.done_asked")


@router.post("/meldingen/{note_id:uuid}/antwoord")
def answer_colleague(
    request: Request, session: Db, note: WantedNote, person: Reader, nummer: Field = "", antwoord: Field = ""
) -> Response:
    try:
        handing.answer(session, note, person, number_of(nummer) or 0, antwoord)
    except Refused as error:
        return hand_on_page(request, session, note, person, error, {f"antwoord{nummer}": antwoord})
    # Without a question left, a note of another team is this person's no more.
    still = find_note(session, person, note.id) is not None
    return redirect(request, f"{LIST}/{note.id}" if still else LIST, "queue.done_answered")


@router.post("/meldingen/{note_id:uuid}/tweede-lezer")
def ask_to_read_along(
    request: Request,
    session: Db,
    note: WantedNote,
    person: Reader,
    collega: Field = "",
    opmerking: Renamed = "",
) -> Response:
    try:
        handing.ask_second_reader(session, note, person, _person(session, collega), opmerking)
    except Refused as error:
        return hand_on_page(request, session, note, person, error, {"tweede": opmerking, "tweede_lezer": collega})
    return redirect(request, f"{LIST}/{note.id}", "queue.done_second_reader")


def _person(session: Session, number: str) -> Person | None:
    found = number_of(number)
    return session.get(Person, found) if found is not None else None

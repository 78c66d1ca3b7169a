"""Screens on which a person hands in notes: typing or pasting one, uploading a file, and what became of it."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Form, Request, UploadFile
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import Response

from pipeline.spreadsheet import no_formula
from triage.intake.accept import accept
from triage.intake.files import Taker
from triage.intake.incoming import LONGEST_ID, LONGEST_SOURCE, Incoming, NotAccepted, as_date, prepare
from triage.intake.rows import why_unreadable
from triage.intake.setup import intake_of
from triage.people.guard import READERS, Config, Db, needs
from triage.settings import Settings
from triage.store.choices import DeliveryKind, Role
from triage.store.tables import Delivery, Note, Person
from triage.web.errors import Refused
from triage.web.render import plain, redirect, render
from triage.web.texts import text

router = APIRouter(include_in_schema=False)
NEW = "/meldingen/nieuw"
DELIVERY = "/meldingen/ontvangen"
RECENT = 10
UNNAMED = "bestand"
WHO_SEE = needs(Role.LEZER, Role.BEOORDELAAR, Role.BEHEERDER)
_UNSAFE = re.compile(r"[^\w .()-]+")


@router.get(NEW)
def show_new(request: Request, person: Annotated[Person, Depends(READERS)], session: Db) -> Response:
    return _new_page(request, session, person)


@router.post(NEW)
def hand_in(
    request: Request,
    session: Db,
    settings: Config,
    person: Annotated[Person, Depends(READERS)],
    number: Annotated[UUID, Form()],
    words: Annotated[str, Form()] = "",
    source: Annotated[str, Form(max_length=LONGEST_SOURCE)] = "",
    noted_on: Annotated[str, Form(max_length=40)] = "",
    external_id: Annotated[str, Form(max_length=LONGEST_ID)] = "",
    subject: Annotated[str, Form(max_length=LONGEST_ID)] = "",
) -> Response:
    typed = {
        "words": words,
        "source": source,
        "noted_on": noted_on,
        "external_id": external_id,
        "subject": subject,
        "number": str(number),
    }
    intake = intake_of(request)
    try:
        incoming = Incoming(
            text=words.replace("\r\n", "\n"),
            source=source if source in settings.sources else "",
            external_id=external_id.strip() or None,
            noted_on=_date(noted_on),
            subject=subject.strip() or None,
        )
        prepared = prepare(incoming, settings, intake.deidentify, note_id=str(number))
        accepted = accept(session, settings, prepared, intake.vault, way=DeliveryKind.FORMULIER.value, person=person)
    except NotAccepted as refusal:
        error = text(f"intake.{refusal.key}", limit=f"{settings.max_note_chars:,}".replace(",", "."))
        return _new_page(request, session, person, status_code=422, typed=typed, error=error)
    if accepted.new:
        session.add(
            Delivery(
                id=accepted.note.id,
                kind=DeliveryKind.FORMULIER,
                source=prepared.source,
                person_id=person.id,
                taken=1,
                note_ids=[accepted.note.id],
            )
        )
        return redirect(request, f"{DELIVERY}/{accepted.note.id}", "intake.one_taken")
    to = (
        f"{DELIVERY}/{accepted.note.id}"
        if session.get(Delivery, accepted.note.id)
        else f"/meldingen/{accepted.note.id}"
    )
    return redirect(request, to, "intake.one_known")


@router.post(f"{NEW}/bestand")
def upload(
    request: Request,
    session: Db,
    settings: Config,
    person: Annotated[Person, Depends(READERS)],
    file: UploadFile,
    file_source: Annotated[str, Form(max_length=LONGEST_SOURCE)] = "",
    text_column: Annotated[str, Form(max_length=100)] = "",
    id_column: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    if not file.filename or not file.size:
        return _new_page(request, session, person, status_code=422, file_error=text("intake.no_file"))
    if file_source not in settings.sources:
        return _new_page(request, session, person, status_code=422, file_error=text("intake.bad_source"))
    intake = intake_of(request)
    # The file is stored in transactions of its own, for which SQLite's one write lock must be free.
    session.commit()
    name = safe_name(file.filename)
    with tempfile.TemporaryDirectory(prefix="nietpluis-") as folder:
        path = Path(folder) / name
        with path.open("wb") as kept:
            while piece := file.file.read(1 << 20):
                kept.write(piece)
        taker = Taker(request.app.state.store, settings, intake.deidentify, intake.vault)
        delivery = taker.take(
            path,
            kind=DeliveryKind.BESTAND,
            name=name,
            source=file_source,
            person=person,
            text_column=text_column.strip() or None,
            id_column=id_column.strip() or None,
        )
    return redirect(request, f"{DELIVERY}/{delivery}")


@router.get(f"{DELIVERY}/{{delivery_id:uuid}}")
def show_delivery(
    request: Request, delivery_id: UUID, person: Annotated[Person, Depends(WHO_SEE)], session: Db
) -> Response:
    delivery = _delivery(session, delivery_id, person)
    return plain(
        render(
            request,
            "intake/delivery.html",
            delivery=delivery,
            notes=_notes(session, delivery.note_ids[:50]),
            error=why_unreadable(delivery.error) if delivery.error else None,
        )
    )


@router.get(f"{DELIVERY}/{{delivery_id:uuid}}/afgekeurd.csv")
def rejected_rows(delivery_id: UUID, person: Annotated[Person, Depends(WHO_SEE)], session: Db) -> Response:
    """The rows that were not taken, with line and reason; a spreadsheet runs none of its cells."""
    delivery = _delivery(session, delivery_id, person)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(["regel", "nummer", "reden"])
    for row in delivery.rejects:
        writer.writerow([row["line"], no_formula(row["id"]), no_formula(row["reason"])])
    response = Response("\ufeff" + out.getvalue(), media_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="afgekeurd.csv"'
    return plain(response)


def safe_name(name: str) -> str:
    """The name of an uploaded file without folders and odd characters; its extension says what it is."""
    bare = _UNSAFE.sub("_", name.replace("\\", "/").rsplit("/", 1)[-1]).strip().rstrip(".")
    stem, dot, extension = bare.rpartition(".")
    if not dot:
        return bare[:100] or UNNAMED
    return f"{stem[:100] or UNNAMED}.{extension[:10]}"


def _date(typed: str) -> date | None:
    if not typed.strip():
        return None
    found = as_date(typed)
    if found is None:
        raise NotAccepted("bad_date")
    return found


def _delivery(session: Session, delivery_id: UUID, person: Person) -> Delivery:
    """A delivery that this person handed in, or any for who manages the application."""
    delivery = session.get(Delivery, str(delivery_id))
    if delivery is None or (person.role is not Role.BEHEERDER and delivery.person_id != person.id):
        raise Refused("web.error_404", 404)
    return delivery


def _notes(session: Session, ids: Sequence[str]) -> Sequence[Note]:
    return session.scalars(select(Note).where(Note.id.in_(ids)).order_by(Note.arrived_at, Note.id)).all()


def _new_page(
    request: Request,
    session: Session,
    person: Person,
    *,
    status_code: int = 200,
    typed: dict[str, str] | None = None,
    error: str | None = None,
    file_error: str | None = None,
) -> Response:
    settings: Settings = request.app.state.settings
    mine = select(Delivery).where(Delivery.person_id == person.id).order_by(Delivery.at.desc()).limit(RECENT)
    context: dict[str, Any] = {
        "typed": typed
        or {"words": "", "source": "", "noted_on": "", "external_id": "", "subject": "", "number": uuid4()},
        "error": error,
        "file_error": file_error,
        "sources": [(source, source.capitalize()) for source in settings.sources],
        "deidentifier": intake_of(request).deidentify,
        "deliveries": session.scalars(mine).all(),
    }
    return plain(render(request, "intake/new.html", status_code=status_code, **context))

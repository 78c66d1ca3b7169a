"""The log for the auditor: lines, the check of the chain, and the access report for a person concerned."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Form, Query, Request
from sqlalchemy import select
from starlette.responses import Response

from triage.audit import browse, record
from triage.audit.report import access_report
from triage.audit.verify import verify
from triage.intake.incoming import subject_key
from triage.people.guard import AUDITORS, Config, Db
from triage.store.tables import Person
from triage.store.types import now
from triage.web.render import render

router = APIRouter(prefix="/controle")
Auditor = Annotated[Person, Depends(AUDITORS)]
LARGEST = 2**31 - 1


@router.get("/logboek")
def show_log(
    request: Request,
    session: Db,
    settings: Config,
    auditor: Auditor,
    gebeurtenis: Annotated[str, Query(max_length=60)] = "",
    persoon: Annotated[str, Query(max_length=10, pattern=r"^\d*$")] = "",
    over: Annotated[str, Query(max_length=100)] = "",
    vanaf: Annotated[str, Query(max_length=10)] = "",
    tot: Annotated[str, Query(max_length=10)] = "",
    verder: Annotated[int | None, Query(ge=1, le=LARGEST)] = None,
) -> Response:
    zone = ZoneInfo(settings.timezone)
    wanted = browse.Wanted(
        event=gebeurtenis or None,
        person_id=min(int(persoon), LARGEST) if persoon else None,
        object_id=over.strip().replace("\x00", "") or None,
        since=_midnight(vanaf, zone),
        until=_midnight(tot, zone, after=timedelta(days=1)),
        before_seq=verder,
    )
    rows, more = browse.page(session, wanted)
    filters = [name for name, value in vars(wanted).items() if value is not None and name != "before_seq"]
    record(
        session,
        "logboek bekeken",
        person=auditor,
        object_kind="logboek",
        basis="toezicht",
        details={"filters": filters, "regels": len(rows)},
    )
    chosen = {"gebeurtenis": gebeurtenis, "persoon": persoon, "over": over, "vanaf": vanaf, "tot": tot}
    people = session.execute(select(Person.id, Person.name).order_by(Person.name)).all()
    return render(
        request,
        "audit/log.html",
        rows=rows,
        more=more,
        chosen=chosen,
        events=browse.events(session),
        people=people,
    )


def _midnight(value: str, zone: ZoneInfo, after: timedelta = timedelta()) -> datetime | None:
    """The start of a day that a form sent, in UTC; None for an empty field or what is no date."""
    try:
        return datetime.combine(date.fromisoformat(value) + after, time(), zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


@router.get("/keten")
def show_chain(request: Request, auditor: Auditor) -> Response:
    return render(request, "audit/chain.html", verified=None, noted="")


@router.post("/keten")
def check_chain(
    request: Request, session: Db, auditor: Auditor, noted: Annotated[str, Form(max_length=64)] = ""
) -> Response:
    with request.app.state.store.reading() as reading:
        verified = verify(reading, noted.strip().lower() or None)
    record(
        session,
        "logboek gecontroleerd",
        person=auditor,
        object_kind="logboek",
        basis="toezicht",
        outcome="gelukt" if verified.whole else "fouten",
        details={"regels": verified.events, "fouten": len(verified.faults)},
    )
    return render(request, "audit/chain.html", verified=verified, noted=noted)


@router.get("/inzage")
def ask_report(request: Request, auditor: Auditor) -> Response:
    return render(request, "audit/access.html", lines=None, made_at=None)


@router.post("/inzage")
def show_report(
    request: Request,
    session: Db,
    settings: Config,
    auditor: Auditor,
    subject: Annotated[str, Form(max_length=200)],
) -> Response:
    key = subject_key(settings, subject)
    lines = access_report(session, key) if key else []
    record(
        session,
        "inzageoverzicht gemaakt",
        person=auditor,
        object_kind="persoon over wie het gaat",
        subject_key=key,
        basis="recht op inzage",
        details={"regels": len(lines)},
    )
    return render(request, "audit/access.html", lines=lines, made_at=now())

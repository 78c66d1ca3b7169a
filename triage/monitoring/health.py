"""Whether the application lives and can work: what a load balancer or an administrator asks."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from triage.intake.jobs import counts
from triage.people.guard import public
from triage.store.migrate import is_current
from triage.store.types import now

router = APIRouter()
STUCK = timedelta(minutes=15)
"""A note that waits longer than this means that no worker reads; the web pages still work."""


@router.get("/gezond", dependencies=[Depends(public)])
def alive() -> JSONResponse:
    """The process answers."""
    return JSONResponse({"status": "ok"})


@router.get("/klaar", dependencies=[Depends(public)])
def ready(request: Request) -> JSONResponse:
    """The database answers and has the tables of this version: 200; otherwise 503. `wachtrij` warns only."""
    found = {"database": "ok", "tabellen": "ok", "wachtrij": "ok"}
    try:
        with request.app.state.store.reading() as session:
            session.execute(text("SELECT 1"))
            if not is_current(request.app.state.store):
                found["tabellen"] = "verouderd"
            elif _stuck(session):
                found["wachtrij"] = "loopt achter"
    except SQLAlchemyError:
        found["database"] = "weg"
    works = found["database"] == "ok" and found["tabellen"] == "ok"
    return JSONResponse({"status": "ok" if works else "niet klaar", **found}, status_code=200 if works else 503)


def _stuck(session: Session) -> bool:
    oldest = counts(session).oldest
    return oldest is not None and oldest < now() - STUCK

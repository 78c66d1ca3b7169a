"""The page and the file for researchers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import StreamingResponse
from starlette.responses import Response

from triage.audit import record
from triage.export import corpus
from triage.people.guard import Config, Db, needs
from triage.settings import Settings
from triage.store.choices import Role
from triage.store.session import Store
from triage.store.tables import Person
from triage.store.types import now
from triage.web.render import render

router = APIRouter()
RESEARCHERS = needs(Role.ONDERZOEKER)


@router.get("/onderzoek")
def show(request: Request, session: Db, person: Annotated[Person, Depends(RESEARCHERS)]) -> Response:
    return render(request, "export/export.html", extent=corpus.extent(session))


@router.post("/onderzoek/export")
def download(
    request: Request, session: Db, settings: Config, person: Annotated[Person, Depends(RESEARCHERS)]
) -> StreamingResponse:
    found = corpus.extent(session)
    record(
        session,
        "export voor onderzoek",
        person=person,
        object_kind="meldingen",
        basis="onderzoek",
        details={
            "regels": found.lines,
            "meldingen": found.notes,
            "overgeslagen": found.not_pseudonymised,
            "kolommen": list(settings.export_columns),
        },
    )
    return StreamingResponse(
        _stream(request.app.state.store, settings),
        media_type="application/x-ndjson",
        headers={"Content-Disposition": f'attachment; filename="nietpluis-export-{now():%Y-%m-%d}.jsonl"'},
    )


def _stream(store: Store, settings: Settings) -> Iterator[str]:
    with store.reading() as session:
        for line in corpus.lines(session, settings):
            yield json.dumps(line, ensure_ascii=False) + "\n"

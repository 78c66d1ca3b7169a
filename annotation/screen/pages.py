"""The annotator's pages: own projects, own notes, the screen itself with its data, and the guideline."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Query, Request
from fastapi.responses import JSONResponse
from sqlalchemy import func, select
from starlette.responses import Response

from annotation.guideline.content import guideline
from annotation.guideline.page import on_page
from annotation.screen.guard import Annotator, Number
from annotation.screen.projects import progress
from annotation.screen.reading import ActError, SentAct
from annotation.screen.tables import Assignment, Project, State
from annotation.screen.words import words
from annotation.screen.work import Conflict, first_to_do, mine, save, shown
from triage.people.guard import Db
from triage.web.errors import Refused
from triage.web.render import plain, redirect, render

router = APIRouter()
ON_A_PAGE = 50
MOST_ACTS = 500
Sent = Annotated[list[SentAct], Body(max_length=MOST_ACTS)]


@router.get("/")
def start(request: Request, person: Annotator) -> Response:
    return redirect(request, "/annoteren")


@router.get("/annoteren")
def own_projects(request: Request, session: Db, person: Annotator) -> Response:
    return render(request, "screen/projects.html", found=progress(session, person_id=person.id))


@router.get("/annoteren/{project_id}")
def own_notes(
    request: Request,
    session: Db,
    person: Annotator,
    project_id: Number,
    staat: State | None = None,
    pagina: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
) -> Response:
    project = session.get(Project, project_id)
    query = select(Assignment).where(Assignment.project_id == project_id, Assignment.person_id == person.id)
    if staat is not None:
        query = query.where(Assignment.state == staat)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    if project is None or (total == 0 and staat is None):
        raise Refused("web.error_404", 404)
    rows = session.scalars(query.order_by(Assignment.position).offset((pagina - 1) * ON_A_PAGE).limit(ON_A_PAGE))
    return render(
        request,
        "screen/notes.html",
        project=project,
        rows=list(rows.unique()),
        total=total,
        page=pagina,
        pages=max(1, -(-total // ON_A_PAGE)),
        state=staat,
        states=words().states,
    )


@router.get("/annoteren/{project_id}/verder")
def go_on(request: Request, session: Db, person: Annotator, project_id: Number) -> Response:
    found = first_to_do(session, person, project_id)
    if found is None:
        raise Refused("web.error_404", 404)
    return redirect(request, f"/annoteren/notitie/{found}")


@router.get("/annoteren/notitie/{assignment_id}")
def screen(request: Request, session: Db, person: Annotator, assignment_id: Number) -> Response:
    assignment = mine(session, person, assignment_id)
    return render(
        request,
        "screen/screen.html",
        assignment=assignment,
        for_browser=words().for_browser(),
        **on_page(guideline()),
    )


@router.get("/annoteren/notitie/{assignment_id}/gegevens")
def data(session: Db, person: Annotator, assignment_id: Number) -> Response:
    return plain(JSONResponse(shown(session, mine(session, person, assignment_id))))


@router.post("/annoteren/notitie/{assignment_id}/acties")
def acts(session: Db, person: Annotator, assignment_id: Number, sent: Sent) -> Response:
    assignment = mine(session, person, assignment_id)
    try:
        last = save(session, person, assignment, sent)
    except Conflict as conflict:
        session.rollback()
        return JSONResponse({"last": conflict.last}, status_code=409)
    except ActError as error:
        session.rollback()
        return JSONResponse({"detail": str(error)}, status_code=422)
    return JSONResponse({"last": last, "state": assignment.state.value})


@router.get("/richtlijn")
def whole_guideline(request: Request, person: Annotator) -> Response:
    return render(request, "screen/guideline.html", **on_page(guideline()))

"""The leader's pages: how far everybody is, and what leaves the screen."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.responses import Response

from annotation.screen.export import facts, finished
from annotation.screen.guard import Leader, Number
from annotation.screen.projects import progress
from annotation.screen.tables import Project, ProjectNote
from triage.audit import record
from triage.people.guard import Db
from triage.store.tables import Person
from triage.web.errors import Refused
from triage.web.render import render

router = APIRouter(prefix="/projecten")


def project_of(session: Session, project_id: int) -> Project:
    """The project; raises `Refused` where there is none."""
    found = session.get(Project, project_id)
    if found is None:
        raise Refused("web.error_404", 404)
    return found


@router.get("")
def all_projects(request: Request, session: Db, person: Leader) -> Response:
    counts = select(Project, func.count(ProjectNote.id)).outerjoin(ProjectNote).group_by(Project.id)
    rows = session.execute(counts.order_by(Project.name)).all()
    return render(request, "screen/all_projects.html", rows=rows)


@router.get("/{project_id}")
def one_project(request: Request, session: Db, person: Leader, project_id: Number) -> Response:
    project = project_of(session, project_id)
    notes = select(func.count()).where(ProjectNote.project_id == project_id)
    return render(
        request,
        "screen/project.html",
        project=project,
        notes=session.scalar(notes),
        withheld=session.scalar(notes.where(ProjectNote.withheld)),
        found=progress(session, project_id=project_id),
    )


@router.get("/{project_id}/annotaties.jsonl")
def all_annotations(session: Db, person: Leader, project_id: Number) -> Response:
    project = project_of(session, project_id)
    rows = [work.note().model_dump(mode="json") for work in finished(session, project.id)]
    return download(session, person, project, "annotaties", rows)


@router.get("/{project_id}/feiten.jsonl")
def what_happened(session: Db, person: Leader, project_id: Number) -> Response:
    project = project_of(session, project_id)
    return download(session, person, project, "feiten", list(facts(session, project.id)))


def download(session: Session, person: Person, project: Project, name: str, rows: list[dict[str, Any]]) -> Response:
    """A JSON Lines file, and a line in the log that says who took it."""
    record(
        session,
        "annotaties geëxporteerd",
        person=person,
        object_kind="annotatieproject",
        object_id=project.id,
        details={"wat": name, "regels": len(rows)},
    )
    return StreamingResponse(
        _lines(rows),
        media_type="application/jsonl; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}-{project.id}.jsonl"'},
    )


def _lines(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    for row in rows:
        yield json.dumps(row, ensure_ascii=False) + "\n"

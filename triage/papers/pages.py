"""`/over` for everyone, the model card, and the papers that an administrator takes away."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse
from sqlalchemy.orm import Session
from starlette.responses import Response

from pipeline.taxonomy import taxonomy
from triage.papers import document as papers
from triage.papers import register
from triage.papers.system import System, describe
from triage.people.guard import Config, Db, known_login, needs, public
from triage.settings import Settings
from triage.store.choices import Role
from triage.store.tables import Person
from triage.store.types import now
from triage.web.errors import Refused
from triage.web.render import render
from triage.web.texts import text

router = APIRouter()
KEEPERS = needs(Role.BEHEERDER, Role.AUDITOR)
Keeper = Annotated[Person, Depends(KEEPERS)]
TITLES = {name: f"papers.title_{name}" for name in papers.NAMES}


@router.get("/over", dependencies=[Depends(public), Depends(known_login)])
def about(request: Request, session: Db, settings: Config) -> Response:
    system = describe(session, settings)
    known = taxonomy()
    return render(
        request,
        "papers/about.html",
        system=system,
        expired=system.expired(now().astimezone(ZoneInfo(settings.timezone)).date()),
        weakest=_weakest(system),
        domains=[
            (name, [label for label in known.labels.values() if label.domain == domain])
            for domain, name in known.domains.items()
        ],
    )


def _weakest(system: System) -> list[tuple[str, int]]:
    """The five signals that the model finds worst, by name, with their F1 in hundredths."""
    if system.facts is None:
        return []
    labels = taxonomy().labels
    known = sorted((value, name) for name, value in system.facts.labels.items() if name in labels)
    return [(labels[name].label, round(100 * value)) for value, name in known[:5]]


@router.get("/over/model", dependencies=[Depends(public), Depends(known_login)])
def model_card(request: Request, session: Db, settings: Config) -> Response:
    system = describe(session, settings)
    card = system.facts.card if system.facts else None
    return render(
        request,
        "papers/model.html",
        system=system,
        card=papers.html(card) if card else None,
    )


@router.get("/beheer/papieren")
def index(request: Request, session: Db, settings: Config, person: Keeper) -> Response:
    found = register.problems(register.entry(settings, describe(session, settings)))
    return render(request, "papers/index.html", titles=TITLES, problems=len(found))


@router.get("/beheer/papieren/algoritmeregister")
def register_page(request: Request, session: Db, settings: Config, person: Keeper) -> Response:
    made = register.entry(settings, describe(session, settings))
    wrong = {problem.field.key: problem for problem in register.problems(made)}
    return render(
        request,
        "papers/register.html",
        rows=[(field, made.get(field.key), wrong.get(field.key)) for field in register.standard().fields],
        wrong=len(wrong),
    )


@router.get("/beheer/papieren/algoritmeregister.json")
def register_json(session: Db, settings: Config, person: Keeper) -> JSONResponse:
    made = register.entry(settings, describe(session, settings))
    return JSONResponse(made, headers={"Content-Disposition": 'attachment; filename="algoritmeregister.json"'})


def _document(session: Session, settings: Settings, name: str) -> papers.Document:
    if name not in papers.NAMES:
        raise Refused("web.error_404", 404)
    return papers.document(name, settings, describe(session, settings))


@router.get("/beheer/papieren/{name}.md")
def document_markdown(session: Db, settings: Config, person: Keeper, name: str) -> Response:
    made = _document(session, settings, name)
    return Response(
        made.markdown(text("papers.todo")),
        media_type="text/markdown; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{made.name}.md"'},
    )


@router.get("/beheer/papieren/{name}")
def document_page(request: Request, session: Db, settings: Config, person: Keeper, name: str) -> Response:
    made = _document(session, settings, name)
    return render(request, "papers/document.html", document=made, html=papers.html)

"""Screens to stop suggestions: for oneself, and for a team or all."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from sqlalchemy import select
from starlette.responses import Response

from triage.holdout import switch
from triage.holdout.suggestions import on_for_all
from triage.people.guard import ADMINS, ANYONE, Db
from triage.store.choices import SwitchScope
from triage.store.tables import Person, Team
from triage.web.render import redirect, render

router = APIRouter()
MANAGE, OWN = "/beheer/suggesties", "/account/suggesties"
Reason = Annotated[str, Form(max_length=1000)]


def _said(on: bool) -> str:
    return "holdout.turned_on" if on else "holdout.turned_off"


@router.get(MANAGE)
def show(request: Request, session: Db, person: Annotated[Person, Depends(ADMINS)]) -> Response:
    return render(
        request,
        "holdout/manage.html",
        everybody=on_for_all(session),
        teams=session.scalars(select(Team).order_by(Team.name)).all(),
        without=session.scalars(
            select(Person).where(Person.active, ~Person.suggestions_on).order_by(Person.name)
        ).all(),
        history=switch.history(session),
    )


@router.post(MANAGE)
def throw(
    request: Request,
    session: Db,
    person: Annotated[Person, Depends(ADMINS)],
    scope: Annotated[SwitchScope, Form()],
    on: Annotated[bool, Form()],
    reason: Reason = "",
    scope_id: Annotated[int | None, Form()] = None,
) -> Response:
    switch.throw(session, person, scope, scope_id, on, reason)
    return redirect(request, MANAGE, _said(on))


@router.get(OWN)
def show_own(request: Request, session: Db, person: Annotated[Person, Depends(ANYONE)]) -> Response:
    return render(request, "holdout/own.html", everybody=on_for_all(session))


@router.post(OWN)
def throw_own(
    request: Request,
    session: Db,
    person: Annotated[Person, Depends(ANYONE)],
    on: Annotated[bool, Form()],
    reason: Reason = "",
) -> Response:
    switch.throw(session, person, SwitchScope.PERSOON, person.id, on, reason)
    return redirect(request, OWN, _said(on))

"""The admin's pages for people, teams and tokens."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path, Request
from starlette.responses import Response

from triage.people import accounts, admin
from triage.people.guard import ADMINS, Db
from triage.store.choices import Mode, Role
from triage.store.tables import Person
from triage.web.render import plain, redirect, render

router = APIRouter(prefix="/beheer")
Admin = Annotated[Person, Depends(ADMINS)]
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
Name = Annotated[str, Form(max_length=200)]
TeamName = Annotated[str, Form(max_length=100)]
TeamChoice = Annotated[str, Form(max_length=10, pattern=r"^\d*$")]


def _team(value: str) -> int | None:
    return min(int(value), 2**31 - 1) if value else None


@router.get("/personen")
def show_people(request: Request, session: Db, person: Admin) -> Response:
    return render(
        request,
        "people/people.html",
        people=admin.all_people(session),
        teams=admin.all_teams(session),
        roles=list(Role),
    )


@router.post("/personen")
def add_person(
    request: Request,
    session: Db,
    person: Admin,
    name: Name,
    login: Name,
    role: Annotated[Role, Form()],
    team: TeamChoice = "",
) -> Response:
    team_id = _team(team)
    if team_id is not None:
        admin.found_team(session, team_id)
    made, password = accounts.add_person(session, person, name=name, login=login, role=role, team_id=team_id)
    return plain(render(request, "people/one_time.html", made=made, password=password))


@router.get("/personen/{person_id}")
def show_person(request: Request, session: Db, person: Admin, person_id: Number) -> Response:
    shown = admin.found_person(session, person_id)
    return render(request, "people/edit.html", shown=shown, teams=admin.all_teams(session), roles=list(Role))


@router.post("/personen/{person_id}")
def change_person(
    request: Request,
    session: Db,
    person: Admin,
    person_id: Number,
    name: Name,
    role: Annotated[Role, Form()],
    team: TeamChoice = "",
    active: Annotated[bool, Form()] = False,
    may_open_vault: Annotated[bool, Form()] = False,
) -> Response:
    admin.change_person(
        session,
        person,
        admin.found_person(session, person_id),
        name=name,
        role=role,
        team_id=_team(team),
        active=active,
        may_open_vault=may_open_vault,
    )
    return redirect(request, "/beheer/personen", "people.saved")


@router.post("/personen/{person_id}/wachtwoord")
def reset_password(request: Request, session: Db, person: Admin, person_id: Number) -> Response:
    shown = admin.found_person(session, person_id)
    password = accounts.reset_password(session, person, shown)
    return plain(render(request, "people/one_time.html", made=shown, password=password))


@router.get("/teams")
def show_teams(request: Request, session: Db, person: Admin) -> Response:
    return render(request, "people/teams.html", teams=admin.all_teams(session), modes=list(Mode))


@router.post("/teams")
def add_team(request: Request, session: Db, person: Admin, name: TeamName, mode: Annotated[Mode, Form()]) -> Response:
    admin.save_team(session, person, None, name=name, mode=mode)
    return redirect(request, "/beheer/teams", "people.saved")


@router.post("/teams/{team_id}")
def change_team(
    request: Request, session: Db, person: Admin, team_id: Number, name: TeamName, mode: Annotated[Mode, Form()]
) -> Response:
    admin.save_team(session, person, team_id, name=name, mode=mode)
    return redirect(request, "/beheer/teams", "people.saved")


@router.get("/tokens")
def show_tokens(request: Request, session: Db, person: Admin) -> Response:
    return render(request, "people/tokens.html", tokens=admin.all_tokens(session), token=None)


@router.post("/tokens")
def make_token(request: Request, session: Db, person: Admin, name: Annotated[str, Form(max_length=100)]) -> Response:
    token = admin.make_token(session, person, name)
    return plain(render(request, "people/tokens.html", tokens=admin.all_tokens(session), token=token))


@router.post("/tokens/{token_id}/intrekken")
def revoke_token(request: Request, session: Db, person: Admin, token_id: Number) -> Response:
    admin.revoke_token(session, person, token_id)
    return redirect(request, "/beheer/tokens", "people.token_revoked")

"""Logging in and out, and the own password."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from triage.audit import record
from triage.people import accounts, cookies, sessions
from triage.people.guard import ANYONE, CHANGE_PASSWORD, COOKIE, Config, Db, public
from triage.store.tables import Person
from triage.web.errors import Refused
from triage.web.menu import start_page
from triage.web.render import plain, redirect, render
from triage.web.texts import text

router = APIRouter()
START = "/"


def local_path(to: str) -> str:
    """Where to go after login: only a path of our own, so that a link cannot send anyone elsewhere."""
    own = to.startswith("/") and not to.startswith("//") and "\\" not in to and to.isprintable()
    return to if own and to != "/uitloggen" else START


def login_page(
    request: Request, settings: Config, to: str, error: str | None = None, status_code: int = 200
) -> Response:
    """The login form, with a message above it where there is one."""
    token = cookies.form_token(request)
    request.state.csrf = token
    page = render(request, "people/login.html", status_code=status_code, to=local_path(to), error=error)
    cookies.set_form(page, settings, token)
    return plain(page)


@router.get("/")
def start(request: Request, person: Annotated[Person, Depends(ANYONE)]) -> Response:
    return redirect(request, start_page(person))


@router.get("/inloggen", dependencies=[Depends(public)])
def show_login(request: Request, settings: Config, naar: str = START) -> Response:
    return login_page(request, settings, naar)


@router.post("/inloggen", dependencies=[Depends(public)])
def log_in(
    request: Request,
    session: Db,
    settings: Config,
    login: Annotated[str, Form(max_length=200)],
    password: Annotated[str, Form(max_length=1000)],
    to: Annotated[str, Form(max_length=1000)] = START,
) -> Response:
    if not settings.local_accounts:
        raise Refused("web.error_403", 403)
    address = request.client.host if request.client else ""
    if not request.app.state.logins.allow(address):
        raise Refused("web.error_429", 429)
    entered = accounts.log_in(session, settings, login, password)
    if entered is None:
        return login_page(request, settings, to, text("people.wrong"), 401)
    response = redirect(request, CHANGE_PASSWORD if entered.person.must_change_password else local_path(to))
    cookies.set_login(response, settings, entered.login.token)
    return plain(response)


@router.post("/uitloggen")
def log_out(request: Request, session: Db, person: Annotated[Person, Depends(ANYONE)]) -> Response:
    sessions.end(session, request.cookies[COOKIE])
    record(session, "uitloggen", person=person, basis="beveiliging")
    response = redirect(request, "/inloggen", "people.logged_out")
    cookies.clear_login(response)
    return plain(response)


@router.get(CHANGE_PASSWORD)
def show_password(request: Request, person: Annotated[Person, Depends(ANYONE)]) -> Response:
    return render(request, "people/password.html", error=None, local=person.password_hash is not None)


@router.post(CHANGE_PASSWORD)
def change_password(
    request: Request,
    session: Db,
    settings: Config,
    person: Annotated[Person, Depends(ANYONE)],
    old: Annotated[str, Form(max_length=1000)],
    new: Annotated[str, Form(max_length=1000)],
    again: Annotated[str, Form(max_length=1000)],
) -> Response:
    error = "people.password_repeat" if new != again else accounts.change_password(session, settings, person, old, new)
    if error:
        shown = text(error, least=settings.password_length)
        return render(request, "people/password.html", status_code=422, error=shown, local=True)
    response = redirect(request, "/inloggen", "people.password_changed")
    cookies.clear_login(response)
    return plain(response)

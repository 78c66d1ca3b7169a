"""What stands before a route: the database session, who is logged in, which roles may pass, the token of a form.

Every route needs one of `needs(…)`, `needs_token` or `public`; the application refuses to start otherwise.
"""

from __future__ import annotations

import hmac
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractContextManager
from typing import Annotated, Any

from anyio import CancelScope, CapacityLimiter, to_thread
from fastapi import Depends, Request
from sqlalchemy import select
from sqlalchemy.orm import Session

from triage.keys import token_hash
from triage.people import sessions
from triage.settings import Settings
from triage.store.choices import Role
from triage.store.tables import ApiToken, LoginSession, Person
from triage.web.errors import LoginNeeded, PasswordDue, Refused

COOKIE = "nietpluis_sessie"
FORM_COOKIE = "nietpluis_formulier"
CSRF_FIELD = "csrf"
CSRF_HEADER = "x-csrf-token"
SAFE = {"GET", "HEAD", "OPTIONS"}
CHANGE_PASSWORD = "/account/wachtwoord"
WITHOUT_CHANGE = {CHANGE_PASSWORD, "/uitloggen"}


async def database(request: Request) -> AsyncIterator[Session]:
    """A session that is committed before the answer leaves, and rolled back when the request ends in an error.

    Only as many requests as there are connections go on at once; the others wait here, where they hold no thread that one
    with a connection may need. Opening a session asks nothing of the database, so only its end leaves the event loop.
    """
    async with request.app.state.slots:
        opened = request.app.state.store.session()
        session: Session = opened.__enter__()
        try:
            yield session
        except BaseException as error:
            # The page that says what went wrong still shows who is logged in; a rollback would empty that.
            session.expunge_all()
            await _ended(opened, error)
            raise
        await _ended(opened, None)


async def _ended(opened: AbstractContextManager[Session], error: BaseException | None) -> None:
    """Commits or rolls back in a thread that no other request can have taken, also when the request was cut off."""
    given = (type(error), error, error.__traceback__) if error is not None else (None, None, None)
    with CancelScope(shield=True):
        await to_thread.run_sync(lambda: opened.__exit__(*given), limiter=CapacityLimiter(1))


Db = Annotated[Session, Depends(database, scope="function")]


async def settings_of(request: Request) -> Settings:
    """The settings of the running application."""
    found: Settings = request.app.state.settings
    return found


Config = Annotated[Settings, Depends(settings_of)]


def known_login(request: Request, session: Db, settings: Config) -> LoginSession | None:
    """The session of whoever is logged in, so that the page has their menu; None for nobody."""
    token = request.cookies.get(COOKIE, "")
    found = sessions.find(session, settings, token) if token else None
    if found is not None:
        request.state.person, request.state.csrf = found.person, found.csrf
    return found


async def current_login(login: Annotated[LoginSession | None, Depends(known_login)]) -> LoginSession:
    """The same; raises `LoginNeeded` where there is nobody."""
    if login is None:
        raise LoginNeeded
    return login


async def _sent_token(request: Request) -> str:
    header = request.headers.get(CSRF_HEADER)
    if header is not None:
        return header
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if kind not in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        return ""
    return str((await request.form()).get(CSRF_FIELD, ""))


def _same(sent: str, expected: str) -> bool:
    return bool(expected) and hmac.compare_digest(sent.encode("utf-8", "replace"), expected.encode("utf-8", "replace"))


async def current_person(request: Request, login: Annotated[LoginSession, Depends(current_login)]) -> Person:
    """Who is logged in. Whatever changes something must carry the token of this session's forms."""
    if request.method not in SAFE and not _same(await _sent_token(request), login.csrf):
        raise Refused("web.csrf", 403)
    if login.person.must_change_password and request.url.path not in WITHOUT_CHANGE:
        raise PasswordDue
    return login.person


def needs(*roles: Role) -> Callable[..., Coroutine[Any, Any, Person]]:
    """A dependency that lets these roles pass and gives the person; everyone else gets 403."""
    allowed = frozenset(roles)
    if not allowed:
        raise ValueError("a route needs at least one role")

    async def check(person: Annotated[Person, Depends(current_person)]) -> Person:
        if person.role not in allowed:
            raise Refused("web.error_403", 403)
        return person

    check.roles = allowed  # type: ignore[attr-defined]
    return check


ANYONE = needs(*Role)
READERS = needs(Role.LEZER, Role.BEOORDELAAR)
ADMINS = needs(Role.BEHEERDER)
AUDITORS = needs(Role.AUDITOR)


def needs_token(request: Request, session: Db) -> ApiToken:
    """A dependency for case systems: a token that an admin made and did not revoke, as `Authorization: Bearer …`."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    found = None
    if kind.lower() == "bearer" and token:
        found = session.scalars(select(ApiToken).where(ApiToken.token_hash == token_hash(token.strip()))).first()
    if found is None or found.revoked_at is not None:
        raise LoginNeeded
    return found


async def public(request: Request) -> None:
    """A dependency for what anyone may open; a form that is sent must carry the token of the form's own cookie."""
    if request.method not in SAFE and not _same(await _sent_token(request), request.cookies.get(FORM_COOKIE, "")):
        raise Refused("web.csrf", 403)


def guarded_by(dependant: Any) -> frozenset[Role] | str | None:
    """What guards a route, itself or through what it depends on: its roles, "token", "public", or None where nothing does."""
    for part in dependant.dependencies:
        roles: frozenset[Role] | None = getattr(part.call, "roles", None)
        if roles is not None:
            return roles
        if part.call is needs_token:
            return "token"
        if part.call is public:
            return "public"
        within = guarded_by(part)
        if within is not None:
            return within
    return None

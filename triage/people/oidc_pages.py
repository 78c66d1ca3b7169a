"""Going to the OpenID provider and coming back."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from triage.audit import record
from triage.people import cookies, oidc, work_accounts
from triage.people.guard import Config, Db, public
from triage.people.pages import START, local_path, login_page
from triage.web.errors import Refused
from triage.web.render import plain, redirect
from triage.web.texts import text

router = APIRouter(dependencies=[Depends(public)])


@router.get("/inloggen/oidc")
def go(request: Request, settings: Config, naar: str = START) -> Response:
    if not settings.oidc_issuer:
        raise Refused("people.oidc_off", 404)
    address = request.client.host if request.client else ""
    if not request.app.state.logins.allow(address):
        raise Refused("web.error_429", 429)
    try:
        to, kept = request.app.state.oidc.start(local_path(naar))
    except oidc.OidcError as error:
        return login_page(request, settings, naar, text(error.key), 503)
    response = RedirectResponse(to, status_code=303)
    response.set_cookie(
        oidc.COOKIE, kept, max_age=oidc.FLOW_SECONDS, httponly=True, samesite="lax", secure=settings.https
    )
    return plain(response)


@router.get(oidc.BACK)
def come_back(request: Request, session: Db, settings: Config, state: str = "", code: str = "") -> Response:
    if not settings.oidc_issuer:
        raise Refused("people.oidc_off", 404)
    try:
        identity, to = request.app.state.oidc.finish(request.cookies.get(oidc.COOKIE, ""), state, code)
    except oidc.OidcError as error:
        reason = error.key.removeprefix("people.")
        record(session, "inloggen", basis="beveiliging", outcome="geweigerd", details={"reden": reason})
        return _refused(request, settings, error.key)
    entered = work_accounts.enter(session, settings, identity)
    if entered is None:
        return _refused(request, settings, "people.oidc_no_role")
    response = redirect(request, local_path(to))
    cookies.set_login(response, settings, entered.login.token)
    response.delete_cookie(oidc.COOKIE, path="/")
    return plain(response)


def _refused(request: Request, settings: Config, key: str) -> Response:
    page = login_page(request, settings, START, text(key), 403)
    page.delete_cookie(oidc.COOKIE, path="/")
    return page

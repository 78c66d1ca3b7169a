"""The cookies of a login and of a form before login."""

from __future__ import annotations

import secrets

from fastapi import Request
from starlette.responses import Response

from triage.people.guard import COOKIE, FORM_COOKIE
from triage.settings import Settings


def set_login(response: Response, settings: Settings, token: str) -> None:
    """Puts the token of a session in the browser, out of reach of scripts and of other sites."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(settings.session_length.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=settings.https,
    )
    response.delete_cookie(FORM_COOKIE, path="/")


def clear_login(response: Response) -> None:
    response.delete_cookie(COOKIE, path="/")


def form_token(request: Request) -> str:
    """The token of a form that is shown before login: that of the browser's cookie, or a new one."""
    return request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(32)


def set_form(response: Response, settings: Settings, token: str) -> None:
    response.set_cookie(FORM_COOKIE, token, max_age=3600, httponly=True, samesite="strict", secure=settings.https)

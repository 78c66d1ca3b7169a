"""What a person or a program gets to see when a request cannot be done."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DataError, DBAPIError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from triage.people.guard import CHANGE_PASSWORD
from triage.web.errors import LoginNeeded, PasswordDue, Refused
from triage.web.render import plain, redirect, render, wants_html
from triage.web.texts import text

KNOWN = {400, 401, 403, 404, 405, 409, 413, 422, 429, 500}


def failure(
    request: Request, status: int, message: str | None = None, headers: dict[str, str] | None = None
) -> Response:
    """An error as a page, or as JSON for a program."""
    known = status if status in KNOWN else (500 if status >= 500 else 400)
    shown = message or text(f"web.error_{known}")
    if not wants_html(request):
        return JSONResponse({"detail": shown}, status_code=status, headers=headers)
    page = render(request, "error.html", status_code=status, title=text(f"web.error_{known}_title"), message=shown)
    page.headers.update(headers or {})
    return plain(page)


def register(app: FastAPI) -> None:
    """Puts the handlers in place."""

    @app.exception_handler(LoginNeeded)
    def login_needed(request: Request, error: LoginNeeded) -> Response:
        if not wants_html(request):
            return failure(request, 401, text("web.error_401_program"), headers={"WWW-Authenticate": "Bearer"})
        if "hx-request" in request.headers:
            return failure(request, 401, headers={"HX-Redirect": "/inloggen"})
        to = quote(request.url.path, safe="/") if request.method == "GET" else ""
        return plain(redirect(request, f"/inloggen?naar={to}" if to and to != "/" else "/inloggen"))

    @app.exception_handler(PasswordDue)
    def password_due(request: Request, error: PasswordDue) -> Response:
        if not wants_html(request):
            return failure(request, 403)
        return plain(redirect(request, CHANGE_PASSWORD))

    @app.exception_handler(Refused)
    def refused(request: Request, error: Refused) -> Response:
        return failure(request, error.status, text(error.key, **error.values))

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> Response:
        if wants_html(request):
            return failure(request, 422)
        # Only where it is wrong and of what kind: the value that was sent may be text of a note.
        found = [{"loc": list(one["loc"]), "type": one["type"], "msg": one["msg"]} for one in error.errors()]
        return JSONResponse({"detail": found}, status_code=422)

    @app.exception_handler(DataError)
    @app.exception_handler(OverflowError)
    def not_storable(request: Request, error: Exception) -> Response:
        # What passed as text or number, but no database can hold: a NUL character, an id of thirty digits.
        return failure(request, 422)

    @app.exception_handler(HTTPException)
    def http_error(request: Request, error: HTTPException) -> Response:
        return failure(request, error.status_code, headers=dict(error.headers or {}))


def kind_of(error: BaseException) -> str:
    """An error for the log: its kind and the place in our code, never its message, which may quote text of a note."""
    place, frame = "", error.__traceback__
    while frame is not None:
        name = frame.tb_frame.f_globals.get("__name__", "")
        if name.startswith(("triage", "pipeline")):
            place = f"{name}:{frame.tb_lineno}"
        frame = frame.tb_next
    kind = type(error.orig if isinstance(error, DBAPIError) and error.orig else error).__name__
    return f"{kind} at {place}" if place else kind

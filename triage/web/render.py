"""Turning a template into a page: `render`, `redirect` and the message that a redirect carries."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from functools import cache, partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import Response

from pipeline.report.words import words
from triage.keys import derived
from triage.people.names import names
from triage.settings import Settings
from triage.store.types import now
from triage.web import dates
from triage.web.menu import menu
from triage.web.numbers import percent
from triage.web.texts import text

PARTS = Path(__file__).resolve().parent.parent
STATIC = PARTS / "web" / "static"
FLASH = "nietpluis_bericht"


@cache
def _fingerprint(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]


def static(name: str) -> str:
    """The address of a static file; it changes with the file, so that browsers may keep it."""
    return f"/static/{name}?v={_fingerprint(name)}"


def environment(settings: Settings) -> Environment:
    """Jinja over the templates of every part; a name that is not given is an error, and everything is escaped."""
    folders = sorted(PARTS.glob("*/templates"))
    made = Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    zone = ZoneInfo(settings.timezone)
    made.filters.update(
        dag=partial(dates.day, zone=zone),
        klok=partial(dates.clock, zone=zone),
        moment=partial(dates.moment, zone=zone),
        waarde=shown_value,
        procent=percent,
    )
    made.globals.update(static=static, text=text, settings=settings, menu=menu, names=names, nu=now)
    return made


def render(request: Request, template: str, *, status_code: int = 200, **context: Any) -> HTMLResponse:
    """A page from `template`, which also knows `person`, `csrf`, `flash`, `settings` and `path`."""
    state = request.app.state
    message = _flash(request)
    page = state.templates.get_template(template).render(
        person=getattr(request.state, "person", None),
        csrf=getattr(request.state, "csrf", ""),
        flash=message,
        path=request.url.path,
        **context,
    )
    response = HTMLResponse(page, status_code=status_code)
    if message:
        response.delete_cookie(FLASH, path="/")
    return response


def redirect(request: Request, to: str, flash: str | None = None, **values: str | int) -> RedirectResponse:
    """Sends the browser on with GET; `flash` is the key of a text to show there. Never put words of a note in `values`."""
    response = RedirectResponse(to, status_code=303)
    if flash:
        settings: Settings = request.app.state.settings
        packed = base64.urlsafe_b64encode(json.dumps([flash, values]).encode()).decode()
        response.set_cookie(
            FLASH,
            f"{packed}.{_signature(settings, packed)}",
            max_age=60,
            httponly=True,
            samesite="lax",
            secure=settings.https,
        )
    return response


def _signature(settings: Settings, packed: str) -> str:
    return hmac.new(derived(settings, "flash"), packed.encode(), hashlib.sha256).hexdigest()


def _flash(request: Request) -> str | None:
    packed, _, signature = request.cookies.get(FLASH, "").partition(".")
    if not signature.isascii() or not packed.isascii():
        return None
    if not packed or not hmac.compare_digest(signature, _signature(request.app.state.settings, packed)):
        return None
    key, values = json.loads(base64.urlsafe_b64decode(packed))
    return text(key, **values)


def shown_value(value: object) -> str:
    """A detail of the log in Dutch: yes and no as words, a list with commas, versions by the Dutch name of the part."""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, list):
        return ", ".join(shown_value(part) for part in value) or "geen"
    if isinstance(value, dict):
        parts = words().made_with
        return ", ".join(f"{parts.get(key, key)} {shown_value(part)}" for key, part in value.items())
    return "–" if value is None else str(value)


def wants_html(request: Request) -> bool:
    """Whether an error is read by a person in a browser rather than by a program."""
    return not request.url.path.startswith("/api/") and "application/json" not in request.headers.get("accept", "")


def plain(response: Response) -> Response:
    """Marks a response as one that nothing may keep."""
    response.headers["Cache-Control"] = "no-store"
    return response

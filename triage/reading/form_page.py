"""A page with forms about one note, which keeps what was filled in when a step is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from triage.queue.refused import Refused
from triage.reading.forms import names_of
from triage.reading.words import reading_words
from triage.store.tables import Note
from triage.web.render import render


def form_page(
    request: Request,
    session: Session,
    template: str,
    note: Note,
    error: Refused | None = None,
    filled: Mapping[str, str] | None = None,
    **context: Any,
) -> Response:
    """The page; after a refusal with its status, its sentence and what was filled in."""
    return render(
        request,
        template,
        status_code=error.status if error else 200,
        note=note,
        people=names_of(session),
        reading=reading_words(),
        error=error.message if error else None,
        filled=filled or {},
        **context,
    )

"""The log of the server: one line an event, as JSON or as text, never with words of a note.

What an exception says may quote a note, so that only its kind and the places in the code are written.
"""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, TextIO

from triage.settings import Settings

FIELDS = (
    "method",
    "route",
    "status",
    "milliseconds",
    "error",
    "attempts",
    "notes",
    "log_lines",
    "sessions",
    "audit_seq",
    "audit_head",
)
"""What a caller may add with `extra`; anything else is left out."""
DEEPEST = 6
_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def places(info: _ExcInfo) -> tuple[str, list[str]] | None:
    """The kind of an exception and the innermost places it passed, without its message."""
    kind, _, traceback = info
    if kind is None:
        return None
    found = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        found.append(f"{traceback.tb_frame.f_globals.get('__name__', '?')}.{code.co_name}:{traceback.tb_lineno}")
        traceback = traceback.tb_next
    return kind.__name__, found[-DEEPEST:]


def entry(record: logging.LogRecord) -> dict[str, Any]:
    """What is written of a record."""
    made: dict[str, Any] = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "message": record.getMessage(),
    }
    made.update({name: record.__dict__[name] for name in FIELDS if name in record.__dict__})
    if record.exc_info and (found := places(record.exc_info)) is not None:
        made["exception"], made["at"] = found
    return made


class JsonLines(logging.Formatter):
    """A JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(entry(record), ensure_ascii=False, default=str)


class TextLines(logging.Formatter):
    """The same for people."""

    def format(self, record: logging.LogRecord) -> str:
        made = entry(record)
        head = f"{made.pop('time')} {made.pop('level').upper():<7} {made.pop('logger')}: {made.pop('message')}"
        return " ".join([head, *(f"{name}={value}" for name, value in made.items())])


def configure(settings: Settings, stream: TextIO | None = None) -> None:
    """Sends every log to `stream` (standard error), in the form of the settings; replaces what was set before."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines() if settings.log_format == "json" else TextLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level.upper())
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "alembic"):
        logging.getLogger(name).handlers[:] = []
        logging.getLogger(name).propagate = name != "uvicorn.access"
    # SQLAlchemy would log statements with their values, alembic each step.
    logging.getLogger("sqlalchemy").setLevel(logging.WARNING)
    logging.getLogger("alembic").setLevel(logging.WARNING)

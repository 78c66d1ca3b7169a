"""From a row of a file to an incoming note: which columns are ours, and what an unreadable file is called in Dutch."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from pipeline.notes import InputError, Note
from triage.intake.incoming import LONGEST_SOURCE, Incoming, as_date
from triage.keys import keyed_hash
from triage.settings import Settings

_MESSAGES = Path(__file__).parent / "data" / "unreadable.yaml"
_NAMED_AFTER_FILE = (".txt",)


def incoming_of(row: Note, source: str, settings: Settings) -> Incoming:
    """The note in a row. The columns `source` and `date` count where they can be used, else they stay with the others.

    A number that was made from the name of a file is kept as a hash where texts are pseudonymised: files are named after
    people.
    """
    extra = dict(row.metadata)
    own_source = extra.get("source")
    if isinstance(own_source, str) and 0 < len(own_source.strip()) <= LONGEST_SOURCE:
        source = extra.pop("source").strip()
    noted_on = as_date(extra.get("date"))
    if noted_on is not None:
        del extra["date"]
    subject = extra.pop(settings.subject_column, None)
    external_id = row.id
    if settings.deidentifier != "geen" and Path(row.source_file).suffix.lower() in _NAMED_AFTER_FILE:
        external_id = keyed_hash(settings, "file name", row.id)[:24]
    return Incoming(
        text=row.text,
        source=source,
        external_id=external_id,
        noted_on=noted_on,
        extra=extra,
        subject=None if subject is None else str(subject),
        notices=row.notices,
    )


@cache
def _unreadable() -> dict[str, str]:
    found: dict[str, Any] = yaml.safe_load(_MESSAGES.read_text("utf-8"))
    return {str(code): str(words) for code, words in found.items()}


def why_unreadable(code: str) -> str:
    """Why a file could not be read, in Dutch, by the code of an `InputError` or one of ours."""
    return _unreadable()[code]


def code_of(error: InputError) -> str:
    """The code to keep of an error; its message names a path and stays out of the database."""
    return error.code

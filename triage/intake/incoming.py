"""A note on its way in, before anything is stored: cleaned, and pseudonymised where that is set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import uuid4

from pipeline.notes.values import jsonable, without_surrogates
from triage.intake.deidentify import Deidentifier, Replacement
from triage.keys import keyed_hash
from triage.settings import Settings

LONGEST_SOURCE = 100
LONGEST_ID = 200
_REPLACEMENT = "\ufffd"
_DATES = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y")


class NotAccepted(Exception):
    """A note is not taken; `key` is a text of this part that says why, never with words of the note."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True, slots=True)
class Incoming:
    """A note as a form, a file or a case system hands it in.

    `external_id` is the number the sender knows it by; `subject` is what points at the person it is about, kept only as a
    hash that needs the secret of the server; `extra` is carried along and read by nothing.
    """

    text: str
    source: str
    external_id: str | None = None
    noted_on: date | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    subject: str | None = None
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Prepared:
    """What will be stored: the text that screens show, and apart from it what only the vault may hold."""

    note_id: str
    text: str
    text_hash: str
    received_hash: str
    source: str
    external_id: str | None
    noted_on: date | None
    extra: dict[str, Any]
    subject_key: str | None
    notices: tuple[str, ...]
    pseudonymised_by: str | None
    original: dict[str, Any] | None
    replacements: tuple[Replacement, ...]


def prepare(
    incoming: Incoming, settings: Settings, deidentify: Deidentifier, *, note_id: str | None = None
) -> Prepared:
    """Cleans and pseudonymises; touches no database. Raises `NotAccepted`, or `DeidentifyError`.

    Where texts are pseudonymised, other fields may hold names too: only those of `kept_columns` stay with the note, the
    rest goes into the vault with the original. `note_id` is given where a form that is sent twice must stay one note.
    """
    text = storable(incoming.text)
    if not text.strip():
        raise NotAccepted("no_text")
    if len(text) > settings.max_note_chars:
        raise NotAccepted("too_long")
    source = storable(incoming.source).strip()
    external_id = storable(incoming.external_id).strip() if incoming.external_id else None
    if not source or len(source) > LONGEST_SOURCE:
        raise NotAccepted("bad_source")
    if external_id is not None and len(external_id) > LONGEST_ID:
        raise NotAccepted("bad_id")
    extra = storable_json(incoming.extra)
    shown = deidentify(text)
    kept = (
        {key: value for key, value in extra.items() if key in settings.kept_columns} if deidentify.replaces else extra
    )
    return Prepared(
        note_id=note_id or str(uuid4()),
        text=shown.text,
        text_hash=text_hash(shown.text),
        received_hash=keyed_hash(settings, "received", text),
        source=source,
        external_id=external_id or None,
        noted_on=incoming.noted_on,
        extra=kept,
        subject_key=subject_key(settings, incoming.subject) if incoming.subject else None,
        notices=tuple(storable(notice) for notice in incoming.notices),
        pseudonymised_by=deidentify.name if deidentify.replaces else None,
        original={"text": text, "extra": extra} if deidentify.replaces else None,
        replacements=shown.replacements,
    )


def text_hash(text: str) -> str:
    """The hash of a text that stands in the log in its place, 64 hex digits."""
    return sha256(text.encode("utf-8")).hexdigest()


def subject_key(settings: Settings, subject: str) -> str | None:
    """The hash under which the notes of one person are found, or None where `subject` holds no letter or digit.

    Spaces, points, dashes and capitals make no difference: "12.34 56" and "123456" are the same person.
    """
    bare = "".join(character for character in without_surrogates(subject).casefold() if character.isalnum())
    return keyed_hash(settings, "subject", bare) if bare else None


def storable(text: str) -> str:
    """The text as both databases can keep it: lone surrogates and NUL become U+FFFD, one for one."""
    return without_surrogates(text).replace("\x00", _REPLACEMENT)


def storable_json(value: Mapping[str, Any]) -> dict[str, Any]:
    """The fields as both databases can keep them; see `pipeline.notes.values.jsonable`."""
    cleaned: dict[str, Any] = _storable(jsonable(dict(value)))
    return cleaned


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {storable(key): _storable(item) for key, item in value.items()}
    return [_storable(item) for item in value] if isinstance(value, list) else value


def as_date(value: object) -> date | None:
    """A date of a file or a form, or None for what is none: 2026-03-04, 04-03-2026, 4/3/2026, with or without a time."""
    if not isinstance(value, str):
        return None
    words = value.strip().replace("T", " ").split(" ")
    for pattern in _DATES:
        try:
            found = datetime.strptime(words[0], pattern).date()
        except ValueError:
            continue
        return found if found.year >= 1900 else None
    return None

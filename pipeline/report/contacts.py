"""Whom a reader can call: fixed notices by signal, from `contacts.yaml` and, on top, an organisation's own file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from pipeline.summary import RiskFactorSummary
from pipeline.taxonomy import taxonomy
from pipeline.wording import told_vetoed

DEFAULT_FILE = Path(__file__).parent / "contacts.yaml"
ALWAYS_COVERED = ("suicidaliteit", "agressie", "misbruik")

_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_PROBLEMS = {
    "missing": "ontbreekt",
    "extra_forbidden": "is geen bekende sleutel",
    "string_type": "moet tekst zijn (zet een nummer tussen aanhalingstekens)",
    "string_too_short": "mag niet leeg zijn",
    "too_short": "mag niet leeg zijn",
}


class ContactsError(ValueError):
    """A contacts file cannot be used; the message, in Dutch, names the file and the place in it."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Contact(_Part):
    """Somebody to call. With no number, `without_phone` is shown in its place."""

    name: _Text
    phone: tuple[_Text, ...] = ()
    details: str = ""
    without_phone: str = ""

    @property
    def numbers(self) -> str:
        """The numbers as read aloud, "113 of 0800-0113"; empty where there is none."""
        return " of ".join(self.phone)

    @property
    def explanation(self) -> str:
        """What stands behind the numbers, or in their place."""
        return (f" ({self.details})" if self.details else "") if self.phone else self.without_phone


class ContactNotice(_Part):
    """One sentence about the text, the signals that call for it, and the contacts that go with it."""

    signals: tuple[str, ...] = Field(min_length=1)
    text: _Text
    contacts: tuple[str, ...] = Field(min_length=1)


class _File(_Part):
    version: int
    contacts: dict[str, Contact]
    notices: tuple[ContactNotice, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """What one note shows: the sentences that apply and, each once, the contacts to go with them."""

    sentences: tuple[str, ...]
    contacts: tuple[Contact, ...]


class Contacts:
    """The notices of an organisation, looked up by the signals of a note."""

    def __init__(self, contacts: dict[str, Contact], notices: tuple[ContactNotice, ...]) -> None:
        self.contacts = contacts
        self.notices = notices

    def for_summary(self, summary: RiskFactorSummary) -> Notice | None:
        """Whom to call with a note: by every signal that its text has words for, raised or not, vetoed by the model or not."""
        return self.notice(frozenset([*(signal.id for signal in summary.signals), *told_vetoed(summary)]))

    def notice(self, signals: frozenset[str]) -> Notice | None:
        """The notice for a note with these signals, whatever their status; None where no signal calls for one."""
        applying = [notice for notice in self.notices if signals.intersection(notice.signals)]
        if not applying:
            return None
        wanted = {contact for notice in applying for contact in notice.contacts}
        return Notice(
            tuple(notice.text for notice in applying),
            tuple(contact for key, contact in self.contacts.items() if key in wanted),
        )


def _read(path: Path) -> dict[str, Any]:
    try:
        data = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ContactsError(f"{path}: kan niet worden gelezen als UTF-8-tekst") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f", regel {mark.line + 1}" if mark is not None else ""
        raise ContactsError(f"{path}{place}: dit is geen geldige YAML") from error
    if not isinstance(data, dict):
        raise ContactsError(f"{path}: verwacht de sleutels 'contacts' en 'notices'")
    return data


def _merged(own: dict[str, Any], path: Path) -> dict[str, Any]:
    default = _read(DEFAULT_FILE)
    contacts = own.get("contacts", {})
    if not isinstance(contacts, dict):
        raise ContactsError(f"{path}: 'contacts' moet namen met gegevens bevatten")
    return {**default, **own, "contacts": {**default["contacts"], **contacts}}


def _check(file: _File, path: Path) -> None:
    known = taxonomy().labels
    for number, notice in enumerate(file.notices, 1):
        for signal in notice.signals:
            if signal not in known:
                raise ContactsError(f"{path}: notices, nummer {number}: onbekend signaal '{signal}'")
        for key in notice.contacts:
            if key not in file.contacts:
                raise ContactsError(f"{path}: notices, nummer {number}: onbekend contact '{key}'")
    for key, contact in file.contacts.items():
        if not contact.phone and not contact.without_phone:
            raise ContactsError(f"{path}: contacts, {key}: geef 'phone', of in 'without_phone' wat er dan moet staan")
    covered = {signal for notice in file.notices for signal in notice.signals}
    for signal in ALWAYS_COVERED:
        if signal not in covered:
            raise ContactsError(f"{path}: notices: er staat niets bij '{signal}'; dat is verplicht")


def load_contacts(path: Path | None = None) -> Contacts:
    """The project's contacts, with those of `path` laid over them.

    Raises ContactsError where the file cannot be read, has an unknown key, signal or contact, or leaves one of
    `ALWAYS_COVERED` without a notice.
    """
    if path is None:
        return _default()
    return _load(_merged(_read(path), path), path)


def _load(data: dict[str, Any], path: Path) -> Contacts:
    try:
        file = _File.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ", ".join(str(part) for part in first["loc"])
        problem = _PROBLEMS.get(first["type"], "heeft niet de goede vorm")
        raise ContactsError(f"{path}: {place} {problem}") from error
    _check(file, path)
    return Contacts(file.contacts, file.notices)


@cache
def _default() -> Contacts:
    return _load(_read(DEFAULT_FILE), DEFAULT_FILE)

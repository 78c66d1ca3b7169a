"""Notes and readers for the tests of intake."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from triage.intake.incoming import text_hash
from triage.keys import token_hash
from triage.store.choices import NoteStatus
from triage.store.session import Store
from triage.store.tables import ApiToken, Job, Note, Person
from triage.store.types import now

TOKEN = "een-lang-geheim-bewijs"


def add_note(
    store: Store, text: str, *, run_after: datetime | None = None, status: NoteStatus = NoteStatus.WACHT, **values: Any
) -> str:
    """A note with its job, straight into the database; its id."""
    with store.session() as session:
        note = Note(text=text, text_hash=text_hash(text), source="melding", status=status, **values)
        session.add(note)
        session.flush()
        session.add(Job(note_id=note.id, run_after=run_after or now()))
        return note.id


def add_token(store: Store, person: Person) -> dict[str, str]:
    """The headers of a case system with a token."""
    with store.session() as session:
        session.add(ApiToken(token_hash=token_hash(TOKEN), name="Zaaksysteem", made_by=person.id))
    return {"Authorization": f"Bearer {TOKEN}"}


def summary(note_id: str, *signals: tuple[str, str]) -> dict[str, Any]:
    """A summary as a reader gives it, with signals as (id, status)."""
    return {
        "note_id": note_id,
        "metadata": {},
        "signals": [{"id": label, "status": status, "evidence": []} for label, status in signals],
        "protective_factors": [],
        "triage_questions": [],
        "notices": [],
        "produced_by": {"package": "1", "taxonomy": 1, "model": "geen", "lexicon": "1"},
    }


class FakeReader:
    """Gives the same signals for every text, and does first what it was told to."""

    def __init__(self, *signals: tuple[str, str], before: Callable[[str], None] | None = None) -> None:
        self.signals = signals
        self.before = before
        self.read: list[str] = []

    def __call__(self, note_id: str, text: str, notices: Sequence[str]) -> dict[str, Any]:
        self.read.append(note_id)
        if self.before is not None:
            self.before(text)
        return summary(note_id, *self.signals)

"""What routes about a note take: the note of the address, only where the person may read it, and fields of forms."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Form

from triage.people.guard import READERS, Db
from triage.queue.access import find_note
from triage.queue.refused import Refused
from triage.store.tables import Note, Person
from triage.web import errors

Reader = Annotated[Person, Depends(READERS)]
Field = Annotated[str, Form(max_length=20_000)]
"""What a form sends. What is too long for a person to type is refused here, the rest by `typed`, with the form kept."""


def wanted_note(note_id: UUID, session: Db, person: Reader) -> Note:
    """The note of the address. A note that does not exist, is erased or is another team's is equally not found."""
    note = find_note(session, person, str(note_id))
    if note is None:
        raise errors.Refused("web.error_404", 404)
    return note


WantedNote = Annotated[Note, Depends(wanted_note)]


def number_of(value: str | None) -> int | None:
    """A number that a form sent, or None for none. Raises Refused for anything else."""
    if not value:
        return None
    if not (value.isascii() and value.isdigit() and len(value) < 10):
        raise Refused("unknown_value")
    return int(value)

"""Opening the vault for one note: its own right, a reason, and a line in the log, all before anything is shown."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import Response

from triage.audit import record
from triage.intake.incoming import storable
from triage.intake.vault import VaultError, vault_of
from triage.people.guard import READERS, Config, Db
from triage.queue.access import find_note
from triage.settings import Settings
from triage.store.choices import VaultKind
from triage.store.tables import Note, Person, VaultItem
from triage.web.errors import Refused
from triage.web.render import plain, render
from triage.web.texts import text

router = APIRouter(include_in_schema=False)
LONGEST_REASON = 180


@router.get("/meldingen/{note_id:uuid}/origineel")
def ask_for_original(
    request: Request, note_id: UUID, person: Annotated[Person, Depends(READERS)], session: Db
) -> Response:
    """Says what opening means and asks why; shows nothing yet."""
    note = _note(session, person, note_id)
    return plain(render(request, "intake/original.html", note=note, original=None, mapping=None, error=None))


@router.post("/meldingen/{note_id:uuid}/origineel")
def show_original(
    request: Request,
    note_id: UUID,
    session: Db,
    settings: Config,
    person: Annotated[Person, Depends(READERS)],
    reason: Annotated[str, Form()] = "",
) -> Response:
    """Shows the original once. The line in the log is written in the same transaction, before the answer leaves."""
    note = _note(session, person, note_id)
    ground = " ".join(storable(reason).split())
    if len(ground) < 3:
        error = text("intake.no_reason")
        page = render(
            request, "intake/original.html", status_code=422, note=note, original=None, mapping=None, error=error
        )
        return plain(page)
    original, mapping = (opened(session, settings, note, kind) for kind in (VaultKind.ORIGINAL, VaultKind.MAPPING))
    record(
        session,
        "kluis geopend",
        person=person,
        object_kind="melding",
        object_id=note.id,
        subject_key=note.subject_key,
        details={"reden": ground[:LONGEST_REASON]},
    )
    return plain(render(request, "intake/original.html", note=note, original=original, mapping=mapping, error=None))


def opened(session: Session, settings: Settings, note: Note, kind: VaultKind) -> dict[str, object]:
    """What the vault holds of a note. Whoever calls this writes the line in the log. Raises `Refused`."""
    item = session.scalars(select(VaultItem).where(VaultItem.note_id == note.id, VaultItem.kind == kind)).first()
    if item is None:
        raise Refused("intake.not_in_vault", 404)
    try:
        return vault_of(settings).open(note.id, kind, item.ciphertext)
    except VaultError as error:
        raise Refused("intake.vault_closed", 500) from error


def _note(session: Session, person: Person, note_id: UUID) -> Note:
    if not person.may_open_vault:
        raise Refused("intake.no_vault_right", 403)
    note = find_note(session, person, str(note_id))
    if note is None:
        raise Refused("web.error_404", 404)
    if not note.pseudonymised:
        raise Refused("intake.not_in_vault", 404)
    return note

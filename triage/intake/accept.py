"""Storing a prepared note with its job, its vault and its line in the log: all of it in one transaction, once."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from triage.audit import record
from triage.holdout.marking import mark_on_arrival
from triage.intake.incoming import NotAccepted, Prepared
from triage.intake.vault import Vault
from triage.settings import Settings
from triage.store.choices import VaultKind
from triage.store.tables import Job, Note, Person, VaultItem


@dataclass(frozen=True, slots=True)
class Accepted:
    """The note that is stored; `new` is false where the same one had come in before."""

    note: Note
    new: bool


def accept(
    session: Session,
    settings: Settings,
    prepared: Prepared,
    vault: Vault | None,
    *,
    way: str,
    person: Person | None = None,
    on_behalf_of: str | None = None,
) -> Accepted:
    """Stores a note that has not come in before; nothing is kept unless the session commits.

    `way` (formulier, bestand, map, api) and `on_behalf_of` (the name of a token) go into the log. A note with a number of
    its own is taken once for each source: the same text again gives the note that is there. Raises `NotAccepted` where
    that number is taken by another text.
    """
    found = _known(session, prepared)
    if found is None:
        note = _note(prepared, settings)
        try:
            with session.begin_nested():
                session.add(note)
        except IntegrityError:
            found = _known(session, prepared)
            if found is None:
                raise
    if found is not None:
        if found.received_hash != prepared.received_hash:
            raise NotAccepted("id_taken")
        return Accepted(found, new=False)
    _fill_vault(session, note, prepared, vault)
    session.add(Job(note_id=note.id))
    record(
        session,
        "melding ontvangen",
        person=person,
        object_kind="melding",
        object_id=note.id,
        subject_key=note.subject_key,
        on_behalf_of=on_behalf_of,
        details=_details(prepared, way),
    )
    return Accepted(note, new=True)


def _known(session: Session, prepared: Prepared) -> Note | None:
    if prepared.external_id is None:
        return session.get(Note, prepared.note_id)
    same = select(Note).where(Note.source == prepared.source, Note.external_id == prepared.external_id)
    return session.scalars(same).first() or session.get(Note, prepared.note_id)


def _note(prepared: Prepared, settings: Settings) -> Note:
    note = Note(
        id=prepared.note_id,
        external_id=prepared.external_id,
        received_hash=prepared.received_hash,
        source=prepared.source,
        noted_on=prepared.noted_on,
        text=prepared.text,
        text_hash=prepared.text_hash,
        extra=prepared.extra,
        notices=list(prepared.notices),
        pseudonymised=prepared.pseudonymised_by is not None,
        subject_key=prepared.subject_key,
    )
    mark_on_arrival(note, settings)
    return note


def _fill_vault(session: Session, note: Note, prepared: Prepared, vault: Vault | None) -> None:
    if prepared.original is None:
        return
    if vault is None:
        raise ValueError("a pseudonymised note needs a vault for its original")
    mapping = {"replacements": [asdict(each) for each in prepared.replacements]}
    for kind, content in ((VaultKind.ORIGINAL, prepared.original), (VaultKind.MAPPING, mapping)):
        session.add(VaultItem(note_id=note.id, kind=kind, ciphertext=vault.seal(note.id, kind, content)))


def _details(prepared: Prepared, way: str) -> dict[str, Any]:
    return {
        "manier": way,
        "hash van de tekst": prepared.text_hash,
        "gepseudonimiseerd met": prepared.pseudonymised_by or "niet",
        "vervangen": len(prepared.replacements),
    }

"""Taking the notes of one file: row by row through `pipeline.notes`, stored in batches, every row accounted for.

What was stored stays stored when the process dies halfway: taking the same file again skips what is there.
"""

from __future__ import annotations

import logging
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from pipeline.notes import InputError, Note, Rejected, read_notes
from triage.audit import record
from triage.intake.accept import accept
from triage.intake.deidentify import Deidentifier
from triage.intake.incoming import NotAccepted, Prepared, prepare
from triage.intake.rows import code_of, incoming_of
from triage.intake.vault import Vault
from triage.settings import Settings
from triage.store.choices import DeliveryKind
from triage.store.session import Store
from triage.store.tables import Delivery, Person
from triage.web.texts import text

log = logging.getLogger("nietpluis.intake")

BATCH = 200
KEPT_ROWS = 1000
"""So many rejected rows, and numbers of notes, are kept with a delivery to be shown; all are counted."""
UNPACKED_BYTES = 500_000_000


@dataclass(slots=True)
class _Tally:
    taken: list[str] = field(default_factory=list)
    known: int = 0
    rejected: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Taker:
    """Takes files into a store; `name` and `kind` say in the log and on the screen where they came from."""

    store: Store
    settings: Settings
    deidentify: Deidentifier
    vault: Vault | None

    def take(
        self,
        path: Path,
        *,
        kind: DeliveryKind,
        name: str,
        source: str,
        person: Person | None = None,
        text_column: str | None = None,
        id_column: str | None = None,
    ) -> str:
        """Takes the notes of a file and gives the id of the delivery, which holds the counts or the error."""
        with self.store.session() as session:
            delivery = Delivery(
                kind=kind, name=self._shown(name), source=source, person_id=person.id if person else None
            )
            session.add(delivery)
            session.flush()
            delivery_id = delivery.id
        try:
            _check_size_unpacked(path)
            limit = self.settings.max_note_chars
            rows = read_notes([path], text_column=text_column, id_column=id_column, max_chars=limit)
            for batch in _batches(rows):
                self._store(delivery_id, self._prepared(batch, source), kind, person)
        except InputError as error:
            self._end(delivery_id, person, code_of(error))
        except _TooBigUnpacked:
            self._end(delivery_id, person, "te_groot_uitgepakt")
        else:
            self._end(delivery_id, person, None)
        return delivery_id

    def _shown(self, name: str) -> str:
        """The name of the file, or only its kind where texts are pseudonymised: files are named after people."""
        if not self.deidentify.replaces:
            return name[:300]
        return Path(name).suffix[:10].lower()

    def _prepared(self, rows: Iterable[Note | Rejected], source: str) -> list[tuple[Note | Rejected, Prepared | str]]:
        return [(row, self._prepare(row, source)) for row in rows]

    def _prepare(self, row: Note | Rejected, source: str) -> Prepared | str:
        """What can be stored of a row, or why it cannot, in Dutch."""
        if isinstance(row, Rejected):
            return row.reason
        try:
            return prepare(incoming_of(row, source, self.settings), self.settings, self.deidentify)
        except NotAccepted as refusal:
            return text(f"intake.{refusal.key}", limit=self.settings.max_note_chars)

    def _store(
        self,
        delivery_id: str,
        rows: list[tuple[Note | Rejected, Prepared | str]],
        kind: DeliveryKind,
        person: Person | None,
    ) -> None:
        with self.store.session() as session:
            tally = _Tally()
            for row, prepared in rows:
                if isinstance(prepared, str):
                    tally.rejected.append(_reject(row, prepared))
                    continue
                try:
                    accepted = accept(session, self.settings, prepared, self.vault, way=kind.value, person=person)
                except NotAccepted as refusal:
                    tally.rejected.append(_reject(row, text(f"intake.{refusal.key}")))
                    continue
                if accepted.new:
                    tally.taken.append(accepted.note.id)
                else:
                    tally.known += 1
            delivery = session.get_one(Delivery, delivery_id)
            delivery.taken += len(tally.taken)
            delivery.known += tally.known
            delivery.rejected += len(tally.rejected)
            delivery.note_ids = [*delivery.note_ids, *tally.taken][:KEPT_ROWS]
            delivery.rejects = [*delivery.rejects, *tally.rejected][:KEPT_ROWS]

    def _end(self, delivery_id: str, person: Person | None, error: str | None) -> None:
        with self.store.session() as session:
            delivery = session.get_one(Delivery, delivery_id)
            delivery.error = error
            record(
                session,
                "bestand ingelezen",
                person=person,
                object_kind="levering",
                object_id=delivery_id,
                outcome="mislukt" if error else "gelukt",
                details={
                    "nieuw": delivery.taken,
                    "al bekend": delivery.known,
                    "afgekeurd": delivery.rejected,
                    "fout": error or "",
                },
            )


class _TooBigUnpacked(Exception):
    """A packed file would grow beyond what a server should unpack."""


def _check_size_unpacked(path: Path) -> None:
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as packed:
        if sum(part.file_size for part in packed.infolist()) > UNPACKED_BYTES:
            raise _TooBigUnpacked


def _batches(rows: Iterator[Note | Rejected]) -> Iterator[list[Note | Rejected]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _reject(row: Note | Rejected, reason: str) -> dict[str, Any]:
    return {"line": row.line, "id": row.id[:200], "reason": reason}

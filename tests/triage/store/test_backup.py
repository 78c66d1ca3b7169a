"""Backup and restore, within a kind of database and from one kind to the other."""

from __future__ import annotations

import json
import stat
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from tests.triage.conftest import add_person
from tests.triage.postgres import Postgres
from triage.audit import record
from triage.audit.verify import verify
from triage.keys import server_secret, vault_keys
from triage.settings import Settings
from triage.store.backup import MANIFEST, BackupError, backup, restore
from triage.store.choices import JobState, Role, VaultKind, Verdict
from triage.store.session import Store, create_store_engine
from triage.store.tables import Base, Job, Judgement, Note, Person, Team, VaultItem

TEXT = "Mw. doet niet open. \U0001f600 'DROP TABLE' <b>"


def filled(store: Store) -> None:
    """Something in every kind of column."""
    person = add_person(store, Role.BEOORDELAAR)
    with store.session() as session:
        session.add(Team(name="Noord"))
        note = Note(
            source="melding",
            text=TEXT,
            text_hash="0" * 64,
            received_hash="0" * 64,
            noted_on=date(2026, 3, 4),
            extra={"a": [1, None, "é"]},
        )
        session.add(note)
        session.flush()
        session.add_all(
            [
                VaultItem(note_id=note.id, kind=VaultKind.ORIGINAL, ciphertext=b"\x00\xff geheim"),
                Job(note_id=note.id, state=JobState.KLAAR, locked_at=datetime(2026, 3, 4, 5, 6, 7, 89, tzinfo=UTC)),
            ]
        )
        first = Judgement(
            note_id=note.id, person_id=person.id, signal="vervuiling", verdict=Verdict.KLOPT, start=1, end=2
        )
        session.add(first)
        session.flush()
        session.add(
            Judgement(
                note_id=note.id, person_id=person.id, signal="vervuiling", verdict=Verdict.ANDERS, replaces=first.id
            )
        )
        record(session, "melding geopend", person=person, object_kind="melding", object_id=note.id, details={"n": 1.5})


def contents(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables, but for the lines that backup and restore themselves log."""
    with store.reading() as session:
        found = {
            table.name: [tuple(row) for row in session.execute(select(table).order_by(*table.primary_key.columns))]
            for table in Base.metadata.sorted_tables
        }
    found["audit_event"] = [row for row in found["audit_event"] if "back-up teruggezet" not in row]
    return found


@pytest.fixture(params=["sqlite", "postgresql"])
def other(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A second database without any tables."""
    if request.param == "sqlite":
        store = Store(create_store_engine(f"sqlite:///{tmp_path / 'other.db'}"))
        yield store
        store.close()
        return
    server: Postgres = request.getfixturevalue("postgres")
    with server.fresh(template="template1") as name:
        store = Store(create_store_engine(server.url(name)))
        yield store
        store.close()


def test_everything_comes_back_in_either_kind(store: Store, settings: Settings, other: Store, tmp_path: Path) -> None:
    filled(store)
    server_secret(settings), vault_keys(settings)
    file = tmp_path / "backup.zip"
    manifest = backup(settings, store, file, with_keys=True)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    elsewhere = settings.model_copy(update={"data_dir": tmp_path / "elsewhere"})
    restored = restore(elsewhere, other, file)
    assert restored.keys == ("secret.key", "vault.key")
    assert server_secret(elsewhere) == server_secret(settings) and vault_keys(elsewhere) == vault_keys(settings)
    assert contents(other) == contents(store)
    with other.session() as session:
        session.add(Person(name="Nieuw", login="nieuw", role=Role.LEZER))  # the next number follows on
        assert verify(session, manifest.audit_head).whole


def test_keys_stay_out_unless_asked_for(store: Store, settings: Settings, tmp_path: Path) -> None:
    server_secret(settings)
    backup(settings, store, tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        assert not [name for name in archive.namelist() if "key" in name]


def test_a_backup_never_overwrites(store: Store, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_text("van iemand anders")
    with pytest.raises(BackupError, match="already exists"):
        backup(settings, store, tmp_path / "b.zip")
    assert (tmp_path / "b.zip").read_text() == "van iemand anders"


def test_a_database_in_use_is_not_overwritten(store: Store, settings: Settings, tmp_path: Path) -> None:
    filled(store)
    backup(settings, store, tmp_path / "b.zip")
    before = contents(store)
    with pytest.raises(BackupError, match="not empty"):
        restore(settings, store, tmp_path / "b.zip")
    assert contents(store) == before


@pytest.mark.parametrize("damage", ["row", "log", "missing", "no zip"])
def test_a_damaged_backup_restores_nothing(
    store: Store, settings: Settings, other: Store, tmp_path: Path, damage: str
) -> None:
    filled(store)
    whole, broken = tmp_path / "whole.zip", tmp_path / "broken.zip"
    backup(settings, store, whole)
    if damage == "no zip":
        broken.write_bytes(whole.read_bytes()[:200])
    else:
        with zipfile.ZipFile(whole) as source, zipfile.ZipFile(broken, "w") as target:
            for name in source.namelist():
                data = source.read(name)
                if damage == "row" and name == "tables/note.jsonl":
                    data = data.replace(b"doet", b"deed")
                if damage == "log" and name == MANIFEST:
                    data = json.dumps({**json.loads(data), "audit_head": "f" * 64}).encode()
                if not (damage == "missing" and name == "tables/outcome.jsonl"):
                    target.writestr(name, data)
    with pytest.raises(BackupError):
        restore(settings, other, broken)
    if damage != "no zip":
        with other.reading() as session:
            assert session.scalars(select(Person)).all() == []

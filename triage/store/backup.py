"""Backup and restore: every table as JSON lines in one zip, which either kind of database takes back.

So a backup of SQLite can be restored into PostgreSQL, and needs no tool of a database. The keys are left out unless asked
for: who has a backup with its keys can read the vault.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from alembic.util.exc import CommandError
from pydantic import BaseModel, ConfigDict
from sqlalchemy import Column, Connection, Date, DateTime, LargeBinary, MetaData, Table, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from triage.audit import record
from triage.audit.chain import head
from triage.audit.verify import verify
from triage.settings import Settings
from triage.store.migrate import migrate
from triage.store.session import Store
from triage.store.types import now

MANIFEST = "manifest.json"
KEYS = ("secret.key", "vault.key")
REVISIONS = "alembic_version"
BATCH = 500


class BackupError(Exception):
    """A backup that cannot be made or restored; the message says why and what to do."""


class Part(BaseModel):
    """One table of a backup."""

    model_config = ConfigDict(frozen=True)

    rows: int
    sha256: str


class Manifest(BaseModel):
    """What a backup holds."""

    model_config = ConfigDict(frozen=True)

    format: int = 1
    made_at: datetime
    made_by: str
    revision: str
    tables: dict[str, Part]
    audit_seq: int
    audit_head: str


@dataclass(frozen=True)
class Restored:
    """What was put back."""

    manifest: Manifest
    keys: tuple[str, ...]


def backup(settings: Settings, store: Store, target: Path, *, with_keys: bool = False) -> Manifest:
    """Writes a backup to `target`, as one consistent moment; the server may go on running.

    Raises `BackupError` where `target` exists.
    """
    if target.exists():
        raise BackupError(f"{target} already exists; choose another name")
    with store.session() as session:
        record(session, "back-up gemaakt", object_kind="database", basis="beheer", details={"sleutels": with_keys})
    partial = target.with_name(target.name + ".part")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            manifest = _write_tables(store, archive)
            for name in KEYS if with_keys else ():
                if (settings.data_dir / name).exists():
                    archive.writestr(f"keys/{name}", (settings.data_dir / name).read_bytes())
            archive.writestr(MANIFEST, manifest.model_dump_json(indent=2))
        partial.rename(target)
    finally:
        partial.unlink(missing_ok=True)
    return manifest


def _write_tables(store: Store, archive: zipfile.ZipFile) -> Manifest:
    parts = {}
    with store.reading() as session:
        connection = session.connection(execution_options=_snapshot(store))
        for table in _tables(connection):
            digest, rows = hashlib.sha256(), 0
            with archive.open(f"tables/{table.name}.jsonl", "w", force_zip64=True) as entry:
                for row in _rows(connection, table):
                    line = (json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
                    digest.update(line)
                    entry.write(line)
                    rows += 1
            parts[table.name] = Part(rows=rows, sha256=digest.hexdigest())
        seq, last_hash = head(session)
        revision = connection.execute(text(f"SELECT version_num FROM {REVISIONS}")).scalar_one()
    return Manifest(
        made_at=now(),
        made_by=f"nietpluis {version('nietpluis')}",
        revision=str(revision),
        tables=parts,
        audit_seq=seq,
        audit_head=last_hash,
    )


def _snapshot(store: Store) -> dict[str, Any]:
    # A read transaction on SQLite sees one moment by itself.
    return {} if store.sqlite else {"isolation_level": "REPEATABLE READ"}


def _tables(connection: Connection) -> list[Table]:
    """The tables as the database has them, those that others refer to first."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != REVISIONS]


def _rows(connection: Connection, table: Table) -> Iterator[dict[str, Any]]:
    query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=BATCH)
    for row in connection.execute(query):
        yield {column.name: _plain(value) for column, value in zip(table.columns, row, strict=True)}


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, datetime):
        return (value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def _typed(value: Any, column: Column[Any], sqlite: bool) -> Any:
    if value is None:
        return None
    if isinstance(column.type, LargeBinary):
        return base64.b64decode(value)
    if isinstance(column.type, DateTime):
        moment = datetime.fromisoformat(value)
        return moment.replace(tzinfo=None) if sqlite else moment
    return date.fromisoformat(value) if isinstance(column.type, Date) else value


def restore(settings: Settings, store: Store, source: Path) -> Restored:
    """Puts a backup into an empty database, checks every table and the log's chain, and brings it up to date.

    Keys in the backup are put in the data folder where none are. Raises `BackupError`; nothing is then changed.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = Manifest.model_validate_json(archive.read(MANIFEST))
            _check_keys(settings, archive)
            migrate(store, manifest.revision)
            _fill(store, archive, manifest)
            keys = _restore_keys(settings, archive)
    except (OSError, zipfile.BadZipFile, ValueError, KeyError, CommandError, SQLAlchemyError) as error:
        raise BackupError(f"{source} cannot be restored: {type(error).__name__}") from error
    migrate(store)
    with store.session() as session:
        record(
            session, "back-up teruggezet", object_kind="database", basis="beheer", details={"tot": manifest.audit_seq}
        )
    return Restored(manifest, keys)


def _fill(store: Store, archive: zipfile.ZipFile, manifest: Manifest) -> None:
    with store.session() as session:
        connection = session.connection()
        tables = _tables(connection)
        if {table.name for table in tables} != set(manifest.tables):
            raise BackupError("the backup holds other tables than this version knows; restore it with its own version")
        for table in tables:
            if connection.scalar(select(func.count()).select_from(table)):
                raise BackupError("the database is not empty; restore into a new one")
        for table in tables:
            _fill_table(connection, table, archive, manifest.tables[table.name], store.sqlite)
        verified = verify(session, manifest.audit_head if manifest.audit_seq else None)
        if not verified.whole or verified.head != manifest.audit_head:
            raise BackupError("the log in the backup is not whole; nothing was restored")


def _fill_table(connection: Connection, table: Table, archive: zipfile.ZipFile, part: Part, sqlite: bool) -> None:
    digest, count = hashlib.sha256(), 0
    batch: list[dict[str, Any]] = []
    with archive.open(f"tables/{table.name}.jsonl") as entry:
        for line in entry:
            digest.update(line)
            row = json.loads(line)
            batch.append({column.name: _typed(row[column.name], column, sqlite) for column in table.columns})
            count += 1
            if len(batch) == BATCH:
                connection.execute(table.insert(), batch)
                batch = []
    if batch:
        connection.execute(table.insert(), batch)
    if count != part.rows or digest.hexdigest() != part.sha256:
        raise BackupError(f"the table {table.name} in the backup is damaged; nothing was restored")
    key = table.primary_key.columns.values()[0]
    if not sqlite and count:
        name = connection.scalar(
            text("SELECT pg_get_serial_sequence(:table, :column)"), {"table": table.name, "column": key.name}
        )
        if name:
            connection.execute(select(func.setval(name, select(func.max(key)).scalar_subquery())))


def _check_keys(settings: Settings, archive: zipfile.ZipFile) -> None:
    """Refuses before anything is written where another key already stands in the data folder."""
    for name in KEYS:
        there = settings.data_dir / name
        if (
            f"keys/{name}" in archive.namelist()
            and there.exists()
            and there.read_bytes() != archive.read(f"keys/{name}")
        ):
            raise BackupError(f"{there} holds another key than the backup; move it away first")


def _restore_keys(settings: Settings, archive: zipfile.ZipFile) -> tuple[str, ...]:
    restored = []
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    for name in KEYS:
        there = settings.data_dir / name
        if f"keys/{name}" in archive.namelist() and not there.exists():
            handle = os.open(there, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(archive.read(f"keys/{name}"))
            restored.append(name)
    return tuple(restored)

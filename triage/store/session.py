"""The store: an engine, and sessions that commit as a whole or not at all."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from triage.settings import Settings

BUSY_MILLISECONDS = 30_000
AGAIN_SECONDS = 0.02
PRIMARY = 0xFF  # SQLite's codes hold the kind of error in the lowest byte
BESIDE, LEAST = 4, 1


class Store:
    """Opens sessions on one database."""

    def __init__(self, engine: Engine, config_hash: str = "") -> None:
        self.engine = engine
        self.config_hash = config_hash
        self._for_reading = engine.execution_options(nietpluis_reading=True)

    @property
    def connections(self) -> int:
        """How many requests can have a connection at once; a few are left for what runs beside them."""
        pool = self.engine.pool
        most = pool.size() + pool._max_overflow if isinstance(pool, QueuePool) else LEAST
        return max(LEAST, most - BESIDE)

    @property
    def sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session that may write: committed at the end, rolled back on an error.

        On SQLite it holds the one write lock from its start, so that no transaction fails halfway; keep it short.
        """
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            session.info["config_hash"] = self.config_hash
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only reads and waits for no writer."""
        with Session(self._for_reading, expire_on_commit=False) as session:
            try:
                yield session
            finally:
                session.expunge_all()  # so that what was read can still be used
                session.rollback()

    def close(self) -> None:
        self.engine.dispose()


def open_store(settings: Settings) -> Store:
    """The store that the settings name; migrations are run by `migrate`."""
    return Store(create_store_engine(settings.database_url, pool_size=settings.pool_size), settings.config_hash())


def create_store_engine(url: str, pool_size: int = 10) -> Engine:
    """An engine for SQLite (write-ahead log, foreign keys, immediate transactions) or PostgreSQL."""
    if make_url(url).get_backend_name() == "sqlite":
        return _sqlite(url)
    return create_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_pre_ping=True,
        pool_timeout=30,
        hide_parameters=True,  # an error of the database would quote the text of a note
    )


def _sqlite(url: str) -> Engine:
    file = make_url(url).database
    if file and file != ":memory:":
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        connect_args={"check_same_thread": False, "timeout": BUSY_MILLISECONDS / 1000},
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: Any) -> None:
        # The driver would start transactions by itself, and late; `_begin` does it.
        connection.isolation_level = None
        _write_ahead(connection)
        for pragma in ("synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        reading = connection.get_execution_options().get("nietpluis_reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Turns the write-ahead log on.

    Two connections that turn it on at the same moment in a new file would wait for each other, so SQLite refuses one of
    them at once, whatever its timeout. The one that is refused tries again here.
    """
    until = time.monotonic() + BUSY_MILLISECONDS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & PRIMARY != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(AGAIN_SECONDS)
        else:
            return

"""Bringing a database to the newest tables; run at every start, by one process at a time."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from triage.store.session import Store

MIGRATIONS = Path(__file__).resolve().parent / "migrations"
ADVISORY_LOCK = 7514


def config(scripts: Path = MIGRATIONS) -> Config:
    """Alembic's configuration, without a file."""
    made = Config()
    made.set_main_option("script_location", str(scripts))
    return made


def migrate(store: Store, revision: str = "head", scripts: Path = MIGRATIONS) -> None:
    """Runs the migrations in `scripts` that are still missing, in one transaction."""
    with store.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
        made = config(scripts)
        made.attributes["connection"] = connection
        command.upgrade(made, revision)


def is_current(store: Store) -> bool:
    """Whether the database has the newest tables."""
    with store.engine.connect() as connection:
        found = set(MigrationContext.configure(connection).get_current_heads())
    return found == set(ScriptDirectory.from_config(config()).get_heads())

"""The migrations make the tables that the code describes, keep what must not change, and can be taken back."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError

from tests.triage.conftest import add_person
from tests.triage.postgres import Postgres
from triage.store.choices import Role, Verdict
from triage.store.migrate import config, is_current, migrate
from triage.store.session import Store, create_store_engine
from triage.store.tables import Base, Judgement, Note, Outcome


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Store, Store]]:
    """Two databases without tables, of one kind."""
    if request.param == "sqlite":
        stores = [Store(create_store_engine(f"sqlite:///{tmp_path / name}.db")) for name in ("a", "b")]
        yield stores[0], stores[1]
        for store in stores:
            store.close()
        return
    server: Postgres = request.getfixturevalue("postgres")
    with server.fresh(template="template1") as one, server.fresh(template="template1") as two:
        stores = [Store(create_store_engine(server.url(name))) for name in (one, two)]
        yield stores[0], stores[1]
        for store in stores:
            store.close()


def described(connection: Connection) -> dict[str, Any]:
    """Columns, keys, indexes and checks of every table, in a form that can be compared."""
    seen = inspect(connection)
    return {
        table: {
            "columns": {
                column["name"]: (str(column["type"]), column["nullable"]) for column in seen.get_columns(table)
            },
            "key": seen.get_pk_constraint(table)["constrained_columns"],
            "foreign": sorted(
                (str(key["name"]), key["constrained_columns"], key["referred_table"])
                for key in seen.get_foreign_keys(table)
            ),
            "unique": sorted((str(key["name"]), key["column_names"]) for key in seen.get_unique_constraints(table)),
            "indexes": sorted((str(index["name"]), index["column_names"]) for index in seen.get_indexes(table)),
            "checks": sorted((str(check["name"]), check["sqltext"]) for check in seen.get_check_constraints(table)),
        }
        for table in seen.get_table_names()
        if table != "alembic_version"
    }


def test_migrations_make_the_tables_of_the_code(empty: tuple[Store, Store]) -> None:
    migrated, made = empty
    migrate(migrated)
    Base.metadata.create_all(made.engine)
    with migrated.engine.connect() as one, made.engine.connect() as two:
        assert described(one) == described(two)
    assert is_current(migrated) and not is_current(made)
    migrate(migrated)


def test_migrations_can_be_taken_back(empty: tuple[Store, Store]) -> None:
    store, _ = empty
    migrate(store)
    with store.engine.begin() as connection:
        back = config()
        back.attributes["connection"] = connection
        command.downgrade(back, "base")
    with store.engine.connect() as connection:
        assert described(connection) == {}
    migrate(store)
    assert is_current(store)


def test_two_processes_that_start_at_once_migrate_once(empty: tuple[Store, Store]) -> None:
    store, _ = empty
    failed: list[BaseException] = []

    def start() -> None:
        own = Store(create_store_engine(store.engine.url.render_as_string(hide_password=False)))
        try:
            migrate(own)
        except DBAPIError as error:
            failed.append(error)
        finally:
            own.close()

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == [] and is_current(store)


def test_a_new_file_is_opened_by_many_at_once(tmp_path: Path) -> None:
    failed: list[BaseException] = []

    def open_it(url: str, together: threading.Barrier) -> None:
        own = Store(create_store_engine(url))
        together.wait()
        try:
            own.engine.connect().close()
        except DBAPIError as error:
            failed.append(error)
        finally:
            own.close()

    for number in range(30):
        together = threading.Barrier(8)
        arguments = (f"sqlite:///{tmp_path / f'{number}.db'}", together)
        threads = [threading.Thread(target=open_it, args=arguments) for _ in range(together.parties)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert failed == []


def test_sqlite_keeps_its_promises(tmp_path: Path) -> None:
    store = Store(create_store_engine(f"sqlite:///{tmp_path / 'x.db'}"))
    migrate(store)
    with store.session() as session:
        pragmas = {
            name: session.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "foreign_keys", "synchronous")
        }
    assert pragmas == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2}
    store.close()


@pytest.mark.parametrize("table", ["judgement", "outcome"])
def test_judgements_and_outcomes_cannot_be_changed(store: Store, table: str) -> None:
    person = add_person(store, Role.BEOORDELAAR)
    with store.session() as session:
        note = Note(source="melding", text="Hij eet niet.", text_hash="0" * 64, received_hash="0" * 64)
        session.add(note)
        session.flush()
        session.add_all(
            [
                Judgement(note_id=note.id, person_id=person.id, signal="vervuiling", verdict=Verdict.KLOPT),
                Outcome(note_id=note.id, person_id=person.id, outcome="geen_actie", reason="Al geholpen."),
            ]
        )
    with pytest.raises(DBAPIError, match="append-only"), store.engine.begin() as connection:
        connection.execute(text(f"UPDATE {table} SET person_id = person_id"))

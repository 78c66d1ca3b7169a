"""What all triage tests share: a store on SQLite and on a real PostgreSQL, an application on it, and logged-in clients."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import text

from tests.triage.postgres import Postgres, why_missing
from triage.app import create_app
from triage.people import sessions
from triage.people.guard import COOKIE
from triage.settings import Settings
from triage.store.choices import Role
from triage.store.migrate import migrate
from triage.store.session import Store, create_store_engine, open_store
from triage.store.tables import Person


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server of our own with a migrated template database, once a session."""
    reason = why_missing()
    if reason and os.environ.get("CI"):
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)
    with Postgres() as server:
        store = Store(create_store_engine(server.url("template")))
        migrate(store)
        store.close()
        yield server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file that every test copies."""
    file = tmp_path_factory.mktemp("sqlite") / "template.db"
    store = Store(create_store_engine(f"sqlite:///{file}"))
    migrate(store)
    with store.engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    store.close()
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh, migrated, empty database; every test that uses it runs on both kinds."""
    if request.param == "sqlite":
        file = tmp_path / "nietpluis.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), file)
        yield f"sqlite:///{file}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    with server.fresh() as name:
        yield server.url(name)


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    """Settings for a test; change them with `settings.model_copy(update={…})`."""
    return Settings(
        data_dir=tmp_path / "data",
        database=database_url,
        background=False,
        organisation="Gemeente Voorbeeld",
        base_url="http://testserver",
    )


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    opened = open_store(settings)
    yield opened
    opened.close()


@pytest.fixture
def app(settings: Settings, store: Store) -> FastAPI:
    return create_app(settings, store)


class Browser(TestClient):
    """A logged-in person: `post_form` sends the form token along, as a page of ours would."""

    person_id: int
    csrf: str

    def post_form(self, url: str, data: dict[str, Any] | None = None, **kwargs: Any) -> Any:
        return self.post(url, data={"csrf": self.csrf, **(data or {})}, **kwargs)


def add_person(store: Store, role: Role, login: str | None = None, **values: Any) -> Person:
    """A person straight into the database, without a password."""
    with store.session() as session:
        person = Person(name=f"Test {role.value}", login=login or role.value, role=role, **values)
        session.add(person)
        session.flush()
        session.refresh(person)
    return person


def log_in(app: FastAPI, person: Person) -> Browser:
    """A browser in which the person is logged in."""
    with app.state.store.session() as session:
        made = sessions.start(session, app.state.settings, session.merge(person))
    browser = Browser(app)
    browser.cookies.set(COOKIE, made.token)
    browser.person_id, browser.csrf = person.id, made.csrf
    return browser


@pytest.fixture
def client(app: FastAPI, store: Store) -> Callable[..., Browser]:
    """`client("beoordelaar")`: a browser of a new person with that role; `login` and other columns can be given."""
    made: list[int] = []

    def new(role: str, login: str | None = None, **values: Any) -> Browser:
        made.append(1)
        return log_in(app, add_person(store, Role(role), login or f"{role}{len(made)}", **values))

    return new


@pytest.fixture
def anonymous(app: FastAPI) -> TestClient:
    """A browser in which nobody is logged in."""
    return TestClient(app)

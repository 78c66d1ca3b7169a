"""A store with the tables of the screen, people who are logged in, and the screen served to a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi")
pytest.importorskip("sqlalchemy")

from fastapi import FastAPI
from fastapi.testclient import TestClient

from annotation.corpus import AnnotatedMention, AnnotatedNote
from annotation.screen.app import create_app, open_and_migrate
from annotation.screen.projects import Plan, add_notes, assign, find_or_make
from annotation.screen.tables import Showing
from tests.browsers import running_chromium, serving
from triage.people import sessions
from triage.people.guard import COOKIE
from triage.settings import Settings
from triage.store.choices import Role
from triage.store.session import Store
from triage.store.tables import Person

TEXT = "Buurvrouw 😊 meldt ernstige vervuiling.\r\nGeen schulden\tbekend. Mw. doet niet open."


def suggest(text: str) -> tuple[AnnotatedMention, ...]:
    """What the tagger is made to suggest: these words, wherever they stand."""
    found = []
    for words, label, presence in (
        ("vervuiling", "vervuiling", "aanwezig"),
        ("schulden", "financiele_problemen", "ontkend"),
        ("doet niet open", "afspraken_mijden", "aanwezig"),
    ):
        for match in re.finditer(words, text):
            found.append(
                AnnotatedMention(
                    label=label, start=match.start(), end=match.end(), text=match.group(), presence=presence
                )
            )
    return tuple(sorted(found, key=lambda mention: mention.start))


BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
"""Marks tests that run on both kinds of database; the others run on SQLite."""


@pytest.fixture(scope="session")
def postgres() -> Iterator[Any]:
    """A PostgreSQL server of our own with a migrated template, once a session."""
    from tests.triage.postgres import Postgres, why_missing

    if reason := why_missing():
        pytest.skip(reason)
    with Postgres() as server:
        open_and_migrate(Settings(database=server.url("template"), background=False)).close()
        yield server


@pytest.fixture
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of an empty database; empty for a new SQLite file."""
    if getattr(request, "param", "sqlite") == "sqlite":
        yield ""
        return
    server = request.getfixturevalue("postgres")
    with server.fresh() as name:
        yield server.url(name)


@pytest.fixture
def settings(tmp_path: Path, database: str) -> Settings:
    return Settings(
        data_dir=tmp_path / "data",
        database=database,
        background=False,
        organisation="Onderzoek Voorbeeld",
        requests_per_minute=100_000,
    )


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    opened = open_and_migrate(settings)
    yield opened
    opened.close()


@pytest.fixture
def app(settings: Settings, store: Store) -> FastAPI:
    return create_app(settings, store)


@dataclass
class Made:
    """A project with the ids of its people by login."""

    project: int
    people: dict[str, int]


@pytest.fixture
def project(store: Store) -> Callable[..., Made]:
    """`project(["anna", "bilal"], notes, overlap=2)`: people (the first leads too), notes with suggestions, assignments."""

    def make(
        logins: Sequence[str] = ("anna",),
        notes: Sequence[AnnotatedNote] = (),
        showing: Showing = Showing.SHOWN,
        **plan: Any,
    ) -> Made:
        given = notes or [
            AnnotatedNote(id="m-1", text=TEXT, source="melding"),
            AnnotatedNote(id="m-2", text="Alles rustig. Zoon wil hulp."),
            AnnotatedNote(id="m-3", text="Veel vervuiling in de gang."),
        ]
        with store.session() as session:
            people = [
                Person(name=login.title(), login=login, role=Role.BEHEERDER if number == 0 else Role.BEOORDELAAR)
                for number, login in enumerate(logins)
            ]
            session.add_all(people)
            session.flush()
            made = find_or_make(session, Plan("Proef", showing, **plan))
            add_notes(session, made, given, suggest)
            assign(session, made, people)
            return Made(made.id, {person.login: person.id for person in people})

    return make


class Browser(TestClient):
    """A logged-in person."""

    csrf: str
    token: str

    def acts(self, assignment: int, *acts: dict[str, Any], first: int = 1) -> Any:
        """Sends acts, numbered from `first`."""
        rows = [{"number": number, **act} for number, act in enumerate(acts, first)]
        return self.post(f"/annoteren/notitie/{assignment}/acties", json=rows, headers={"X-CSRF-Token": self.csrf})

    def form(self, url: str, **fields: str) -> Any:
        return self.post(url, data={"csrf": self.csrf, **fields}, follow_redirects=False)


@pytest.fixture
def log_in(app: FastAPI, store: Store, settings: Settings) -> Callable[[int], Browser]:
    """`log_in(person_id)`: a client in which that person is logged in."""

    def enter(person_id: int) -> Browser:
        with store.session() as session:
            person = session.get(Person, person_id)
            assert person is not None
            made = sessions.start(session, settings, person)
        browser = Browser(app, headers={"accept": "text/html"})
        browser.cookies.set(COOKIE, made.token)
        browser.csrf, browser.token = made.csrf, made.token
        return browser

    return enter


@pytest.fixture
def served(app: FastAPI) -> Iterator[str]:
    """The address at which the application answers a real browser."""
    with serving(app) as address:
        yield address


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A Chromium, or a skip where there is none."""
    with running_chromium() as browser:
        yield browser


@pytest.fixture
def page(chromium: Any, served: str, log_in: Callable[[int], Browser]) -> Iterator[Callable[[int], Any]]:
    """`page(person_id)`: a page of a browser in which that person is logged in; errors of scripts fail the test."""
    contexts = []
    errors: list[str] = []

    def enter(person_id: int, **options: Any) -> Any:
        context = chromium.new_context(base_url=served, viewport={"width": 1500, "height": 950}, **options)
        context.add_cookies([{"name": COOKIE, "value": log_in(person_id).token, "url": served}])
        contexts.append(context)
        made = context.new_page()
        made.set_default_timeout(60_000)
        made.on("pageerror", lambda error: errors.append(str(error)))
        # The browser itself notes every refused request; those a test makes on purpose.
        made.on(
            "console",
            lambda said: (
                errors.append(said.text)
                if said.type == "error" and not said.text.startswith("Failed to load resource")
                else None
            ),
        )
        return made

    yield enter
    for context in contexts:
        context.close()
    assert errors == []

"""The application in a real Chromium: served on a port of its own, with people, teams and a worker at hand."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from tests.browsers import running_chromium, serving
from tests.triage.reading.screened import summary
from triage.intake.worker import Worker
from triage.people.passwords import hash_password
from triage.settings import Settings
from triage.store.choices import Mode, Role
from triage.store.session import Store
from triage.store.tables import Person, Team

PASSWORD = "welkom-in-de-wijk-1"
TOO_WIDE = """[...document.querySelectorAll("body *")]
    .filter(one => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .map(one => `${one.tagName}.${one.className} ${one.childElementCount ? "" : one.textContent.slice(0, 80)}`)"""
"""The elements that stick out of the window."""
SIZES = {"desk": (1280, 900), "phone": (360, 740), "zoom": (320, 256)}
"""A desk, a phone, and the desk at 400 %: a window of 1280 by 1024 holds 320 by 256 CSS pixels then."""

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def database_url(tmp_path: Path, sqlite_template: Path) -> str:
    """Browsers see the same pages on either database; one is enough."""
    file = tmp_path / "nietpluis.db"
    shutil.copy(sqlite_template, file)
    return f"sqlite:///{file}"


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return Settings(
        data_dir=tmp_path / "data",
        database=database_url,
        background=False,
        organisation="Gemeente Voorbeeld",
        base_url="http://127.0.0.1",
        requests_per_minute=100_000,
        logins_per_minute=1000,
        holdout_share=0.0,
    )


@pytest.fixture
def people(store: Store) -> dict[str, int]:
    """A team in each mode, and somebody of each role: login to id."""
    staff = (
        ("sanne", "Sanne de Boer", Role.BEOORDELAAR, Mode.EERST_LEZEN),
        ("karim", "Karim Haddad", Role.BEOORDELAAR, Mode.OP_VERZOEK),
        ("els", "Els Vermeer", Role.LEZER, Mode.ZONDER),
        ("bea", "Bea Heerma", Role.BEHEERDER, None),
        ("olga", "Olga Zwart", Role.ONDERZOEKER, None),
        ("anton", "Anton Udo", Role.AUDITOR, None),
    )
    kept = hash_password(PASSWORD)
    with store.session() as session:
        teams = {mode: Team(name=f"Team {mode.value}", mode=mode) for mode in Mode}
        session.add_all(teams.values())
        session.flush()
        made = [
            Person(name=name, login=login, role=role, password_hash=kept, team_id=teams[mode].id if mode else None)
            for login, name, role, mode in staff
        ]
        session.add_all(made)
        session.flush()
        return {person.login: person.id for person in made}


@pytest.fixture
def screen_all(store: Store, settings: Settings) -> Callable[[], None]:
    """Has the worker read every note that waits."""
    worker = Worker(store, settings, lambda note_id, text, notices: summary(note_id, text))

    def work() -> None:
        while worker.step():
            pass

    return work


@pytest.fixture
def served(app: FastAPI) -> Iterator[str]:
    """The address at which the application answers."""
    with serving(app) as address:
        yield address


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A Chromium, or a skip where there is none."""
    with running_chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def axe_source() -> str:
    """The script of axe-core."""
    base = pytest.importorskip("axe_playwright_python.base")
    return str(base.AXE_FILE_PATH.read_text("utf-8"))


@dataclass
class Office:
    """Browsers of people at work; `look` is what every page must stand, `faults` what went wrong in them."""

    chromium: Any
    address: str
    axe: str
    scripts: bool
    faults: list[str] = field(default_factory=list)
    looked_at: list[str] = field(default_factory=list)
    contexts: list[Any] = field(default_factory=list)

    def enter(self, login: str, **options: Any) -> Any:
        """A page of a browser in which the person logged in with the form."""
        width, height = SIZES["desk"]
        context = self.chromium.new_context(
            base_url=self.address, viewport={"width": width, "height": height}, **options
        )
        self.contexts.append(context)
        if not self.scripts:
            # Scripts of pages come from files only; without those files a page is what a browser without scripts has.
            context.route("**/*.js*", lambda route: route.abort())
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", self._said)
        page.goto("/inloggen")
        self.look(page, "inloggen")
        page.fill("[name=login]", login)
        page.fill("[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        return page

    def _said(self, message: Any) -> None:
        # A refused form is answered with a status that Chromium calls an error; the page then says what is wrong.
        expected = ("422", "409", "ERR_FAILED")
        if message.type == "error" and not any(part in message.text for part in expected):
            self.faults.append(message.text)

    def look(self, page: Any, name: str) -> None:
        """Nothing runs out of the window at any size; axe finds nothing: at a desk with scripts, at 400 % without."""
        self.looked_at.append(name)
        page.wait_for_load_state("load")  # a click waits for the page, not for its style sheets
        for size, (width, height) in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            wide, room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
            if wide > room:
                self.faults.append(f"{name} at {size} is {wide} wide where there is {room}: {page.evaluate(TOO_WIDE)}")
            if size == ("desk" if self.scripts else "zoom"):
                self.faults += [f"{name} at {size}: {found}" for found in self._violations(page)]
        width, height = SIZES["desk"]
        page.set_viewport_size({"width": width, "height": height})

    def _violations(self, page: Any) -> list[str]:
        page.evaluate(self.axe)
        options = {"runOnly": RULES, "resultTypes": ["violations"]}
        found = page.evaluate("options => axe.run(document, options)", options)["violations"]
        return [f"{one['id']} {[node['target'] for node in one['nodes']][:3]}" for one in found]


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def office(
    request: pytest.FixtureRequest, chromium: Any, served: str, axe_source: str, people: dict[str, int]
) -> Iterator[Office]:
    """People at work, with and without scripts; faults of any page fail the test."""
    made = Office(chromium, served, axe_source, request.param)
    yield made
    for context in made.contexts:
        context.close()
    assert made.faults == []

"""Dark mode and print, on every page of every menu."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI

from tests.triage.browser.conftest import Office
from tests.triage.conftest import log_in
from triage.people.guard import COOKIE
from triage.store.tables import Person
from triage.web.menu import menu

BELOW = {
    "bea": ["/beheer/personen/1", "/beheer/teams", "/beheer/tokens"],
    "anton": ["/controle/keten", "/controle/inzage"],
    "els": ["/account/wachtwoord", "/over"],
}


@pytest.fixture
def dark(chromium: Any, served: str, axe_source: str) -> Iterator[Office]:
    office = Office(chromium, served, axe_source, scripts=True)
    yield office
    for context in office.contexts:
        context.close()
    assert office.faults == []


def pages(app: FastAPI, people: dict[str, int], office: Office, **options: Any) -> Iterator[tuple[str, Any]]:
    """Every page of everybody's menu and some below it, open in a browser of that person."""
    for login, number in people.items():
        with app.state.store.reading() as session:
            person = session.get(Person, number)
            assert person is not None
            addresses = [item.href for item in menu(person)] + BELOW.get(login, [])
        token = log_in(app, person).cookies[COOKIE]
        context = office.chromium.new_context(base_url=office.address, **options)
        office.contexts.append(context)
        context.add_cookies([{"name": COOKIE, "value": token, "url": office.address}])
        page = context.new_page()
        page.set_default_timeout(60_000)
        for address in addresses:
            assert page.goto(address).status == 200, address
            yield f"{login} {address}", page


@pytest.mark.slow
def test_dark_mode_reads_as_well(app: FastAPI, people: dict[str, int], dark: Office) -> None:
    for name, page in pages(app, people, dark, color_scheme="dark", reduced_motion="reduce"):
        shown = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert shown == "rgb(16, 22, 31)", name
        dark.look(page, name)
    assert len(dark.looked_at) > 20


@pytest.mark.slow
def test_print_leaves_out_what_paper_cannot_do(app: FastAPI, people: dict[str, int], dark: Office) -> None:
    for name, page in pages(app, people, dark, color_scheme="dark"):
        page.emulate_media(media="print")
        assert not page.locator(".np-nav").is_visible(), name
        assert page.locator("button:visible").count() == 0, name
        assert page.locator("h1").is_visible(), name
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)", name

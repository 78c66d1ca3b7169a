"""What all screens share: dates, messages, errors, and a request log without text."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from fastapi import APIRouter, Depends, FastAPI
from fastapi.testclient import TestClient
from starlette.requests import Request
from starlette.responses import Response

from tests.triage.conftest import Browser
from triage.app import create_app
from triage.people.guard import Db, public
from triage.settings import Settings
from triage.store.session import Store
from triage.store.tables import Person, Team
from triage.web import dates
from triage.web.menu import menu
from triage.web.render import FLASH, redirect, render, shown_value

ZONE = ZoneInfo("Europe/Amsterdam")
SECRET = "de buurvrouw hoort geschreeuw"


def test_dates_as_a_dutch_reader_writes_them() -> None:
    winter, summer = datetime(2026, 1, 31, 23, 5, tzinfo=UTC), datetime(2026, 7, 1, 22, 0, tzinfo=UTC)
    assert dates.moment(winter, ZONE) == "1 februari 2026, 00.05 uur"
    assert dates.moment(summer, ZONE) == "2 juli 2026, 00.00 uur"
    assert dates.day(date(2026, 3, 4), ZONE) == "4 maart 2026"


def test_details_of_the_log_in_words() -> None:
    assert shown_value({"a": [True, None, 2], "b": []}) == "a ja, –, 2, b geen"
    assert shown_value({"package": "1.0", "lexicon": "ab12"}) == "nietpluis 1.0, woordenlijst ab12"


@pytest.fixture
def odd(settings: Settings, store: Store) -> TestClient:
    """An application with routes that fail in their own ways."""
    router = APIRouter(dependencies=[Depends(public)])

    @router.get("/stuk/{what}")
    def _broken(what: str, session: Db) -> Response:
        session.add(Team(name=what))
        session.flush()
        raise RuntimeError(SECRET)

    @router.get("/vraag")
    def _ask(number: int) -> int:
        return number

    @router.get("/bericht")
    def _message(request: Request) -> Response:
        return redirect(request, "/toon", "people.password_short", least=12)

    @router.get("/toon")
    def _show(request: Request) -> Response:
        return render(request, "error.html", title="<b>Titel", message="m")

    return TestClient(create_app(settings, store, [router]))


def test_an_error_shows_no_detail_and_logs_no_text(
    odd: TestClient, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        page = odd.get(f"/stuk/{SECRET}")
    assert page.status_code == 500 and "Dit ligt niet aan u" in page.text and SECRET not in page.text
    said = [json.dumps(vars(line), default=str) for line in caplog.records if line.name.startswith("nietpluis")]
    assert len(said) == 2 and not any(SECRET in line or "buurvrouw" in line for line in said)
    failed, request = (line for line in caplog.records if line.name.startswith("nietpluis"))
    assert vars(failed)["error"].startswith("RuntimeError at") or vars(failed)["error"] == "RuntimeError"
    assert (vars(request)["route"], vars(request)["status"]) == ("/stuk/{what}", 500)
    with store.reading() as session:
        assert session.query(Team).all() == []


def test_a_wrong_value_is_not_repeated(odd: TestClient) -> None:
    page = odd.get(f"/vraag?number={SECRET}")
    assert page.status_code == 422 and SECRET not in page.text
    answer = odd.get(f"/vraag?number={SECRET}", headers={"accept": "application/json"})
    assert answer.status_code == 422 and SECRET not in answer.text
    assert answer.json()["detail"][0]["loc"] == ["query", "number"]


def test_errors_are_pages_for_people_and_json_for_programs(odd: TestClient) -> None:
    assert "Niet gevonden" in odd.get("/weg").text
    assert odd.get("/api/weg").json() == {"detail": "Deze pagina bestaat niet, of de melding is verwijderd."}
    assert odd.post("/vraag", headers={"accept": "application/json"}).status_code == 405


def test_a_message_is_shown_once(odd: TestClient) -> None:
    assert "minstens 12 tekens" in odd.get("/bericht").text
    assert "minstens 12 tekens" not in odd.get("/toon").text


@pytest.mark.parametrize("value", ["x", "x.y", "WyJhIl0=.é", ".", "W10=." + "0" * 64])
def test_a_forged_message_is_ignored(odd: TestClient, value: str) -> None:
    header = f"{FLASH}={value}".encode()
    assert odd.get("/toon", headers=[(b"cookie", header)]).status_code == 200


def test_what_is_shown_is_escaped(odd: TestClient) -> None:
    assert "<b>Titel" not in odd.get("/toon").text


def test_an_own_theme_takes_the_place_of_ours(settings: Settings, store: Store, tmp_path: Path) -> None:
    css = tmp_path / "gemeente.css"
    css.write_text(".gemeente-theme { --basis-color-default-bg-document: #fff; }")
    browser = TestClient(
        create_app(settings.model_copy(update={"theme_css": css, "theme_class": "gemeente-theme"}), store)
    )
    page = browser.get("/inloggen").text
    assert 'href="/thema.css"' in page and "voorbeeld-theme gemeente-theme np" in page and "dark.css" not in page
    assert browser.get("/thema.css").text == css.read_text()


def test_without_an_own_theme_there_is_none(anonymous: TestClient) -> None:
    assert "/thema.css" not in anonymous.get("/inloggen").text
    assert anonymous.get("/thema.css").status_code == 404


@pytest.mark.parametrize("role", ["lezer", "beoordelaar", "beheerder", "onderzoeker", "auditor"])
def test_every_item_of_the_menu_opens(client: Callable[..., Browser], app: FastAPI, role: str) -> None:
    browser = client(role)
    assert browser.get("/").status_code == 200
    with app.state.store.reading() as session:
        person = session.get(Person, browser.person_id)
    assert person is not None
    assert {item.href: browser.get(item.href).status_code for item in menu(person)} == {
        item.href: 200 for item in menu(person)
    }

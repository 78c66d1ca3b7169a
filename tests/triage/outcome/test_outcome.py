"""Outcomes: one person who opened the note, one note, a reason; by page and by API."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from tests.triage.conftest import Browser, add_person
from tests.triage.intake.notes import add_token
from tests.triage.reading.screened import READING, add_screened, events
from triage.store.choices import NoteStatus, Role
from triage.store.session import Store
from triage.store.tables import Note, Outcome

Client = Callable[..., Browser]
DECIDED = {"uitkomst": "huisbezoek", "reden": "Meneer doet niet open."}
SENT = {"outcome": "huisbezoek", "reason": "Meneer doet niet open."}


def count(store: Store) -> int:
    with store.reading() as session:
        return session.scalar(select(func.count()).select_from(Outcome)) or 0


def test_an_outcome_has_a_name_a_time_and_a_reason(client: Client, store: Store) -> None:
    note, reader = add_screened(store), client("beoordelaar")
    assert 'type="radio" name="uitkomst"' in reader.get(f"/meldingen/{note}/uitkomst").text
    page = reader.post_form(f"/meldingen/{note}/uitkomst", DECIDED).text
    assert "Meneer doet niet open." in page
    assert "Test beoordelaar" in page
    with store.reading() as session:
        assert session.get_one(Note, note).status is NoteStatus.AFGEROND
    line = events(store, "uitkomst vastgelegd")[0]
    assert (line.person_id, line.details["uitkomst"]) == (reader.person_id, "huisbezoek")
    assert "open" not in str(line.details)


def test_nothing_is_chosen_beforehand(client: Client, store: Store) -> None:
    page = client("beoordelaar").get(f"/meldingen/{add_screened(store)}/uitkomst").text
    assert page.count('name="uitkomst"') == 8
    assert " checked" not in page


def test_who_did_not_open_the_note_decides_nothing(client: Client, store: Store) -> None:
    note, reader = add_screened(store), client("beoordelaar")
    assert reader.post_form(f"/meldingen/{note}/uitkomst", DECIDED).status_code == 409
    assert count(store) == 0


@pytest.mark.parametrize("change", [{"uitkomst": ""}, {"uitkomst": "opsluiten"}, {"reden": " "}, {"reden": "x" * 5001}])
def test_a_choice_from_the_list_and_a_reason_are_needed(client: Client, store: Store, change: dict[str, str]) -> None:
    note, reader = add_screened(store), client("beoordelaar")
    reader.get(f"/meldingen/{note}")
    assert reader.post_form(f"/meldingen/{note}/uitkomst", {**DECIDED, **change}).status_code == 422
    assert count(store) == 0


def test_a_reader_without_that_role_decides_nothing(client: Client, store: Store) -> None:
    note, reader = add_screened(store), client("lezer")
    reader.get(f"/meldingen/{note}")
    assert reader.post_form(f"/meldingen/{note}/uitkomst", DECIDED).status_code == 403
    assert count(store) == 0


def test_a_better_outcome_replaces_the_first_which_stays(client: Client, store: Store) -> None:
    note, reader = add_screened(store), client("beoordelaar")
    reader.get(f"/meldingen/{note}")
    reader.post_form(f"/meldingen/{note}/uitkomst", DECIDED)
    page = reader.post_form(f"/meldingen/{note}/uitkomst", {"uitkomst": "bemoeizorg", "reden": "Weer niet thuis."}).text
    assert "(vervangen)" in page
    with store.reading() as session:
        first, second = session.scalars(select(Outcome).order_by(Outcome.id))
        assert (second.outcome, second.replaces) == ("bemoeizorg", first.id)


def test_some_outcomes_wait_for_a_second_reader(client: Client, store: Store) -> None:
    note, reader, second = add_screened(store), client("beoordelaar"), client("lezer")
    reader.get(f"/meldingen/{note}")
    heavy = {"uitkomst": "veilig_thuis", "reden": "Zorgen over de kinderen."}
    answer = reader.post_form(f"/meldingen/{note}/uitkomst", heavy)
    assert answer.status_code == 409
    assert "bel meteen" in answer.text
    second.post_form(f"/meldingen/{note}/eigen-lezing", READING)
    assert reader.post_form(f"/meldingen/{note}/uitkomst", heavy).status_code == 200
    assert count(store) == 1


def test_the_api_takes_one_outcome_of_a_person_who_opened_the_note(client: Client, store: Store) -> None:
    note, reader = add_screened(store), client("beoordelaar")
    headers = {"X-CSRF-Token": reader.csrf}
    assert reader.post(f"/api/notes/{note}/outcomes", json=SENT, headers=headers).status_code == 409
    reader.get(f"/meldingen/{note}")
    answer = reader.post(f"/api/notes/{note}/outcomes", json=SENT, headers=headers)
    assert answer.status_code == 201
    assert "geen advies" in answer.json()["disclaimer"]
    assert [row["outcome"] for row in reader.get(f"/api/notes/{note}/outcomes").json()] == ["huisbezoek"]


def test_the_api_refuses_whoever_is_not_logged_in(anonymous: TestClient, store: Store) -> None:
    note = add_screened(store)
    token = add_token(store, add_person(store, Role.BEHEERDER))
    for headers in ({}, token):
        assert anonymous.post(f"/api/notes/{note}/outcomes", json=SENT, headers=headers).status_code == 401
    assert count(store) == 0


def test_the_api_refuses_a_person_without_the_token_of_the_session(client: Client, store: Store) -> None:
    note, reader = add_screened(store), client("beoordelaar")
    reader.get(f"/meldingen/{note}")
    assert reader.post(f"/api/notes/{note}/outcomes", json=SENT).status_code == 403
    assert count(store) == 0


def test_many_outcomes_at_once_are_refused(client: Client, store: Store) -> None:
    one, two, reader = add_screened(store), add_screened(store), client("beoordelaar")
    for note in (one, two):
        reader.get(f"/meldingen/{note}")
    headers = {"X-CSRF-Token": reader.csrf}
    several = [{"note": note, **SENT} for note in (one, two)]
    answer = reader.post("/api/notes/outcomes", json=several, headers=headers)
    assert answer.status_code == 403
    assert "één melding" in answer.json()["detail"]
    for path, body in (
        (f"/api/notes/{one}/outcomes", [SENT, SENT]),
        (f"/api/notes/{one}/outcomes", {**SENT, "notes": [one, two]}),
        (f"/api/notes/{one},{two}/outcomes", SENT),
    ):
        assert reader.post(path, json=body, headers=headers).status_code in {404, 422}
    assert count(store) == 0

"""Corrections and objections leave a trail; a person's notes are found and erased with proof."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from tests.triage.conftest import Browser
from tests.triage.reading.screened import READING, add_screened, events
from triage.intake.incoming import subject_key
from triage.outcome import erasing
from triage.settings import Settings
from triage.store.choices import VaultKind
from triage.store.session import Store
from triage.store.tables import Note, Objection, VaultItem

Client = Callable[..., Browser]
WRONG = {"soort": "correctie", "tekst": "Meneer woont op nummer 14."}


def test_a_correction_stands_above_the_note_and_is_answered_once(client: Client, store: Store) -> None:
    note, reader = add_screened(store), client("beoordelaar")
    reader.post_form(f"/meldingen/{note}/bezwaar", WRONG)
    assert "Meneer woont op nummer 14." in reader.get(f"/meldingen/{note}").text
    with store.reading() as session:
        number = session.scalars(select(Objection.id)).one()
    page = reader.post_form(f"/meldingen/{note}/bezwaar/antwoord", {"nummer": number, "antwoord": "Dat klopt."})
    assert "Dat klopt." in page.text
    again = reader.post_form(f"/meldingen/{note}/bezwaar/antwoord", {"nummer": number, "antwoord": "Toch niet."})
    assert again.status_code == 409
    assert len(events(store, "correctie vastgelegd")) == len(events(store, "correctie beantwoord")) == 1
    assert "nummer 14" not in str(events(store, "correctie vastgelegd")[0].details)


def test_the_note_itself_stays_as_it_came(client: Client, store: Store) -> None:
    note, reader = add_screened(store), client("lezer")
    with store.reading() as session:
        before = session.get_one(Note, note).text
    reader.post_form(f"/meldingen/{note}/bezwaar", WRONG)
    with store.reading() as session:
        assert session.get_one(Note, note).text == before


@pytest.mark.parametrize("change", [{"soort": ""}, {"soort": "klacht"}, {"tekst": " "}])
def test_an_objection_needs_a_kind_and_words(client: Client, store: Store, change: dict[str, str]) -> None:
    note, reader = add_screened(store), client("lezer")
    assert reader.post_form(f"/meldingen/{note}/bezwaar", {**WRONG, **change}).status_code == 422
    assert events(store, "correctie vastgelegd") == []


def test_a_reader_without_that_role_does_not_answer(client: Client, store: Store) -> None:
    note, reader = add_screened(store), client("lezer")
    reader.post_form(f"/meldingen/{note}/bezwaar", WRONG)
    with store.reading() as session:
        number = session.scalars(select(Objection.id)).one()
    sent = {"nummer": number, "antwoord": "Dat klopt."}
    assert reader.post_form(f"/meldingen/{note}/bezwaar/antwoord", sent).status_code == 403


def rows_about(store: Store, note: str) -> int:
    with store.reading() as session:
        return sum(
            session.scalar(select(func.count()).select_from(table).where(table.note_id == note)) or 0
            for table in erasing._ABOUT_A_NOTE
        )


def test_a_persons_notes_are_found_and_erased_with_proof(client: Client, store: Store, settings: Settings) -> None:
    key = subject_key(settings, "Klant 12.34")
    note, other = add_screened(store, subject_key=key, external_id="M-1"), add_screened(store)
    with store.session() as session:
        session.add(VaultItem(note_id=note, kind=VaultKind.ORIGINAL, ciphertext=b"x"))
    reader, admin = client("beoordelaar"), client("beheerder")
    reader.post_form(f"/meldingen/{note}/eigen-lezing", READING)
    for verdict in ("klopt", "klopt_niet"):
        reader.post_form(f"/meldingen/{note}/oordeel", {"signaal": "vervuiling", "oordeel": verdict})
    for outcome in ("huisbezoek", "geen_actie"):
        reader.post_form(f"/meldingen/{note}/uitkomst", {"uitkomst": outcome, "reden": "Zie tekst."})
    reader.post_form(f"/meldingen/{note}/bezwaar", WRONG)

    page = admin.post_form("/beheer/verwijderen/zoeken", {"kenmerk": "klant 1234"}).text
    assert note in page
    assert other not in page
    assert "stank" not in page
    sent = {"meldingen": [note], "grond": "verzoek", "zeker": "ja"}
    proof = admin.post_form("/beheer/verwijderen", sent).text
    line = events(store, "melding verwijderd")[0]
    for shown in (note, line.hash, line.details["hash van de tekst"], "Test beheerder"):
        assert shown in proof
    assert line.subject_key == key
    assert rows_about(store, note) == 0
    assert rows_about(store, other) > 0
    with store.reading() as session:
        gone = session.get_one(Note, note)
        assert (gone.text, gone.external_id, gone.subject_key, gone.extra) == ("", None, None, {})
    assert reader.get(f"/meldingen/{note}").status_code == 404
    assert note not in admin.post_form("/beheer/verwijderen/zoeken", {"kenmerk": "klant 1234"}).text


@pytest.mark.parametrize("change", [{"meldingen": []}, {"grond": ""}, {"grond": "zomaar"}, {"zeker": ""}])
def test_erasing_needs_a_choice_a_ground_and_a_yes(client: Client, store: Store, change: dict[str, object]) -> None:
    note, admin = add_screened(store), client("beheerder")
    sent = {"meldingen": [note], "grond": "verzoek", "zeker": "ja", **change}
    assert admin.post_form("/beheer/verwijderen", sent).status_code == 422
    assert rows_about(store, note) > 0


@pytest.mark.parametrize("role", ["lezer", "beoordelaar", "onderzoeker", "auditor"])
def test_only_an_admin_erases(client: Client, store: Store, role: str) -> None:
    note, other = add_screened(store), client(role)
    sent = {"meldingen": [note], "grond": "verzoek", "zeker": "ja"}
    assert other.post_form("/beheer/verwijderen", sent).status_code == 403
    assert rows_about(store, note) > 0


def test_what_was_searched_for_is_not_in_the_log(client: Client, store: Store) -> None:
    add_screened(store)
    client("beheerder").post_form("/beheer/verwijderen/zoeken", {"woorden": "stank", "kenmerk": "Klant 9"})
    line = events(store, "meldingen over een persoon gezocht")[0]
    assert line.details["gevonden"] == 1
    assert "stank" not in str(line.details)
    assert "Klant" not in str(line.details)

"""Handing a note on: taking, coming back later, a colleague, a second reader."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from tests.triage.conftest import Browser
from tests.triage.reading.screened import READING, add_screened, add_team, events
from triage.store.choices import Mode, NoteStatus
from triage.store.session import Store
from triage.store.tables import Consult, Note

Client = Callable[..., Browser]


def note_of(store: Store, note: str) -> Note:
    with store.reading() as session:
        return session.get_one(Note, note)


def test_taking_and_giving_back(client: Client, store: Store) -> None:
    note, reader = add_screened(store), client("lezer")
    reader.post_form(f"/meldingen/{note}/oppakken")
    assert (note_of(store, note).assigned_to, note_of(store, note).status) == (reader.person_id, NoteStatus.BEZIG)
    reader.post_form(f"/meldingen/{note}/terugleggen")
    assert (note_of(store, note).assigned_to, note_of(store, note).status) == (None, NoteStatus.WACHT)
    assert len(events(store, "melding opgepakt")) == len(events(store, "melding teruggelegd")) == 1


def test_only_who_has_a_note_gives_it_back(client: Client, store: Store) -> None:
    note, reader, other = add_screened(store), client("lezer"), client("beoordelaar")
    reader.post_form(f"/meldingen/{note}/oppakken")
    assert other.post_form(f"/meldingen/{note}/terugleggen").status_code == 409
    assert note_of(store, note).assigned_to == reader.person_id


def test_later_and_back_again(client: Client, store: Store) -> None:
    note, reader = add_screened(store), client("beoordelaar")
    reader.post_form(f"/meldingen/{note}/eigen-lezing", READING)
    reader.post_form(f"/meldingen/{note}/later", {"opmerking": "Wacht op de huisarts."})
    assert note_of(store, note).status is NoteStatus.LATER
    assert "Melding" in reader.get("/meldingen?lijst=later").text
    reader.post_form(f"/meldingen/{note}/verder")
    assert note_of(store, note).status is NoteStatus.GELEZEN


def test_a_question_and_its_answer(client: Client, store: Store) -> None:
    note, reader, colleague = add_screened(store), client("beoordelaar"), client("lezer")
    reader.post_form(f"/meldingen/{note}/overleg", {"collega": colleague.person_id, "vraag": "Ken jij dit adres?"})
    assert note_of(store, note).status is NoteStatus.OVERLEG
    assert "Aan mij gevraagd (1)" in colleague.get("/meldingen").text
    assert "Ken jij dit adres?" in colleague.get(f"/meldingen/{note}").text
    with store.reading() as session:
        number = session.scalars(select(Consult.id)).one()
    colleague.post_form(f"/meldingen/{note}/antwoord", {"nummer": number, "antwoord": "Nee, nieuw voor mij."})
    assert note_of(store, note).status is NoteStatus.WACHT
    assert "Nee, nieuw voor mij." in reader.get(f"/meldingen/{note}/doorgeven").text
    again = colleague.post_form(f"/meldingen/{note}/antwoord", {"nummer": number, "antwoord": "Toch wel."})
    assert again.status_code == 409


def test_only_who_was_asked_answers(client: Client, store: Store) -> None:
    note, reader, colleague = add_screened(store), client("beoordelaar"), client("lezer")
    reader.post_form(f"/meldingen/{note}/overleg", {"collega": colleague.person_id, "vraag": "Ken jij dit adres?"})
    with store.reading() as session:
        number = session.scalars(select(Consult.id)).one()
    assert reader.post_form(f"/meldingen/{note}/antwoord", {"nummer": number, "antwoord": "Ja"}).status_code == 409


def test_a_colleague_of_another_team_may_read_what_he_is_asked_about(client: Client, store: Store) -> None:
    mine, other = add_team(store, Mode.EERST_LEZEN), add_team(store, Mode.OP_VERZOEK)
    note = add_screened(store, team_id=mine)
    reader, colleague = client("beoordelaar", team_id=mine), client("beoordelaar", team_id=other)
    assert colleague.get(f"/meldingen/{note}").status_code == 404
    reader.post_form(f"/meldingen/{note}/overleg", {"collega": colleague.person_id, "vraag": "Kijk je mee?"})
    assert colleague.get(f"/meldingen/{note}").status_code == 200


@pytest.mark.parametrize(
    ("role", "question"), [("beheerder", "Kijk je mee?"), ("lezer", "  "), ("auditor", "Kijk je mee?")]
)
def test_a_question_needs_words_and_somebody_who_reads(client: Client, store: Store, role: str, question: str) -> None:
    note, reader, other = add_screened(store), client("beoordelaar"), client(role)
    for number in (other.person_id, reader.person_id, ""):
        sent = {"collega": number, "vraag": question}
        assert reader.post_form(f"/meldingen/{note}/overleg", sent).status_code == 422
    assert note_of(store, note).status is NoteStatus.WACHT


def test_a_second_reader_is_done_when_he_has_read(client: Client, store: Store) -> None:
    note, reader, second = add_screened(store), client("beoordelaar"), client("lezer")
    reader.post_form(f"/meldingen/{note}/tweede-lezer", {"collega": second.person_id})
    assert note_of(store, note).second_reader == second.person_id
    assert "Aan mij gevraagd (1)" in second.get("/meldingen").text
    second.post_form(f"/meldingen/{note}/eigen-lezing", READING)
    assert "Aan mij gevraagd (0)" in second.get("/meldingen").text


def test_giving_a_note_to_a_colleague(client: Client, store: Store) -> None:
    mine, other = add_team(store, Mode.EERST_LEZEN), add_team(store, Mode.OP_VERZOEK)
    note, reader = add_screened(store, team_id=mine), client("beoordelaar", team_id=mine)
    colleague, admin = client("lezer", team_id=other), client("beheerder")
    assert reader.post_form(f"/meldingen/{note}/toewijzen", {"collega": admin.person_id}).status_code == 422
    reader.post_form(f"/meldingen/{note}/toewijzen", {"collega": colleague.person_id})
    assert note_of(store, note).assigned_to == colleague.person_id
    assert "Van mij (1)" in colleague.get("/meldingen").text
    assert events(store, "melding toegewezen")[0].details["aan"] == colleague.person_id


def test_a_finished_note_is_not_handed_on(client: Client, store: Store) -> None:
    note, reader, colleague = add_screened(store), client("beoordelaar"), client("lezer")
    reader.get(f"/meldingen/{note}")
    reader.post_form(f"/meldingen/{note}/uitkomst", {"uitkomst": "geen_actie", "reden": "Is opgelost."})
    for step in ("oppakken", "later", "toewijzen", "overleg", "tweede-lezer"):
        sent = {"collega": colleague.person_id, "vraag": "Kijk je mee?"}
        assert reader.post_form(f"/meldingen/{note}/{step}", sent).status_code == 409
    assert note_of(store, note).status is NoteStatus.AFGEROND

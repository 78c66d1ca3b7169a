"""The screens of intake: nothing typed is lost, nothing is stored twice, and what came in is shown as text."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select

from tests.triage.conftest import Browser
from tests.triage.intake.notes import FakeReader, add_note
from tests.triage.intake.test_files import Marker
from triage.intake.pages import safe_name
from triage.intake.setup import Intake
from triage.intake.vault import vault_of
from triage.intake.worker import Worker
from triage.settings import Settings
from triage.store.choices import JobState, Role
from triage.store.session import Store
from triage.store.tables import AuditEvent, Delivery, Job, Note, Person

Client = Callable[..., Browser]
TEXT = "De gang ligt vol afval.\nMw. doet niet open."
FORM = {"words": TEXT, "source": "melding", "noted_on": "4-3-2026", "external_id": "17", "subject": "12-34"}


def count(store: Store) -> int:
    with store.session() as session:
        return session.scalar(select(func.count()).select_from(Note)) or 0


def test_a_typed_note_is_stored_as_it_was_typed(client: Client, store: Store) -> None:
    browser = client("lezer")
    answer = browser.post_form(
        "/meldingen/nieuw", {**FORM, "words": TEXT.replace("\n", "\r\n"), "number": str(uuid4())}
    )
    assert answer.status_code == 200 and "1 melding nieuw bewaard" in answer.text
    with store.session() as session:
        note = session.scalars(select(Note)).one()
        assert (note.text, note.source, str(note.noted_on), note.external_id) == (TEXT, "melding", "2026-03-04", "17")
        event = session.scalars(select(AuditEvent).where(AuditEvent.event == "melding ontvangen")).one()
        assert event.person_id == browser.person_id


def test_sending_a_form_twice_stores_one_note(client: Client, store: Store) -> None:
    browser = client("lezer")
    form = {"words": TEXT, "source": "melding", "number": str(uuid4())}
    assert browser.post_form("/meldingen/nieuw", form).status_code == 200
    assert "niets dubbel bewaard" in browser.post_form("/meldingen/nieuw", form).text
    assert count(store) == 1


@pytest.mark.parametrize(
    "change",
    [{"words": "  "}, {"source": "verzonnen"}, {"noted_on": "31-02-2026"}, {"words": "a" * 100_001}],
)
def test_a_form_with_a_mistake_comes_back_filled_in(client: Client, store: Store, change: dict[str, str]) -> None:
    form = {**FORM, "number": str(uuid4()), **change}
    answer = client("beoordelaar").post_form("/meldingen/nieuw", form)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text and f'value="{form["external_id"]}"' in answer.text
    if change.get("words", "").strip() or "words" not in change:
        assert form["words"].split("\n")[0] in answer.text
    assert count(store) == 0


def test_a_file_is_taken_and_its_rejected_rows_are_listed(client: Client, store: Store) -> None:
    browser = client("beoordelaar")
    content = b"id;text\n1;De gang ligt vol afval.\n=cmd|' /C calc'!A0;\n"
    answer = browser.post_form(
        "/meldingen/nieuw/bestand",
        {"file_source": "melding"},
        files={"file": ("../../lijst.csv", content, "text/csv")},
    )
    assert answer.status_code == 200
    assert "1 melding nieuw bewaard" in answer.text and "lijst.csv" in answer.text and ".." not in answer.text
    with store.session() as session:
        delivery = session.scalars(select(Delivery)).one()
    rows = browser.get(f"/meldingen/ontvangen/{delivery.id}/afgekeurd.csv").text
    assert "'=cmd" in rows and ";=cmd" not in rows


def test_columns_with_other_names_can_be_named(client: Client, store: Store) -> None:
    answer = client("beoordelaar").post_form(
        "/meldingen/nieuw/bestand",
        {"file_source": "melding", "text_column": "verhaal", "id_column": "zaak"},
        files={"file": ("a.csv", b"zaak;verhaal\n5;De gang ligt vol afval.\n", "text/csv")},
    )
    assert answer.status_code == 200
    with store.session() as session:
        assert session.scalars(select(Note.external_id)).all() == ["5"]


def test_no_file_or_an_unreadable_one_is_said_in_dutch(client: Client, store: Store) -> None:
    browser = client("lezer")
    empty = browser.post_form(
        "/meldingen/nieuw/bestand", {"file_source": "melding"}, files={"file": ("a.csv", b"", "text/csv")}
    )
    assert empty.status_code == 422 and "Kies eerst een bestand" in empty.text
    wrong = browser.post_form(
        "/meldingen/nieuw/bestand", {"file_source": "melding"}, files={"file": ("a.csv", b"a;b\n1;2\n", "text/csv")}
    )
    assert "geen kolom met de tekst" in wrong.text
    assert count(store) == 0


def test_a_delivery_is_seen_by_who_handed_it_in_and_who_manages(client: Client, store: Store) -> None:
    mine = client("lezer")
    to = str(mine.post_form("/meldingen/nieuw", {**FORM, "number": str(uuid4())}).url.path)
    assert client("lezer").get(to).status_code == 404
    assert client("beheerder").get(to).status_code == 200
    assert client("auditor").get(to).status_code == 403


def test_what_failed_is_shown_and_tried_again(client: Client, store: Store, settings: Settings) -> None:
    def fail(text: str) -> None:
        raise MemoryError(text)

    note_id = add_note(store, "Mevrouw Zonnedauw belt.")
    once = settings.model_copy(update={"screening_attempts": 1})
    Worker(store, once, FakeReader(before=fail)).step()
    browser = client("beheerder")
    page = browser.get("/beheer/verwerking").text
    assert "te weinig geheugen" in page and note_id[:8] in page and "Zonnedauw" not in page
    job = re.search(r'name="job" value="(\d+)"', page)
    assert job is not None
    assert "opnieuw geprobeerd" in browser.post_form("/beheer/verwerking/opnieuw", {"job": job[1]}).text
    with store.session() as session:
        assert session.scalars(select(Job.state)).one() is JobState.WACHT
    Worker(store, once, FakeReader()).step()
    assert "niets meer" in browser.post_form("/beheer/verwerking/opnieuw", {"everything": "true"}).text


def test_the_screens_say_whether_names_are_replaced(client: Client, app: FastAPI, settings: Settings) -> None:
    browser = client("beheerder")
    reader = client("lezer")
    off = browser.get("/beheer/namen").text
    assert "staat uit" in off and "56" in off and "88" in off
    assert "staat uit" in reader.get("/meldingen/nieuw").text
    app.state.intake = Intake(Marker(), vault_of(settings))
    for page in (browser.get("/beheer/namen").text, reader.get("/meldingen/nieuw").text):
        assert "staat aan" in page and "proef 1" in page and "56" in page and "88" in page
        assert "anoniem" not in page.casefold()


def test_an_original_is_shown_to_who_has_the_right_and_says_why(
    client: Client, app: FastAPI, store: Store, settings: Settings
) -> None:
    browser = client("beoordelaar")
    app.state.intake = Intake(Marker(), vault_of(settings))
    browser.post_form("/meldingen/nieuw", {**FORM, "words": "Zonnedauw belt.", "number": str(uuid4())})
    with store.session() as session:
        note_id = session.scalars(select(Note.id)).one()
    to = f"/meldingen/{note_id}/origineel"
    assert browser.get(to).status_code == 403
    admin = client("beheerder")
    admin.post_form("/beheer/namen/recht", {"person_id": browser.person_id, "may_open": "true"})
    assert "Zonnedauw" not in browser.get(to).text
    assert browser.post_form(to, {"reason": " "}).status_code == 422
    shown = browser.post_form(to, {"reason": "adres nodig voor huisbezoek"})
    assert "Zonnedauw belt." in shown.text and "[PERSOON-1]" in shown.text
    assert shown.headers["cache-control"] == "no-store"
    with store.session() as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.event == "kluis geopend")).one()
        assert (event.person_id, event.object_id) == (browser.person_id, note_id)
        assert event.details["reden"] == "adres nodig voor huisbezoek"
    admin.post_form("/beheer/namen/recht", {"person_id": browser.person_id, "may_open": "false"})
    assert browser.post_form(to, {"reason": "nog een keer"}).status_code == 403


def test_the_right_to_the_vault_is_for_readers_only(client: Client, store: Store) -> None:
    admin = client("beheerder")
    assert admin.post_form("/beheer/namen/recht", {"person_id": admin.person_id, "may_open": "true"}).status_code == 404
    with store.session() as session:
        assert not session.get_one(Person, admin.person_id).may_open_vault


@pytest.mark.parametrize("role", [role.value for role in Role if role is not Role.BEHEERDER])
def test_only_who_manages_retries_and_gives_rights(client: Client, role: str) -> None:
    browser = client(role)
    assert browser.get("/beheer/verwerking").status_code == 403
    assert browser.post_form("/beheer/verwerking/opnieuw", {"everything": "true"}).status_code == 403
    assert (
        browser.post_form("/beheer/namen/recht", {"person_id": browser.person_id, "may_open": "true"}).status_code
        == 403
    )


def test_without_the_token_of_the_form_nothing_is_stored(client: Client, store: Store) -> None:
    assert client("lezer").post("/meldingen/nieuw", data={**FORM, "number": str(uuid4())}).status_code == 403
    assert count(store) == 0


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("lijst.csv", "lijst.csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\map\\lijst maart.xlsx", "lijst maart.xlsx"),
        (".csv", "bestand.csv"),
        ("a\x00b\n.csv", "a_b_.csv"),
        ("", "bestand"),
    ],
)
def test_names_of_files_stay_names(given: str, kept: str) -> None:
    assert safe_name(given) == kept

"""Words that are code elsewhere stay words: HTML on the screens, SQL in the database, formulas in files that go out."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from sqlalchemy import func, inspect, select

from tests.triage.conftest import Browser, add_person
from tests.triage.intake.notes import FakeReader, add_token
from triage.intake.worker import Worker
from triage.settings import Settings
from triage.store.choices import Role
from triage.store.session import Store
from triage.store.tables import Note, Person

HTML = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'><b>vet</b> {{ 7*7 }} {% raw %}"
SQL = "'; DROP TABLE note; -- \\\" %s %(a)s :a $1"
FORMULA = '=HYPERLINK("http://boos.voorbeeld";"klik")'
RUNS = ("<script>alert", "<img src=x", "<b>vet", " 49 ")


@pytest.mark.parametrize("words", [HTML, SQL, FORMULA])
def test_words_that_are_code_stay_words_on_every_screen(
    client: Callable[..., Browser], store: Store, settings: Settings, words: str
) -> None:
    reader, admin = client("beoordelaar"), client("beheerder")
    with store.session() as session:
        session.get_one(Person, reader.person_id).name = words
    form = {"words": f"Melding: {words}", "source": "melding", "external_id": words, "number": str(uuid4())}
    pages = [reader.post_form("/meldingen/nieuw", form)]
    assert pages[0].status_code == 200
    Worker(store, settings, FakeReader(("vervuiling", "actief"))).step()
    lines = "id;text\n" + f'"{words.replace(chr(34), chr(34) * 2)}";\n'
    upload = {"file": (f"{words}.csv", lines.encode(), "text/csv")}
    pages.append(reader.post_form("/meldingen/nieuw/bestand", {"file_source": "melding"}, files=upload))
    with store.session() as session:
        assert inspect(session.connection()).has_table("note")
        note = session.scalars(select(Note)).one()
        assert (note.text, note.external_id) == (f"Melding: {words}", words)
    for path in ("/meldingen/nieuw", "/meldingen", f"/meldingen/{note.id}", f"/meldingen?woorden={words}"):
        pages.append(reader.get(path))
    pages += [admin.get("/beheer/verwerking"), admin.get("/beheer/namen"), admin.get(f"/meldingen/ontvangen/{note.id}")]
    for page in pages:
        assert page.status_code == 200, page.url
        assert not any(run in page.text for run in RUNS), page.url


def test_searching_with_words_of_a_database_finds_only_those_words(
    client: Callable[..., Browser], store: Store
) -> None:
    reader = client("beoordelaar")
    for words in ("Gewone melding een.", "Gewone melding twee."):
        reader.post_form("/meldingen/nieuw", {"words": words, "source": "melding", "number": str(uuid4())})
    for words in ("' OR 1=1 --", "%", "_", "\\", "\x00"):
        found = reader.get("/meldingen", params={"woorden": words})
        assert found.status_code < 500 and "Gewone melding" not in found.text
    with store.session() as session:
        assert session.scalar(select(func.count()).select_from(Note)) == 2


def test_the_api_keeps_code_as_words(client: Callable[..., Browser], store: Store) -> None:
    headers = add_token(store, add_person(store, Role.BEHEERDER, "api"))
    browser = client("lezer")
    note = {"text": HTML + SQL, "source": SQL[:100], "external_id": FORMULA, "metadata": {HTML[:100]: SQL}}
    assert browser.post("/api/notes", json=note, headers=headers).status_code == 201
    with store.session() as session:
        stored = session.scalars(select(Note)).one()
        assert (stored.text, stored.source, stored.extra) == (note["text"], note["source"], note["metadata"])


def test_characters_that_a_database_refuses_break_no_page(client: Callable[..., Browser], store: Store) -> None:
    reader, admin = client("beoordelaar", may_open_vault=True), client("beheerder")
    form = {"words": "a\x00b", "source": "melding", "external_id": "1\x00", "subject": "\x00", "number": str(uuid4())}
    assert reader.post_form("/meldingen/nieuw", form).status_code == 200
    with store.session() as session:
        note = session.scalars(select(Note)).one()
        note.pseudonymised = True
    answers = [
        reader.post_form(f"/meldingen/{note.id}/origineel", {"reason": "nodig\x00voor bezoek"}),
        reader.get("/meldingen/ontvangen/%00"),
        admin.get("/meldingen/ontvangen/abc"),
        reader.get("/meldingen/%00/origineel"),
        reader.get("/meldingen", params={"woorden": "\x00", "bron": "\x00"}),
    ]
    assert [answer.status_code for answer in answers[:4]] == [404, 404, 404, 404]
    assert answers[4].status_code in (200, 422), "SQLite can look for NUL, PostgreSQL cannot"

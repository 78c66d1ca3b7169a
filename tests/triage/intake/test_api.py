"""`/api/notes`: idempotent by the sender's number, guarded by a token, and never a word of a note in an answer."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from tests.triage.conftest import add_person
from tests.triage.intake.notes import FakeReader, add_token
from triage.intake.worker import Worker
from triage.settings import Settings
from triage.store.choices import Role
from triage.store.session import Store
from triage.store.tables import ApiToken, AuditEvent, Job, Note
from triage.store.types import now

NOTE = {"text": "De gang ligt vol afval.", "source": "melding", "external_id": "Z-2026-17"}


@pytest.fixture
def headers(store: Store) -> dict[str, str]:
    return add_token(store, add_person(store, Role.BEHEERDER))


def count(store: Store, table: Any) -> int:
    with store.session() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_note_is_stored_and_waits_to_be_read(
    anonymous: TestClient, store: Store, settings: Settings, headers: dict[str, str]
) -> None:
    sent = anonymous.post("/api/notes", json=NOTE, headers=headers)
    assert sent.status_code == 201
    state = sent.json()
    assert (state["status"], state["external_id"], state["screened_at"]) == ("wacht", "Z-2026-17", None)
    assert "geen advies" in state["disclaimer"]
    Worker(store, settings, FakeReader()).step()
    asked = anonymous.get(f"/api/notes/{state['id']}", headers=headers).json()
    assert (asked["status"], asked["attempts"]) == ("gelezen", 1)
    assert asked["screened_at"] is not None
    with store.session() as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.event == "melding ontvangen")).one()
        assert (event.on_behalf_of, event.details["manier"]) == ("Zaaksysteem", "api")


def test_the_same_note_again_is_the_same_note(anonymous: TestClient, store: Store, headers: dict[str, str]) -> None:
    first = anonymous.post("/api/notes", json=NOTE, headers=headers)
    again = anonymous.post("/api/notes", json=NOTE, headers=headers)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]
    assert (count(store, Note), count(store, Job), count(store, AuditEvent)) == (1, 1, 1)


def test_a_number_with_another_text_is_refused(anonymous: TestClient, store: Store, headers: dict[str, str]) -> None:
    anonymous.post("/api/notes", json=NOTE, headers=headers)
    other = anonymous.post("/api/notes", json={**NOTE, "text": "Iets anders."}, headers=headers)
    assert other.status_code == 409
    assert count(store, Note) == 1
    elsewhere = anonymous.post(
        "/api/notes", json={**NOTE, "text": "Iets anders.", "source": "telefoon"}, headers=headers
    )
    assert elsewhere.status_code == 201


def test_the_same_note_sent_at_once_is_stored_once(
    anonymous: TestClient, store: Store, headers: dict[str, str]
) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: anonymous.post("/api/notes", json=NOTE, headers=headers), range(16)))
    assert sorted({answer.status_code for answer in answers}) == [200, 201]
    assert [answer.status_code for answer in answers].count(201) == 1
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert (count(store, Note), count(store, Job)) == (1, 1)


def test_without_a_token_nothing_is_taken(anonymous: TestClient, store: Store, headers: dict[str, str]) -> None:
    assert anonymous.post("/api/notes", json=NOTE).status_code == 401
    guessed = anonymous.post("/api/notes", json=NOTE, headers={"Authorization": "Bearer raden"})
    assert guessed.status_code == 401 and "token" in guessed.json()["detail"]
    assert anonymous.get(f"/api/notes/{uuid4()}").status_code == 401
    with store.session() as session:
        session.scalars(select(ApiToken)).one().revoked_at = now()
    assert anonymous.post("/api/notes", json=NOTE, headers=headers).status_code == 401
    assert count(store, Note) == 0


@pytest.mark.parametrize(
    "change",
    [
        {"text": ""},
        {"text": "  \n\t"},
        {"text": None},
        {"source": ""},
        {"source": "a\x00b"},
        {"external_id": "x" * 201},
        {"external_id": "a\nb"},
        {"noted_on": "morgen"},
        {"noted_on": "0001-01-01"},
        {"age_group": "baby"},
        {"metadata": {"a": {"b": 1}}},
        {"metadata": {"a": float("inf")}},
        {"metadata": {"a": 10**400}},
        {"metadata": {"x" * 101: 1}},
        {"urgentie": "hoog"},
        {"outcome": "geen_actie"},
    ],
)
def test_what_cannot_be_used_is_refused(
    anonymous: TestClient, store: Store, headers: dict[str, str], change: dict[str, Any]
) -> None:
    body = json.dumps({**NOTE, **change})
    answer = anonymous.post("/api/notes", content=body, headers={**headers, "Content-Type": "application/json"})
    assert answer.status_code in (400, 422)
    assert "vol afval" not in answer.text
    assert count(store, Note) == 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"tekst"',
        b"\xff\xfe",
        b'{"text": "\\ud800", "source": "melding"}',
        b'{"text": "x", "source": "melding", "metadata": {"\\ud800": 1}}',
        b'{"text": "x", "source": "melding", "\\ud800": 1}',
        b'{"text": "x", "source": "melding", "metadata": {"a": ' + b"9" * 5000 + b"}}",
        b"[" * 20000,
    ],
)
def test_broken_bodies_are_refused_and_break_nothing(
    anonymous: TestClient, headers: dict[str, str], body: bytes
) -> None:
    answer = anonymous.post("/api/notes", content=body, headers={**headers, "Content-Type": "application/json"})
    assert answer.status_code in (400, 422)


def test_characters_that_a_database_cannot_keep_are_replaced(
    anonymous: TestClient, store: Store, headers: dict[str, str]
) -> None:
    sent = {**NOTE, "text": "voor\x00na", "metadata": {"a\x00": "b\x00"}}
    assert anonymous.post("/api/notes", json=sent, headers=headers).status_code == 201
    with store.session() as session:
        note = session.scalars(select(Note)).one()
        assert (note.text, note.extra) == ("voor\ufffdna", {"a\ufffd": "b\ufffd"})


def test_a_text_that_is_too_long_is_refused(anonymous: TestClient, settings: Settings, headers: dict[str, str]) -> None:
    answer = anonymous.post("/api/notes", json={**NOTE, "text": "a" * (settings.max_note_chars + 1)}, headers=headers)
    assert answer.status_code == 413
    assert str(settings.max_note_chars) in answer.json()["detail"]


def test_a_person_is_kept_as_a_hash_only(anonymous: TestClient, store: Store, headers: dict[str, str]) -> None:
    first = {**NOTE, "external_id": "1", "subject_id": "123.456.782"}
    second = {**NOTE, "external_id": "2", "subject_id": "123456782"}
    for sent in (first, second):
        assert anonymous.post("/api/notes", json=sent, headers=headers).status_code == 201
    with store.session() as session:
        keys = set(session.scalars(select(Note.subject_key)))
        assert len(keys) == 1 and len(keys.pop() or "") == 64


def test_the_description_of_the_api_offers_no_decision(anonymous: TestClient) -> None:
    paths = anonymous.get("/api/openapi.json").json()["paths"]
    fields = json.dumps({path: paths[path] for path in paths if path in ("/api/notes", "/api/notes/{note_id}")})
    assert paths["/api/notes"].keys() == {"post"} and paths["/api/notes/{note_id}"].keys() == {"get"}
    for word in ("priority", "urgency", "score", "decision", "urgentie", "prioriteit"):
        assert f'"{word}' not in fields

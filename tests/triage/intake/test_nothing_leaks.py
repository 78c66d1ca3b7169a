"""A sentence planted in a note is looked for in everything that is written or sent where no text of a note may be."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from tests.triage.conftest import Browser, add_person
from tests.triage.intake.notes import FakeReader, add_note, add_token
from tests.triage.intake.test_files import Marker
from triage.intake.deidentify import NoDeidentifier
from triage.intake.files import Taker
from triage.intake.setup import Intake
from triage.intake.vault import vault_of
from triage.intake.watch import FolderWatch
from triage.intake.worker import Worker
from triage.settings import Settings
from triage.store.choices import Role
from triage.store.session import Store
from triage.store.tables import AuditEvent, Note

PLANTED = "Krentenbaard Zonnedauw verstopt violen achter de boekenkast"
PIECES = ("Krentenbaard", "Zonnedauw", "violen", "boekenkast")
HOLDS_TEXT = {"note", "screening", "judgement", "outcome", "objection", "consult"}
"""Tables that may hold words of a note, or words that a person wrote about it."""


@pytest.fixture
def log_file(tmp_path: Path) -> Iterator[Path]:
    """Everything that any logger writes, down to debug, with what was added to each record."""
    path = tmp_path / "log.txt"

    class Everything(logging.FileHandler):
        def format(self, record: logging.LogRecord) -> str:
            added = {key: str(value) for key, value in vars(record).items()}
            return f"{super().format(record)} {json.dumps(added, ensure_ascii=False)}"

    handler, root = Everything(path, encoding="utf-8"), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield path
    root.removeHandler(handler)
    root.setLevel(level)
    handler.close()


class Watched:
    """Remembers every address that a browser was sent to or sent on to, and every header of an answer."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def __call__(self, answer: Any) -> None:
        self.seen.append(f"{answer.request.method} {answer.request.url}")
        self.seen += [f"{name}: {value}" for name, value in answer.headers.items()]


def watch(browser: Browser) -> Watched:
    watched = Watched()
    browser.event_hooks["response"].append(watched)
    return watched


def pieces_in(where: str) -> list[str]:
    return [piece for piece in PIECES if piece.casefold() in where.casefold()]


def fail_once() -> Callable[[str], None]:
    left = [True]

    def fail(words: str) -> None:
        if left:
            left.pop()
            raise ValueError(f"cannot read: {words}")

    return fail


def test_a_planted_sentence_is_in_no_log_address_header_or_number(
    client: Callable[..., Browser],
    store: Store,
    settings: Settings,
    tmp_path: Path,
    log_file: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    reader, admin, auditor = client("beoordelaar"), client("beheerder"), client("auditor")
    headers = add_token(store, add_person(store, Role.BEHEERDER, "api"))
    watched = [watch(browser) for browser in (reader, admin, auditor)]
    sent: list[Any] = []

    send = sent.append
    # By every way in, well and not so well.
    send(reader.post_form("/meldingen/nieuw", {"words": PLANTED, "source": "melding", "number": str(uuid4())}))
    send(reader.post_form("/meldingen/nieuw", {"words": PLANTED, "source": "fout", "number": "geen nummer"}))
    rows = f"id;text\n1;{PLANTED}\n1;{PLANTED} nog eens\n2;\n"
    upload = {"file": ("lijst.csv", rows.encode(), "text/csv")}
    send(reader.post_form("/meldingen/nieuw/bestand", {"file_source": "melding"}, files=upload))
    broken = {"file": ("lijst.xlsx", PLANTED.encode(), "text/csv")}
    send(reader.post_form("/meldingen/nieuw/bestand", {"file_source": "melding"}, files=broken))
    note = {"text": PLANTED, "source": "zaaksysteem", "external_id": "9"}
    for body in (note, {**note, "text": PLANTED + "!"}, {**note, "external_id": "x" * 300}, {**note, PLANTED: 1}):
        send(reader.post("/api/notes", json=body, headers=headers))
    send(reader.post("/api/notes", content=f'{{"text": "{PLANTED}'.encode(), headers=headers))

    folder = tmp_path / "map"
    moments = iter(range(0, 1000, 100))
    taker = Taker(store, settings, NoDeidentifier(), None)
    look = FolderWatch(folder, taker, still_seconds=1, left_seconds=300, keep=False, clock=lambda: float(next(moments)))
    (folder / "a.csv").write_text(f"id;text\n3;{PLANTED}\n", "utf-8")
    look.look()
    look.look()

    # Read, with an error that quotes the note; then everything that people open.
    worker = Worker(store, settings.model_copy(update={"screening_attempts": 1}), FakeReader(before=fail_once()))
    while worker.step():
        pass
    with store.session() as session:
        ids = list(session.scalars(select(Note.id)))
    assert len(ids) == 4
    for note_id in ids:
        for browser in (reader, admin, auditor):
            send(browser.get(f"/meldingen/{note_id}"))
    outside = [
        *(
            admin.get(path)
            for path in ("/beheer/verwerking", "/beheer/namen", "/beheer/papieren", "/metrics", "/gezond", "/klaar")
        ),
        *(auditor.get(path) for path in ("/controle/logboek", "/controle/maand", "/over", "/api/openapi.json")),
    ]
    sent += outside

    assert all(answer.status_code < 500 for answer in sent)
    assert any(pieces_in(answer.text) for answer in sent), "the note itself is shown to who reads it"
    for answer in outside:
        assert not pieces_in(answer.text), answer.url
    for each in watched:
        assert not pieces_in("\n".join(each.seen))
    logged = log_file.read_text("utf-8")
    assert "melding" in logged or "note" in logged, "the log was listened to"
    assert not pieces_in(logged)
    out, err = capfd.readouterr()
    assert not pieces_in(out + err)
    with store.session() as session:
        assert session.scalars(select(AuditEvent.seq)).first() is not None
        for table in sorted(set(AuditEvent.metadata.tables) - HOLDS_TEXT):
            for row in session.execute(text(f'SELECT * FROM "{table}"')):
                assert not pieces_in(str(row)), table


def test_a_name_that_was_replaced_is_nowhere_in_the_database(
    client: Callable[..., Browser], app: FastAPI, store: Store, settings: Settings
) -> None:
    browser = client("beoordelaar")
    app.state.intake = Intake(Marker(), vault_of(settings))
    form = {"words": "Zonnedauw doet niet open.", "source": "melding", "subject": "Zonnedauw", "number": str(uuid4())}
    assert browser.post_form("/meldingen/nieuw", form).status_code == 200
    headers = add_token(store, add_person(store, Role.BEHEERDER, "api"))
    note: dict[str, Any] = {"text": "Hier belt Zonnedauw.", "source": "melding", "metadata": {"naam": "Zonnedauw"}}
    assert browser.post("/api/notes", json=note, headers=headers).status_code == 201
    Worker(store, settings, FakeReader()).step()
    with store.session() as session:
        texts = set(session.scalars(select(Note.text)))
        assert texts == {"[PERSOON-1] doet niet open.", "Hier belt [PERSOON-1]."}
        for table in AuditEvent.metadata.tables:
            for row in session.execute(text(f'SELECT * FROM "{table}"')):
                assert "zonnedauw" not in str(row).casefold(), table
    if store.sqlite:
        raw = b"".join(path.read_bytes() for path in Path(store.engine.url.database or "").parent.glob("nietpluis.db*"))
        assert b"Zonnedauw" not in raw


def test_an_error_of_the_database_does_not_quote_a_note(store: Store) -> None:
    add_note(store, PLANTED, external_id="1")
    with pytest.raises(IntegrityError) as error:
        add_note(store, PLANTED, external_id="1")
    assert not pieces_in(str(error.value))

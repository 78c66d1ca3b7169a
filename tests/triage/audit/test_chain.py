"""The log: chained, append-only, whole or found out, purged only past the floor."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from pydantic import ValidationError
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from tests.triage.conftest import Browser, add_person
from triage.audit import record, retention
from triage.audit.chain import START, hash_of, head
from triage.audit.purge import purge
from triage.audit.report import access_report
from triage.audit.verify import FaultKind, verify
from triage.intake.incoming import subject_key
from triage.settings import Settings
from triage.store.choices import NoteStatus, Role
from triage.store.session import Store
from triage.store.tables import AuditEvent, AuditPurge, Note, Outcome, VaultItem
from triage.store.types import now


def write(store: Store, count: int) -> None:
    for number in range(count):
        with store.session() as session:
            record(session, "proef", object_kind="melding", object_id=number, details={"n": number, "deel": 0.1})


def break_open(store: Store) -> None:
    """Takes the triggers away, as somebody with all rights on the database could."""
    with store.engine.begin() as connection:
        on = "" if store.sqlite else " ON audit_event"
        for trigger in ("audit_event_never_changed", "audit_event_only_purged"):
            connection.execute(text(f"DROP TRIGGER {trigger}{on}"))


def test_every_line_holds_the_hash_of_the_one_before(store: Store) -> None:
    write(store, 3)
    with store.reading() as session:
        lines = session.scalars(select(AuditEvent).order_by(AuditEvent.seq)).all()
        assert [line.seq for line in lines] == [1, 2, 3]
        assert [line.previous_hash for line in lines] == [START, lines[0].hash, lines[1].hash]
        assert all(line.hash == hash_of(line) for line in lines)
        assert verify(session).whole and head(session) == (3, lines[2].hash)


def test_nothing_is_logged_of_what_is_rolled_back(store: Store) -> None:
    with pytest.raises(RuntimeError), store.session() as session:
        record(session, "proef")
        raise RuntimeError
    with store.session() as session:
        record(session, "echt")
    with store.reading() as session:
        assert [line.event for line in session.scalars(select(AuditEvent))] == ["echt"]


@pytest.mark.parametrize("statement", ["UPDATE audit_event SET event = 'x'", "DELETE FROM audit_event WHERE seq = 3"])
def test_the_database_refuses_to_change_the_log(store: Store, statement: str) -> None:
    write(store, 3)
    with pytest.raises(DBAPIError, match="append-only"), store.engine.begin() as connection:
        connection.execute(text(statement))


@pytest.mark.parametrize(
    ("statement", "seq", "kind"),
    [
        ("UPDATE audit_event SET outcome = 'x' WHERE seq = 3", 3, FaultKind.CHANGED),
        ("UPDATE audit_event SET person_id = NULL, role = 'auditor' WHERE seq = 5", 5, FaultKind.CHANGED),
        ("DELETE FROM audit_event WHERE seq = 3", 3, FaultKind.MISSING),
        ("DELETE FROM audit_event WHERE seq = 1", 1, FaultKind.MISSING),
    ],
)
def test_tampering_is_found(store: Store, statement: str, seq: int, kind: FaultKind) -> None:
    write(store, 5)
    break_open(store)
    with store.engine.begin() as connection:
        connection.execute(text(statement))
    with store.reading() as session:
        faults = verify(session).faults
        assert [(fault.seq, fault.kind) for fault in faults] == [(seq, kind)]


def test_lines_that_go_missing_after_a_purge_are_found(store: Store, settings: Settings) -> None:
    write(store, 5)
    with store.session() as session:
        purge(session, settings, now() + timedelta(days=settings.log_days + 1))
    write(store, 3)
    break_open(store)
    with store.engine.begin() as connection:
        connection.execute(text("DELETE FROM audit_event WHERE seq < 8"))
    with store.reading() as session:
        assert [(fault.seq, fault.kind) for fault in verify(session).faults] == [(6, FaultKind.MISSING)]


def test_two_servers_purge_once(store: Store, settings: Settings) -> None:
    write(store, 5)
    late = now() + timedelta(days=settings.log_days + 1)

    def clear() -> None:
        with store.session() as session:
            purge(session, settings, late)

    threads = [threading.Thread(target=clear) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.reading() as session:
        marks = session.scalars(select(AuditPurge).order_by(AuditPurge.id)).all()
        assert marks[0].removed == 5 and verify(session).whole


def test_a_noted_head_shows_that_the_end_was_cut_off(store: Store) -> None:
    write(store, 5)
    with store.reading() as session:
        noted = head(session)[1]
    break_open(store)
    with store.engine.begin() as connection:
        connection.execute(text("DELETE FROM audit_event WHERE seq > 3"))
    with store.reading() as session:
        assert verify(session).whole
        assert [fault.kind for fault in verify(session, noted).faults] == [FaultKind.HEAD]


def test_writers_at_once_make_one_chain(store: Store) -> None:
    threads = [threading.Thread(target=write, args=(store, 10)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.reading() as session:
        found = verify(session)
        assert found.whole and found.events == 80


def test_a_detail_as_long_as_a_text_is_refused(store: Store) -> None:
    with store.session() as session, pytest.raises(ValueError, match="longer than"):
        record(session, "proef", details={"a": ["b", {"c": "x" * 201}]})


def test_purging_keeps_the_chain_and_is_logged(store: Store, settings: Settings) -> None:
    write(store, 5)
    with store.reading() as session:
        noted = head(session)[1]
    soon, late = now() + timedelta(days=settings.log_days - 1), now() + timedelta(days=settings.log_days + 1)
    with store.session() as session:
        assert purge(session, settings, soon) is None
    with store.session() as session:
        purged = purge(session, settings, late)
        assert purged is not None and (purged.removed, purged.before_seq) == (5, 6)
    write(store, 2)
    with store.reading() as session:
        found = verify(session, noted)
        assert found.whole and (found.first, found.last) == (6, 8)
        line = session.get(AuditEvent, 6)
        assert line is not None and line.event == "logboek opgeschoond"
        assert line.details["aantal"] == 5 and line.details["laatste hash"] == noted
    with pytest.raises(DBAPIError, match="append-only"), store.engine.begin() as connection:
        connection.execute(text("DELETE FROM audit_event"))


@pytest.mark.parametrize(("floor", "days"), [("zorg", 1826), ("ai", 183)])
def test_the_log_cannot_be_kept_shorter_than_the_law_says(settings: Settings, floor: str, days: int) -> None:
    with pytest.raises(ValidationError, match="log_days"):
        Settings(**{**settings.model_dump(), "log_floor": floor, "log_days": days})


def note_about(store: Store, settings: Settings, who: str, status: NoteStatus = NoteStatus.WACHT) -> str:
    with store.session() as session:
        note = Note(
            source="melding",
            text="Hij eet niet.",
            text_hash="0" * 64,
            received_hash="0" * 64,
            subject_key=subject_key(settings, who),
            status=status,
        )
        session.add(note)
        session.flush()
        return note.id


def test_the_report_names_all_that_was_done_with_somebodys_notes(store: Store, settings: Settings) -> None:
    reader = add_person(store, Role.LEZER)
    note, other = note_about(store, settings, "123456782"), note_about(store, settings, "987654321")
    key = subject_key(settings, "1234.56.782")
    assert key is not None
    with store.session() as session:
        record(session, "melding binnen", object_kind="melding", object_id=note, subject_key=key)
        record(session, "melding geopend", person=reader, object_kind="melding", object_id=note, emergency=True)
        record(session, "melding geopend", person=reader, object_kind="melding", object_id=other)
    with store.reading() as session:
        lines = access_report(session, key)
    assert [(line.event, line.who, line.role, line.emergency) for line in lines] == [
        ("melding binnen", None, None, False),
        ("melding geopend", "Test lezer", "lezer", True),
    ]


def test_the_report_outlives_the_note(client: Callable[..., Browser], store: Store, settings: Settings) -> None:
    note = note_about(store, settings, "A-17", NoteStatus.AFGEROND)
    person = add_person(store, Role.BEOORDELAAR)
    with store.session() as session:
        record(
            session, "melding binnen", object_kind="melding", object_id=note, subject_key=subject_key(settings, "A-17")
        )
        record(session, "melding geopend", person=person, object_kind="melding", object_id=note)
        session.add(Outcome(note_id=note, person_id=person.id, outcome="geen_actie", reason="Al geholpen.", at=now()))
    cleared = retention.clear(store, settings, now() + timedelta(days=settings.note_days + 1))
    assert cleared.notes == 1
    auditor = client("auditor")
    page = auditor.post_form("/controle/inzage", {"subject": "a17"}).text
    assert "melding geopend" in page and "melding verwijderd" in page and "Test beoordelaar" in page
    assert "staat niets over deze persoon" in auditor.post_form("/controle/inzage", {"subject": "een ander"}).text


def test_the_job_erases_finished_notes_after_their_time_only(store: Store, settings: Settings) -> None:
    person = add_person(store, Role.BEOORDELAAR)
    finished, open_one = (
        note_about(store, settings, "x", status) for status in (NoteStatus.AFGEROND, NoteStatus.WACHT)
    )
    with store.session() as session:
        for note in (finished, open_one):
            session.add(Outcome(note_id=note, person_id=person.id, outcome="geen_actie", reason="r", at=now()))
    assert retention.clear(store, settings, now() + timedelta(days=settings.note_days - 1)).notes == 0
    assert retention.clear(store, settings, now() + timedelta(days=settings.note_days + 1)).notes == 1
    with store.reading() as session:
        gone, kept = session.get(Note, finished), session.get(Note, open_one)
        assert gone is not None and kept is not None
        assert (gone.text, gone.deleted_at is None) == ("", False) and kept.text == "Hij eet niet."
        assert session.scalars(select(VaultItem)).all() == []


def test_the_job_stops_when_told_and_notes_the_head_elsewhere(
    store: Store, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    write(store, 2)
    stop = threading.Event()
    with caplog.at_level(logging.INFO, "nietpluis.retention"):
        thread = threading.Thread(target=retention.run, args=(settings, store, stop))
        thread.start()
        while not caplog.records and thread.is_alive():
            thread.join(0.05)
        stop.set()
        thread.join(30)
    assert not thread.is_alive()
    with store.reading() as session:
        assert vars(caplog.records[0])["audit_head"] == head(session)[1]


def test_the_auditors_pages(client: Callable[..., Browser], store: Store) -> None:
    auditor = client("auditor")
    write(store, 60)
    page = auditor.get("/controle/logboek").text
    assert page.count("<tr>") == 51 and "Oudere regels" in page
    filtered = auditor.get("/controle/logboek?over=7&gebeurtenis=proef&vanaf=2020-01-01&tot=2999-01-01").text
    assert filtered.count("<tr>") == 2
    assert auditor.get("/controle/logboek?vanaf=geen-datum&tot=9999-12-31&persoon=99999999999").status_code == 422
    assert "Het logboek klopt" in auditor.post_form("/controle/keten").text
    assert "Het logboek klopt niet" in auditor.post_form("/controle/keten", {"noted": "f" * 64}).text
    with store.reading() as session:
        events = [line.event for line in session.scalars(select(AuditEvent).where(AuditEvent.seq > 60))]
        assert events == ["logboek bekeken"] * 2 + ["logboek gecontroleerd"] * 2

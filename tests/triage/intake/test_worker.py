"""The worker: every note read once, failures tried again, nothing stored by who lost the job."""

from __future__ import annotations

import logging
import threading
from datetime import timedelta

import pytest
from spacy.language import Language
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.triage.intake.notes import FakeReader, add_note
from triage.intake import jobs
from triage.intake import worker as worker_module
from triage.intake.reader import PipelineReader
from triage.intake.worker import TookTooLong, Worker
from triage.outcome.erasing import Ground, erase
from triage.settings import Settings
from triage.store.choices import JobState, NoteStatus
from triage.store.session import Store
from triage.store.tables import AuditEvent, Job, Note, ScreenedSignal, Screening
from triage.store.types import now

SECRET = "Mevrouw Zonnedauw woont naast de bakker."


def test_what_was_found_is_stored_with_the_end_of_the_job(store: Store, settings: Settings) -> None:
    note_id = add_note(store, "De gang ligt vol afval.")
    worker = Worker(store, settings, FakeReader(("vervuiling", "actief"), ("overlast", "ontkend")))
    assert worker.step()
    assert not worker.step()
    with store.session() as session:
        screening = session.scalars(select(Screening)).one()
        assert screening.note_id == note_id and screening.error is None
        assert screening.input_hash == session.get_one(Note, note_id).text_hash
        assert screening.config_hash == settings.config_hash()
        assert session.scalars(select(Job.state)).one() is JobState.KLAAR
        signals = session.execute(select(ScreenedSignal.signal, ScreenedSignal.status).order_by(ScreenedSignal.signal))
        assert [tuple(row) for row in signals] == [("overlast", "ontkend"), ("vervuiling", "actief")]
        event = session.scalars(select(AuditEvent)).one()
        assert event.event == "melding gelezen door programma"
        assert event.details["versies"]["lexicon"] == "1"
        assert session.get_one(Note, note_id).status is NoteStatus.WACHT


def test_reading_is_tried_again_until_it_works(store: Store, settings: Settings) -> None:
    add_note(store, SECRET)
    moments = iter(now() + timedelta(minutes=minute) for minute in range(30))
    failures = iter([True, True, False])

    def sometimes(text: str) -> None:
        if next(failures):
            raise ValueError(text)

    worker = Worker(store, settings, FakeReader(before=sometimes), clock=lambda: next(moments))
    while worker.step():
        pass
    with store.session() as session:
        assert session.scalars(select(Job.state)).one() is JobState.KLAAR
        assert session.scalars(select(Screening.attempts)).all() == [3]


def test_words_of_a_note_in_an_error_go_nowhere(
    store: Store, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(text: str) -> None:
        raise ValueError(f"cannot read {text}")

    add_note(store, SECRET)
    limited = settings.model_copy(update={"screening_attempts": 1})
    with caplog.at_level(logging.DEBUG):
        assert Worker(store, limited, FakeReader(before=fail)).step()
    assert "ValueError" in caplog.text and "Zonnedauw" not in caplog.text
    with store.session() as session:
        job = session.scalars(select(Job)).one()
        assert (job.state, job.error) == (JobState.MISLUKT, "ValueError")
        assert "Zonnedauw" not in str([event.details for event in session.scalars(select(AuditEvent))])


def test_a_worker_that_lost_its_job_stores_nothing(store: Store, settings: Settings) -> None:
    add_note(store, "tekst")
    start = now()
    after_lease = start + timedelta(seconds=settings.lease_seconds)
    second = Worker(store, settings, FakeReader(("overlast", "actief")), clock=lambda: after_lease)

    def overtaken(text: str) -> None:
        assert second.step()

    first = Worker(store, settings, FakeReader(("vervuiling", "actief"), before=overtaken), clock=lambda: start)
    assert first.step()
    with store.session() as session:
        assert session.scalars(select(ScreenedSignal.signal)).all() == ["overlast"]
        assert session.scalar(select(func.count()).select_from(Screening)) == 1


def test_a_note_erased_while_it_is_read_leaves_nothing(store: Store, settings: Settings) -> None:
    note_id = add_note(store, "tekst")

    def erased(text: str) -> None:
        with store.session() as session:
            erase(session, session.get_one(Note, note_id), None, next(iter(Ground)))

    assert Worker(store, settings, FakeReader(("vervuiling", "actief"), before=erased)).step()
    with store.session() as session:
        assert session.scalar(select(func.count()).select_from(Screening)) == 0
        assert session.scalar(select(func.count()).select_from(ScreenedSignal)) == 0
        assert session.scalars(select(Job)).all() == []


def test_a_note_erased_in_the_moment_in_which_its_reading_is_stored_leaves_nothing(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    note_id = add_note(store, "tekst")
    erasing: list[threading.Thread] = []
    finish = jobs.finish

    def erase_it() -> None:
        with store.session() as session:
            erase(session, session.get_one(Note, note_id), None, next(iter(Ground)))

    def finish_with_erasure_behind(session: Session, held: jobs.Claim) -> bool:
        done = finish(session, held)
        erasing.append(threading.Thread(target=erase_it))
        erasing[0].start()
        return done

    monkeypatch.setattr(jobs, "finish", finish_with_erasure_behind)
    assert Worker(store, settings, FakeReader(("vervuiling", "actief"))).step()
    erasing[0].join()
    with store.session() as session:
        assert session.scalar(select(func.count()).select_from(Screening)) == 0
        assert session.scalar(select(func.count()).select_from(ScreenedSignal)) == 0


def test_reading_that_takes_too_long_is_stopped(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "LIMIT_OF_LEASE", 0.001)

    def endless(text: str) -> None:
        while True:
            pass

    add_note(store, "tekst")
    limited = settings.model_copy(update={"screening_attempts": 1, "lease_seconds": 10})
    assert Worker(store, limited, FakeReader(before=endless)).step()
    with store.session() as session:
        assert session.scalars(select(Job.error)).one() == TookTooLong.__name__


def test_the_worker_stops_when_told_to(store: Store, settings: Settings) -> None:
    add_note(store, "een")
    add_note(store, "twee")
    stop = threading.Event()
    reader = FakeReader(before=lambda text: stop.set())
    Worker(store, settings, reader).run(stop)
    assert len(reader.read) == 1
    with store.session() as session:
        assert sorted(state.value for state in session.scalars(select(Job.state))) == ["klaar", "wacht"]


def test_a_quiet_note_may_be_drawn_for_the_sample(store: Store, settings: Settings) -> None:
    note_id = add_note(store, "tekst")
    everything = settings.model_copy(update={"random_share": 1.0})
    assert Worker(store, everything, FakeReader(("vervuiling", "ontkend"))).step()
    with store.session() as session:
        assert session.get_one(Note, note_id).random_share


def test_the_pipeline_itself_reads(
    store: Store, settings: Settings, nlp: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("triage.intake.reader.build", lambda parts: nlp)
    reader = PipelineReader(settings)
    text = "De gang ligt vol afval, mw. doet niet open."
    note_id = add_note(store, text)
    assert Worker(store, settings, reader).step()
    with store.session() as session:
        found = session.scalars(select(Screening.summary)).one()
    assert found is not None and found["note_id"] == note_id
    for signal in found["signals"]:
        for quote in signal["evidence"]:
            assert text[quote["start"] : quote["end"]] == quote["text"]
    assert found["signals"]

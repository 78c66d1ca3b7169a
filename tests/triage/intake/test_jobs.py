"""Jobs: claimed for a time, finished once, tried a limited number of times, on both databases."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.triage.conftest import add_person
from tests.triage.intake.notes import add_note
from triage.intake import jobs
from triage.store.choices import JobState, NoteStatus, Role
from triage.store.session import Store
from triage.store.tables import AuditEvent, Job, Note, Screening

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
LEASE = timedelta(minutes=5)


def claim(store: Store, moment: datetime = NOON, attempts: int = 3) -> jobs.Claim | None:
    with store.session() as session:
        return jobs.claim(session, moment, lease=LEASE, attempts=attempts, worker="test")


def job_of(store: Store, note_id: str) -> Job:
    with store.session() as session:
        return session.scalars(select(Job).where(Job.note_id == note_id)).one()


def test_the_note_that_waits_longest_is_claimed_first(store: Store) -> None:
    late = add_note(store, "laat", run_after=NOON - timedelta(minutes=1))
    early = add_note(store, "vroeg", run_after=NOON - timedelta(minutes=2))
    first, second = claim(store), claim(store)
    assert first is not None and second is not None
    assert (first.note_id, second.note_id) == (early, late)
    assert claim(store) is None


def test_a_job_for_later_is_left_alone(store: Store) -> None:
    add_note(store, "later", run_after=NOON + timedelta(seconds=1))
    assert claim(store) is None
    assert claim(store, NOON + timedelta(seconds=1)) is not None


def test_a_job_is_taken_over_only_when_its_lease_has_ended(store: Store) -> None:
    note_id = add_note(store, "tekst", run_after=NOON)
    first = claim(store)
    assert first is not None
    assert claim(store, NOON + LEASE - timedelta(seconds=1)) is None
    second = claim(store, NOON + LEASE)
    assert second is not None and (second.note_id, second.attempts) == (note_id, 2)


def test_who_lost_the_job_can_no_longer_finish_it(store: Store) -> None:
    add_note(store, "tekst", run_after=NOON)
    first = claim(store)
    second = claim(store, NOON + LEASE)
    assert first is not None and second is not None
    with store.session() as session:
        assert not jobs.finish(session, first)
        assert not jobs.fail(session, first, "ValueError", NOON, attempts=3)
        assert not jobs.release(session, first, NOON)
        assert jobs.finish(session, second)
        assert not jobs.finish(session, second)


def test_a_failure_waits_longer_each_time_and_is_then_given_up(store: Store) -> None:
    note_id = add_note(store, "tekst", run_after=NOON)
    moment = NOON
    waits = []
    for _ in range(3):
        held = claim(store, moment)
        assert held is not None
        with store.session() as session:
            assert jobs.fail(session, held, "ValueError", moment, attempts=3)
        job = job_of(store, note_id)
        waits.append((job.run_after - moment).total_seconds())
        moment = max(moment, job.run_after)
    assert waits[:2] == [5.0, 10.0]
    job = job_of(store, note_id)
    assert (job.state, job.error, job.attempts) == (JobState.MISLUKT, "ValueError", 3)
    with store.reading() as session:
        assert session.get_one(Note, note_id).status is NoteStatus.MISLUKT
        failed = session.scalars(select(Screening)).one()
        assert (failed.summary, failed.error, failed.attempts) == (None, "ValueError", 3)
        assert session.scalars(select(AuditEvent.event)).all() == ["lezen mislukt"]


def test_a_note_that_kills_its_worker_is_given_up_after_as_many_tries(store: Store) -> None:
    note_id = add_note(store, "tekst", run_after=NOON)
    for number in range(3):
        assert claim(store, NOON + number * LEASE) is not None
    assert claim(store, NOON + 3 * LEASE) is None
    job = job_of(store, note_id)
    assert (job.state, job.error) == (JobState.MISLUKT, jobs.LOST)


def test_a_person_puts_a_failed_note_back_once(store: Store) -> None:
    note_id = add_note(store, "tekst", run_after=NOON)
    held = claim(store, attempts=1)
    assert held is not None
    person = add_person(store, Role.BEHEERDER)
    with store.session() as session:
        jobs.fail(session, held, "ValueError", NOON, attempts=1)
        assert jobs.counts(session).failed == 1
        assert jobs.retry(session, [held.job_id], NOON, person) == 1
        assert jobs.retry(session, [held.job_id], NOON, person) == 0
    with store.reading() as session:
        assert session.get_one(Note, note_id).status is NoteStatus.WACHT
    again = claim(store)
    assert again is not None and again.attempts == 1


def test_a_note_that_somebody_is_working_on_keeps_its_status_when_reading_fails(store: Store) -> None:
    note_id = add_note(store, "tekst", run_after=NOON, status=NoteStatus.OVERLEG)
    held = claim(store, attempts=1)
    assert held is not None
    with store.session() as session:
        jobs.fail(session, held, "ValueError", NOON, attempts=1)
    with store.reading() as session:
        assert session.get_one(Note, note_id).status is NoteStatus.OVERLEG


@pytest.mark.parametrize("workers", [6])
def test_workers_that_claim_at_once_never_get_the_same_note(store: Store, workers: int) -> None:
    notes = {add_note(store, f"tekst {number}", run_after=NOON) for number in range(12)}
    got: list[str] = []

    def work() -> None:
        while (held := claim(store)) is not None:
            with store.session() as session:
                assert jobs.finish(session, held)
            got.append(held.note_id)

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == len(notes) and set(got) == notes


def test_on_postgresql_a_claim_does_not_wait_for_another(store: Store) -> None:
    if store.sqlite:
        pytest.skip("SQLite has one lock for all writers")
    first = add_note(store, "eerste", run_after=NOON - timedelta(minutes=1))
    second = add_note(store, "tweede", run_after=NOON)
    with store.session() as one, store.session() as other:
        held = jobs.claim(one, NOON, lease=LEASE, attempts=3, worker="een")
        beside = jobs.claim(other, NOON, lease=LEASE, attempts=3, worker="twee")
    assert held is not None and beside is not None
    assert (held.note_id, beside.note_id) == (first, second)

"""The jobs of the worker, in the database: claimed for a time, finished once, tried again a limited number of times.

A claim is a lease: who does not finish within `lease` loses the job to the next worker, and can then no longer finish it. So
a worker may die at any moment without a note being lost or screened twice. A try counts from the claim on, so that a text
that kills its worker is given up after as many tries as any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import CursorResult, and_, func, or_, select, update
from sqlalchemy.orm import Session

from triage.audit import record
from triage.store.choices import JobState, NoteStatus
from triage.store.tables import Job, Note, Person, Screening

FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=1)
LOST = "worker_stopped"
"""The error of a job whose last worker never came back."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A job that a worker holds; `ticket` is what it must show to finish it."""

    job_id: int
    note_id: str
    attempts: int
    ticket: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How many jobs there are in each state; `oldest` is when the longest waiting one could have been begun."""

    waiting: int
    busy: int
    done: int
    failed: int
    oldest: datetime | None


def claim(session: Session, moment: datetime, *, lease: timedelta, attempts: int, worker: str) -> Claim | None:
    """The job that waits longest, held for `lease` from `moment`; None where there is nothing to do.

    Jobs whose lease ended are taken over, or given up where they were tried `attempts` times. On PostgreSQL, jobs that
    another worker is claiming are skipped; on SQLite the session holds the one lock.
    """
    for job in session.scalars(_lost(moment - lease).where(Job.attempts >= attempts)):
        _give_up(session, job, LOST, moment)
    free = or_(and_(Job.state == JobState.WACHT, Job.run_after <= moment), _expired(moment - lease))
    chosen = select(Job).where(free).order_by(Job.run_after, Job.id).limit(1).with_for_update(skip_locked=True)
    job = session.scalars(chosen).first()
    if job is None:
        return None
    job.state, job.attempts = JobState.BEZIG, job.attempts + 1
    job.locked_by, job.locked_at = f"{worker[:60]} {uuid4().hex}", moment
    session.flush()
    return Claim(job.id, job.note_id, job.attempts, job.locked_by)


def _expired(before: datetime) -> Any:
    return and_(Job.state == JobState.BEZIG, Job.locked_at <= before)


def _lost(before: datetime) -> Any:
    return select(Job).where(_expired(before)).with_for_update(skip_locked=True)


def finish(session: Session, held: Claim) -> bool:
    """Marks the job as done; False where somebody else holds it by now, and then nothing may be written."""
    done = {"state": JobState.KLAAR, "locked_by": None, "locked_at": None, "error": None}
    return _if_held(session, held, done)


def fail(session: Session, held: Claim, error: str, moment: datetime, *, attempts: int) -> bool:
    """Puts the job back to be tried later, or gives it up after `attempts` tries; False where it is no longer held.

    `error` is the name of what went wrong, never a message, for that could hold words of the note.
    """
    if held.attempts < attempts:
        wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** (held.attempts - 1))
        back = {
            "state": JobState.WACHT,
            "run_after": moment + wait,
            "locked_by": None,
            "locked_at": None,
            "error": error,
        }
        return _if_held(session, held, back)
    job = session.scalars(select(Job).where(_held(held)).with_for_update()).first()
    if job is None:
        return False
    _give_up(session, job, error, moment)
    return True


def release(session: Session, held: Claim, moment: datetime) -> bool:
    """Gives back a job that was not begun, because the worker stops; the try does not count."""
    back = {
        "state": JobState.WACHT,
        "run_after": moment,
        "attempts": held.attempts - 1,
        "locked_by": None,
        "locked_at": None,
    }
    return _if_held(session, held, back)


def _held(held: Claim) -> Any:
    return and_(Job.id == held.job_id, Job.state == JobState.BEZIG, Job.locked_by == held.ticket)


def _if_held(session: Session, held: Claim, values: dict[str, Any]) -> bool:
    changed = session.execute(update(Job).where(_held(held)).values(values))
    assert isinstance(changed, CursorResult)
    return changed.rowcount == 1


def _give_up(session: Session, job: Job, error: str, moment: datetime) -> None:
    job.state, job.error, job.locked_by, job.locked_at = JobState.MISLUKT, error, None, None
    note = session.get_one(Note, job.note_id)
    if note.status is NoteStatus.WACHT:
        note.status = NoteStatus.MISLUKT
    config = session.info.get("config_hash", "")
    session.add(
        Screening(
            note_id=note.id,
            summary=None,
            input_hash=note.text_hash,
            config_hash=config,
            finished_at=moment,
            error=error,
            attempts=job.attempts,
        )
    )
    record(
        session,
        "lezen mislukt",
        object_kind="melding",
        object_id=note.id,
        subject_key=note.subject_key,
        outcome="mislukt",
        details={"fout": error, "pogingen": job.attempts, "hash van de tekst": note.text_hash},
    )


def retry(session: Session, job_ids: Sequence[int], moment: datetime, person: Person) -> int:
    """Puts jobs that were given up back in the line, as a person asked; how many there were."""
    chosen = select(Job).where(Job.id.in_(job_ids), Job.state == JobState.MISLUKT).with_for_update()
    jobs = session.scalars(chosen).all()
    for job in jobs:
        job.state, job.attempts, job.run_after, job.error = JobState.WACHT, 0, moment, None
        note = session.get_one(Note, job.note_id)
        if note.status is NoteStatus.MISLUKT:
            note.status = NoteStatus.WACHT
        record(
            session,
            "opnieuw lezen",
            person=person,
            object_kind="melding",
            object_id=note.id,
            subject_key=note.subject_key,
            basis="beheer",
        )
    return len(jobs)


def counts(session: Session) -> Counts:
    """How many jobs wait, are busy, done, failed."""
    found = session.execute(select(Job.state, func.count()).group_by(Job.state))
    by_state: dict[JobState, int] = {state: count for state, count in found}  # noqa: C416 - a row is no pair to mypy
    oldest = session.scalar(select(func.min(Job.run_after)).where(Job.state == JobState.WACHT))
    return Counts(
        by_state.get(JobState.WACHT, 0),
        by_state.get(JobState.BEZIG, 0),
        by_state.get(JobState.KLAAR, 0),
        by_state.get(JobState.MISLUKT, 0),
        oldest,
    )

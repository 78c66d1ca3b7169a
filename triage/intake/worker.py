"""The worker: takes jobs one by one, has the pipeline read the note, and stores what was found, all or nothing."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from triage.audit import record
from triage.holdout.marking import mark_when_screened
from triage.intake import jobs
from triage.intake.reader import Reader
from triage.intake.watch import FolderWatch
from triage.settings import Settings
from triage.store.session import Store
from triage.store.tables import Note, ScreenedSignal, Screening
from triage.store.types import now

log = logging.getLogger("nietpluis.worker")

IDLE_SECONDS = 1.0
BROKEN_SECONDS = 5.0
LIMIT_OF_LEASE = 0.8
"""The share of the lease after which the worker stops reading by itself, so that it still holds the job when it says so."""


class TookTooLong(Exception):
    """Reading one note took longer than the lease allows."""


class Worker:
    """Reads notes from the store until it is told to stop. One pipeline, one note at a time."""

    def __init__(
        self,
        store: Store,
        settings: Settings,
        read: Reader,
        *,
        folder: FolderWatch | None = None,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self._store = store
        self._settings = settings
        self._read = read
        self._folder = folder
        self._clock = clock
        self._lease = timedelta(seconds=settings.lease_seconds)
        self._name = f"{socket.gethostname()[:40]}:{os.getpid()}"

    def run(self, stop: threading.Event) -> None:
        """Works until `stop` is set, then ends the note it is reading. A database that is away is waited for."""
        look_at = 0.0
        while not stop.is_set():
            try:
                if self._folder is not None and time.monotonic() >= look_at:
                    self._folder.look(stop)
                    look_at = time.monotonic() + self._settings.watch_seconds
                if not self.step():
                    stop.wait(IDLE_SECONDS)
            except DBAPIError as error:
                log.error("the database does not answer: %s", type(error.orig).__name__)
                stop.wait(BROKEN_SECONDS)

    def step(self) -> bool:
        """Takes one job and ends it, well or not; False where there was none."""
        with self._store.session() as session:
            held = jobs.claim(
                session,
                self._clock(),
                lease=self._lease,
                attempts=self._settings.screening_attempts,
                worker=self._name,
            )
            note = session.get_one(Note, held.note_id) if held else None
        if held is None or note is None:
            return False
        started = time.monotonic()
        try:
            with _limited(self._lease.total_seconds() * LIMIT_OF_LEASE):
                summary = None if note.deleted_at else self._read(note.id, note.text, note.notices)
        except Exception as error:
            self._failed(held, error)
            return True
        with self._store.session() as session:
            kept = self._keep(session, held, summary)
        milliseconds = round(1000 * (time.monotonic() - started))
        log.info("note %s %s in %d ms", note.id, "read" if kept else "was taken over by another worker", milliseconds)
        return True

    def _keep(self, session: Session, held: jobs.Claim, summary: dict[str, Any] | None) -> bool:
        """Stores the summary with the end of the job in one transaction, if the job is still held."""
        if not jobs.finish(session, held):
            return False
        note = session.get_one(Note, held.note_id)
        if summary is None or note.deleted_at is not None:
            return True
        found = [(each["id"], each["status"]) for each in (*summary["signals"], *summary["protective_factors"])]
        session.add(
            Screening(
                note_id=note.id,
                summary=summary,
                produced_by=summary["produced_by"],
                input_hash=note.text_hash,
                config_hash=self._store.config_hash,
                finished_at=self._clock(),
                attempts=held.attempts,
            )
        )
        session.execute(delete(ScreenedSignal).where(ScreenedSignal.note_id == note.id))
        session.add_all(ScreenedSignal(note_id=note.id, signal=label, status=status) for label, status in found)
        mark_when_screened(note, found, self._settings)
        record(
            session,
            "melding gelezen door programma",
            object_kind="melding",
            object_id=note.id,
            subject_key=note.subject_key,
            details={
                "hash van de tekst": note.text_hash,
                "versies": summary["produced_by"],
                "signalen": len(summary["signals"]),
                "pogingen": held.attempts,
            },
        )
        return True

    def _failed(self, held: jobs.Claim, error: Exception) -> None:
        name = type(error).__name__
        with self._store.session() as session:
            jobs.fail(session, held, name, self._clock(), attempts=self._settings.screening_attempts)
        # Where it happened and not what it says: a message could hold words of the note.
        places = " < ".join(
            f"{at.filename}:{at.lineno}" for at in reversed(traceback.extract_tb(error.__traceback__)[-4:])
        )
        log.error("note %s could not be read, try %d: %s at %s", held.note_id, held.attempts, name, places)


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """Raises `TookTooLong` inside the block after so many seconds, where signals can be had: in a main thread."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def ring(signum: int, frame: object) -> None:
        raise TookTooLong

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)

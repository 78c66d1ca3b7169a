"""Server and worker killed in the middle of their work: no acknowledged note is lost or doubled, no chain is broken."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select

from tests.triage.conftest import add_person
from tests.triage.intake.notes import add_token
from tests.triage.postgres import free_port
from triage.audit.verify import verify
from triage.intake.handover import line_of
from triage.settings import Settings
from triage.store.choices import JobState, Role
from triage.store.session import Store
from triage.store.tables import AuditEvent, Job, Note, Screening

NOTES = 60
SENDERS = 6
KILL_AFTER = (12, 30)
PATIENCE = 1200
ROOT = Path(__file__).resolve().parents[3]
TEXT = "Melding {number}: de gang ligt vol afval, mw. doet niet open en de buren klagen over stank. " * 8


class Server:
    """A server with its worker, in a process group that is killed as a whole."""

    def __init__(self, settings: Settings, port: int) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.triage.intake.serving", str(port)],
            stdin=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            start_new_session=True,
        )
        assert self.process.stdin is not None
        self.process.stdin.write(line_of(settings))
        self.process.stdin.close()

    def kill(self) -> None:
        """`kill -9` for the server and its worker at once."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@contextmanager
def killed_at_the_end(server: list[Server]) -> Iterator[None]:
    try:
        yield
    finally:
        if server[-1].process.poll() is None:
            server[-1].kill()


def send_until_acknowledged(url: str, headers: dict[str, str], number: int, until: float) -> str:
    """Sends one note again and again until the server says that it has it; the id it gives."""
    note = {"text": TEXT.format(number=number), "source": "zaaksysteem", "external_id": f"Z-{number}"}
    pause = threading.Event()
    while time.monotonic() < until:
        try:
            answer = httpx.post(url, json=note, headers=headers, timeout=60)
        except httpx.HTTPError:
            pause.wait(0.2)
            continue
        assert answer.status_code in (200, 201), answer.text
        return str(answer.json()["id"])
    raise AssertionError("the server did not come back")


def count_done(store: Store) -> int:
    with store.session() as session:
        return session.scalar(select(func.count()).select_from(Job).where(Job.state == JobState.KLAAR)) or 0


@pytest.mark.slow
def test_kill_9_of_server_and_worker_loses_and_doubles_nothing(store: Store, settings: Settings) -> None:
    port = free_port()
    running = settings.model_copy(
        update={"background": True, "model": "geen", "lease_seconds": 10, "requests_per_minute": 100_000}
    )
    headers = add_token(store, add_person(store, Role.BEHEERDER))
    until = time.monotonic() + PATIENCE
    servers = [Server(running, port)]
    acknowledged: dict[int, str] = {}
    done = threading.Event()
    url = f"http://127.0.0.1:{port}/api/notes"

    def send(number: int) -> None:
        acknowledged[number] = send_until_acknowledged(url, headers, number, until)

    with killed_at_the_end(servers), ThreadPoolExecutor(SENDERS) as pool:
        sending = [pool.submit(send, number) for number in range(NOTES)]
        for enough in KILL_AFTER:
            while len(acknowledged) < enough and time.monotonic() < until:
                done.wait(0.02)
            servers[-1].kill()
            servers.append(Server(running, port))
        for future in sending:
            future.result()
        # Once more while the worker is reading, after all was acknowledged.
        while count_done(store) < 1 and time.monotonic() < until:
            done.wait(0.05)
        servers[-1].kill()
        servers.append(Server(running, port))
        while count_done(store) < NOTES and time.monotonic() < until:
            done.wait(0.2)

    with store.session() as session:
        notes = {note.external_id: note for note in session.scalars(select(Note))}
        assert {f"Z-{number}": id for number, id in acknowledged.items()} == {
            key: note.id for key, note in notes.items()
        }
        for number in range(NOTES):
            assert notes[f"Z-{number}"].text == TEXT.format(number=number)
        assert Counter(session.scalars(select(Job.state))) == {JobState.KLAAR: NOTES}
        assert Counter(session.scalars(select(Screening.note_id))) == {note.id: 1 for note in notes.values()}
        assert set(session.scalars(select(Screening.error))) == {None}
        events = Counter(session.scalars(select(AuditEvent.event)))
        assert (events["melding ontvangen"], events["melding gelezen door programma"]) == (NOTES, NOTES)
        assert events["lezen mislukt"] == 0
        assert verify(session).whole

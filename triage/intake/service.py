"""Keeping a worker process alive beside the server, and letting it stop with the server."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
import time

from triage.intake.handover import line_of
from triage.settings import Settings
from triage.store.session import Store

log = logging.getLogger("nietpluis.worker")

LOOK_EVERY = 1.0
LIVED_LONG = 60.0
"""Seconds after which a worker that ends is replaced at once; one that ends sooner is waited with, longer each time."""
LONGEST_PAUSE = 300.0


def keep_worker(settings: Settings, store: Store, stop: threading.Event) -> None:
    """Runs one worker, starts another when it ends, and until `stop` is set. A service of `triage.services`."""
    pause = LOOK_EVERY
    while not stop.is_set():
        started = time.monotonic()
        process = _start(settings)
        try:
            while process.poll() is None and not stop.wait(LOOK_EVERY):
                pass
        finally:
            _end(process, settings.stop_seconds)
        if stop.is_set():
            return
        pause = LOOK_EVERY if time.monotonic() - started > LIVED_LONG else min(LONGEST_PAUSE, pause * 2)
        log.error("the worker ended with code %d; another starts in %d s", process.returncode, pause)
        stop.wait(pause)


def _start(settings: Settings) -> subprocess.Popen[str]:
    process = subprocess.Popen([sys.executable, "-m", "triage.intake.main"], stdin=subprocess.PIPE, text=True)
    assert process.stdin is not None
    process.stdin.write(line_of(settings))
    process.stdin.flush()
    return process


def _end(process: subprocess.Popen[str], seconds: float) -> None:
    """Closes the pipe, on which the worker ends its note; kills it where that takes too long."""
    assert process.stdin is not None
    process.stdin.close()
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()

"""The worker as a process of its own: `python -m triage.intake.main`, or `nietpluis triage-worker`.

Started by the server, it gets the server's settings on standard input and stops when that closes: when the server has gone,
in whatever way. Started by hand or by systemd it takes the settings as the server does.
"""

from __future__ import annotations

import logging
import signal
import sys
import threading
from collections.abc import Callable

from triage.intake.files import Taker
from triage.intake.reader import PipelineReader, Reader
from triage.intake.setup import prepare_intake
from triage.intake.watch import FolderWatch
from triage.intake.worker import Worker
from triage.running.logs import configure
from triage.settings import Settings
from triage.store.migrate import migrate
from triage.store.session import Store, open_store

log = logging.getLogger("nietpluis.worker")


def run_worker(
    settings: Settings, stop: threading.Event, make_reader: Callable[[Settings], Reader] = PipelineReader
) -> None:
    """Works until `stop` is set. Raises what a wrong lexicon, model, deidentifier or database raises."""
    store = open_store(settings)
    try:
        migrate(store)
        read = make_reader(settings)
        folder = _folder(settings, store) if settings.watch_folder is not None else None
        log.info("worker started")
        Worker(store, settings, read, folder=folder).run(stop)
        log.info("worker stopped")
    finally:
        store.close()


def _folder(settings: Settings, store: Store) -> FolderWatch:
    assert settings.watch_folder is not None
    intake = prepare_intake(settings)
    return FolderWatch(
        settings.watch_folder,
        Taker(store, settings, intake.deidentify, intake.vault),
        still_seconds=settings.watch_seconds,
        left_seconds=settings.lease_seconds,
        keep=settings.watch_keep,
    )


def stop_on_signals(stop: threading.Event) -> None:
    """Ctrl-C and a request to terminate let the worker end the note it is reading."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda signum, frame: stop.set())


def main() -> None:
    """Reads one line of settings from standard input, then works until told to stop or until standard input closes."""
    from triage.intake.handover import settings_from

    settings = settings_from(sys.stdin.readline())
    configure(settings)
    stop = threading.Event()
    stop_on_signals(stop)
    threading.Thread(target=_until_closed, args=(stop,), daemon=True).start()
    run_worker(settings, stop)


def _until_closed(stop: threading.Event) -> None:
    sys.stdin.read()
    stop.set()


if __name__ == "__main__":
    main()

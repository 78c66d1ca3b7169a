"""Starting the server: logs, tables, the first administrator, web processes and what runs in the background."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI

from triage.app import create_app
from triage.people.accounts import first_admin
from triage.running.logs import configure
from triage.services import SERVICES
from triage.settings import Settings
from triage.store.migrate import migrate
from triage.store.session import Store, open_store

log = logging.getLogger("nietpluis.server")
FOREGROUND = "NIETPLUIS_BACKGROUND"
SLOW_START = 120
"""Seconds after which a web process that does not answer is replaced; on a busy machine it needs a while to start."""


def prepare(settings: Settings) -> tuple[str, str] | None:
    """Brings the tables up to date; login and one-time password of the first administrator, where there was nobody yet."""
    store = open_store(settings)
    try:
        migrate(store)
        with store.session() as session:
            return first_admin(session)
    finally:
        store.close()


def run(settings: Settings, host: str, port: int, processes: int, announce: Callable[[tuple[str, str]], None]) -> None:
    """Serves until told to stop (SIGTERM, SIGINT); work in progress gets `stop_seconds`.

    `announce` gets the login and one-time password of the first administrator. With several web processes the background
    runs in this one, so that there is one of it.
    """
    configure(settings)
    made = prepare(settings)
    if made is not None:
        announce(made)
    if processes > 1:
        os.environ[FOREGROUND] = "false"
    background = Background(settings) if processes > 1 and settings.background else None
    try:
        uvicorn.run(
            create_app(settings) if processes == 1 else "triage.running.server:app_of_process",
            factory=processes > 1,
            host=host,
            port=port,
            workers=processes,
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
            proxy_headers=True,
            forwarded_allow_ips=settings.trusted_proxies,
            timeout_graceful_shutdown=settings.stop_seconds,
            timeout_worker_healthcheck=SLOW_START,
        )
    finally:
        if background is not None:
            background.stop(settings.stop_seconds)


def app_of_process() -> FastAPI:
    """The application of one of several web processes, with the settings of the environment."""
    settings = Settings()
    configure(settings)
    return create_app(settings)


class Background:
    """What runs beside the web processes, in threads of the process that keeps them."""

    def __init__(self, settings: Settings) -> None:
        self._store: Store = open_store(settings)
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=service, args=(settings, self._store, self._stop), daemon=True)
            for service in SERVICES
        ]
        for thread in self._threads:
            thread.start()

    def stop(self, seconds: float) -> None:
        """Lets everything end what it is doing."""
        self._stop.set()
        for thread in self._threads:
            thread.join(seconds)
        self._store.close()

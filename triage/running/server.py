"""Starting the server: logs, tables, the first administrator, web processes and what runs in the background."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext

import uvicorn
from fastapi import FastAPI

from triage.app import create_app
from triage.people.accounts import first_admin
from triage.running.background import background
from triage.running.logs import configure
from triage.settings import Settings
from triage.store.migrate import migrate
from triage.store.session import open_store

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
    with _beside(settings) if processes > 1 else nullcontext():
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


@contextmanager
def _beside(settings: Settings) -> Iterator[None]:
    """The background of several web processes, in the process that keeps them."""
    store = open_store(settings)
    try:
        with background(settings, store):
            yield
    finally:
        store.close()


def app_of_process() -> FastAPI:
    """The application of one of several web processes, with the settings of the environment."""
    settings = Settings()
    configure(settings)
    return create_app(settings)

"""What runs beside the web pages: every service in a thread of its own, until the server stops."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from triage.services import SERVICES
from triage.settings import Settings
from triage.store.session import Store

MARGIN_SECONDS = 5
"""What a service gets over `stop_seconds`: one that waits that long for its own work still has to tidy up."""


@contextmanager
def background(settings: Settings, store: Store) -> Iterator[None]:
    """Runs the services on `store` where the settings ask for them; at the end lets them finish what they are doing."""
    stop = threading.Event()
    threads = [
        threading.Thread(target=service, args=(settings, store, stop), name=service.__module__, daemon=True)
        for service in (SERVICES if settings.background else ())
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(settings.stop_seconds + MARGIN_SECONDS)

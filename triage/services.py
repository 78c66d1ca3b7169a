"""The one list of what runs in the background beside the server; each part adds one line per service."""

from __future__ import annotations

import threading
from collections.abc import Callable

from triage.audit import retention
from triage.intake.service import keep_worker
from triage.settings import Settings
from triage.store.session import Store

# A service runs in its own thread until the event is set, then ends what it is doing and returns.
Service = Callable[[Settings, Store, threading.Event], None]

SERVICES: list[Service] = [
    keep_worker,
    retention.run,
]

"""The services beside the web pages: run where the settings say so, and given the time that the settings give."""

from __future__ import annotations

import threading

import pytest

from triage.running import background as module
from triage.running.background import background
from triage.services import Service
from triage.settings import Settings
from triage.store.session import Store


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """One service, which writes here when it was told to stop and has tidied up."""
    said: list[str] = []

    def service(settings: Settings, store: Store, stop: threading.Event) -> None:
        stop.wait(30)
        said.append("stopped" if stop.is_set() else "never told")

    services: list[Service] = [service]
    monkeypatch.setattr(module, "SERVICES", services)
    return said


def test_services_end_before_the_server_does(settings: Settings, store: Store, ended: list[str]) -> None:
    with background(settings.model_copy(update={"background": True}), store):
        assert ended == []
    assert ended == ["stopped"]


def test_none_runs_where_another_process_has_them(settings: Settings, store: Store, ended: list[str]) -> None:
    with background(settings, store):
        pass
    assert ended == []

"""Settings that go to a process of our own arrive as they were, secrets too, and change nothing on the way."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from triage.intake.handover import line_of, settings_from
from triage.settings import Settings
from triage.store.choices import Role


def test_all_settings_arrive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = Settings(
        data_dir=tmp_path,
        secret=SecretStr("geheim"),
        vault_key=SecretStr("sleutel"),
        watch_folder=tmp_path / "map",
        sources=("melding", "brief, met komma"),
        oidc_roles={"team-a": Role.LEZER},
    )
    monkeypatch.setenv("NIETPLUIS_ORGANISATION", "Een andere")
    line = line_of(given)
    assert line.count("\n") == 1
    arrived = settings_from(line)
    assert dict(arrived) == dict(given)
    assert arrived.config_hash() == given.config_hash()

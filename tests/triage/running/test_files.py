"""What is shipped for running it: the table of settings is current, and the container and unit are closed."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
import yaml

from triage.running.background import MARGIN_SECONDS
from triage.running.settings_doc import renewed
from triage.settings import Settings

ROOT = Path(__file__).resolve().parents[3]
DEPLOY = ROOT / "deploy"


def test_the_table_of_settings_is_current() -> None:
    page = (ROOT / "docs" / "triage.md").read_text("utf-8")
    assert renewed(page) == page, "run: python -m triage.running.settings_doc docs/triage.md"


def test_every_setting_is_in_it_with_words() -> None:
    page = (ROOT / "docs" / "triage.md").read_text("utf-8")
    for key, field in Settings.model_fields.items():
        assert f"| `{key}` |" in page
        assert field.description and len(field.description) > 10, key


def test_a_page_without_marks_is_refused() -> None:
    with pytest.raises(ValueError):
        renewed("# Titel\n")


def test_the_example_settings_are_settings() -> None:
    Settings(**tomllib.loads((DEPLOY / "nietpluis.example.toml").read_text("utf-8")))


def test_the_container_is_closed() -> None:
    service = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))["services"]["nietpluis"]
    assert service["read_only"] and service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    lines = (DEPLOY / "Containerfile").read_text("utf-8").splitlines()
    users = [line for line in lines if line.startswith("USER")]
    assert users == ["USER 10001:10001"]
    assert lines.index(users[0]) < next(number for number, line in enumerate(lines) if line.startswith("ENTRYPOINT"))


def test_no_database_is_reached_from_outside() -> None:
    made = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    assert "ports" not in made["services"]["postgres"] and made["networks"]["inside"]["internal"]


def test_the_unit_is_closed_and_has_time_to_stop() -> None:
    unit = (DEPLOY / "nietpluis.service").read_text("utf-8")
    for line in ("NoNewPrivileges=true", "ProtectSystem=strict", "User=nietpluis", "CapabilityBoundingSet="):
        assert f"\n{line}\n" in unit
    stop = next(line for line in unit.splitlines() if line.startswith("TimeoutStopSec="))
    made = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    # first the requests get `stop_seconds`, then the services
    longest = 2 * Settings.model_fields["stop_seconds"].default + MARGIN_SECONDS
    assert int(stop.partition("=")[2]) >= longest
    assert int(made["services"]["nietpluis"]["stop_grace_period"].removesuffix("s")) >= longest

"""Settings: from a file, the environment and arguments; floors; a table for the guide."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from pydantic import ValidationError

from triage.keys import derived, keyed_hash, server_secret
from triage.settings import CONFIG_VARIABLE, Settings, settings_table
from triage.store.choices import Role


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("NIETPLUIS_")]:
        monkeypatch.delenv(name)


def test_arguments_win_over_environment_over_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "nietpluis.toml"
    file.write_text(
        'organisation = "uit bestand"\nidle_minutes = 10\nlock_after = 3\nsources = ["brief"]\n'
        '[[outcomes]]\nid = "bellen"\nlabel = "Bellen"\n[oidc_roles]\nteam = "lezer"\n'
    )
    monkeypatch.setenv(CONFIG_VARIABLE, str(file))
    monkeypatch.setenv("NIETPLUIS_IDLE_MINUTES", "20")
    monkeypatch.setenv("NIETPLUIS_LOCK_AFTER", "4")
    found = Settings(lock_after=7)
    assert (found.organisation, found.idle_minutes, found.lock_after) == ("uit bestand", 20, 7)
    assert (
        found.sources == ("brief",) and found.outcomes[0].label == "Bellen" and found.oidc_roles == {"team": Role.LEZER}
    )


def test_lists_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIETPLUIS_SOURCES", "brief, mail")
    assert Settings().sources == ("brief", "mail")


def test_a_missing_file_and_an_unknown_key_are_errors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CONFIG_VARIABLE, str(tmp_path / "weg.toml"))
    with pytest.raises(FileNotFoundError, match=r"weg\.toml"):
        Settings()
    (tmp_path / "weg.toml").write_text('organisatie = "x"\n')
    with pytest.raises(ValidationError, match="organisatie"):
        Settings()


@pytest.mark.parametrize(
    "wrong",
    [
        {"log_days": 100},
        {"log_floor": "ai", "log_days": 100},
        {"outcomes": [{"id": "a", "label": "A"}, {"id": "a", "label": "B"}]},
        {"outcomes": []},
        {"oidc_issuer": "https://inlog.example"},
        {"holdout_share": 0.9},
        {"local_accounts": False},
        {"theme_class": 'x" onload="y'},
    ],
)
def test_what_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Settings(**wrong)  # type: ignore[arg-type]


def test_a_wrong_secret_is_not_repeated_in_the_error() -> None:
    with pytest.raises(ValidationError) as caught:
        Settings(secret=["zeer geheim"])  # type: ignore[arg-type]
    assert "zeer geheim" not in str(caught.value)


def test_the_table_describes_every_setting() -> None:
    rows = settings_table()
    assert {key for key, _, _ in rows} == set(Settings.model_fields)
    assert all(description and description.endswith((".", "?")) for _, _, description in rows)


def test_the_hash_of_the_settings_names_no_place_and_no_secret(tmp_path: Path) -> None:
    here, there = (Settings(data_dir=tmp_path / name, secret=name) for name in ("a", "b"))  # type: ignore[arg-type]
    assert here.config_hash() == there.config_hash() != Settings(holdout_share=0.1).config_hash()


def test_the_secret_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    secret = server_secret(settings)
    file = tmp_path / "data" / "secret.key"
    assert secret == server_secret(settings) and stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list((tmp_path / "data").iterdir()) == [file]
    assert derived(settings, "a") != derived(settings, "b")
    assert keyed_hash(settings, "a", "123") == keyed_hash(settings, "a", "123") != keyed_hash(settings, "b", "123")

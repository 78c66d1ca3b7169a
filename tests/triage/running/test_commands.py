"""`nietpluis serve`, `audit`, `backup` and `restore`, as they are called."""

from __future__ import annotations

import io
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from nietpluis.cli import main
from triage.audit import record
from triage.settings import Settings
from triage.store.migrate import migrate
from triage.store.session import Store, open_store
from triage.store.types import now

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def clean_environment() -> Iterator[None]:
    """The commands put what they were given into the environment, for processes that they start."""
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def installed(tmp_path: Path) -> Iterator[tuple[Path, Store]]:
    """An installation with three lines in its log."""
    settings = Settings(data_dir=tmp_path / "data")
    store = open_store(settings)
    migrate(store)
    for number in range(3):
        with store.session() as session:
            record(session, "proef", details={"nummer": number})
    yield settings.data_dir, store
    store.close()


def test_verify_says_whole_and_head(installed: tuple[Path, Store], capsys: pytest.CaptureFixture[str]) -> None:
    folder, _ = installed
    assert main(["audit", "verify", "--data-dir", str(folder)]) == 0
    said = capsys.readouterr().out
    assert "3 lines checked" in said and "the log is whole" in said
    head = said.split("head ")[1].split()[0]
    assert main(["audit", "verify", "--data-dir", str(folder), "--head", head]) == 0
    assert main(["audit", "verify", "--data-dir", str(folder), "--head", "f" * 64]) == 1


def test_verify_finds_a_changed_line(installed: tuple[Path, Store], capsys: pytest.CaptureFixture[str]) -> None:
    folder, store = installed
    with store.engine.begin() as connection:
        for (trigger,) in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            connection.execute(text(f"DROP TRIGGER {trigger}"))
        connection.execute(text("UPDATE audit_event SET event = 'iets anders' WHERE seq = 2"))
    assert main(["audit", "verify", "--data-dir", str(folder)]) == 1
    assert "line 2: veranderd" in capsys.readouterr().err


def test_purge_asks_and_keeps_what_is_young(installed: tuple[Path, Store], capsys: pytest.CaptureFixture[str]) -> None:
    folder, _ = installed
    assert main(["audit", "purge", "--data-dir", str(folder), "--yes"]) == 0
    assert "nothing to remove" in capsys.readouterr().out


def test_report_reads_the_person_from_standard_input(
    installed: tuple[Path, Store], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, _ = installed
    monkeypatch.setattr("sys.stdin", io.StringIO("123456782\n"))
    assert main(["audit", "report", "--data-dir", str(folder)]) == 0
    assert capsys.readouterr().out.startswith("moment;gebeurtenis;wie")


def test_backup_and_restore(installed: tuple[Path, Store], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, _ = installed
    file = tmp_path / "kopie.zip"
    assert main(["backup", str(file), "--data-dir", str(folder)]) == 0
    assert main(["backup", str(file), "--data-dir", str(folder)]) == 2, "never over an older one"
    os.environ.pop("NIETPLUIS_DATA_DIR")
    assert main(["restore", str(file), "--data-dir", str(tmp_path / "nieuw")]) == 0
    assert main(["audit", "verify", "--data-dir", str(tmp_path / "nieuw")]) == 0
    assert "5 lines checked" in capsys.readouterr().out, "three, the backup and the restore"


def test_backup_says_that_a_folder_is_missing(
    installed: tuple[Path, Store], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["backup", str(tmp_path / "nergens" / "kopie.zip"), "--data-dir", str(installed[0])]) == 2
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1 and f"there is no folder {tmp_path / 'nergens'}" in said[0]


@pytest.mark.parametrize("command", [["audit", "verify"], ["backup", "x.zip"]])
def test_without_a_database_one_clear_line(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command, "--data-dir", str(tmp_path / "leeg")]) == 2
    said = capsys.readouterr().err
    assert "no database" in said and len(said.splitlines()) == 1
    assert not (tmp_path / "leeg").exists()


@pytest.mark.parametrize("command", [["serve", "--port", "8765"], ["annotate", "serve"], ["audit", "verify"]])
def test_a_database_that_does_not_answer_says_so(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nobody = "postgresql+psycopg://iemand:geheim@127.0.0.1:1/nietpluis"
    assert main([*command, "--data-dir", str(tmp_path), "--database", nobody]) == 2
    said = capsys.readouterr().err.splitlines()[-1]
    assert "the database cannot be used: connection failed" in said and "geheim" not in said


@pytest.mark.parametrize("command", [["serve"], ["annotate", "serve"], ["annotate", "recommender"]])
def test_a_port_in_use_is_said_before_anything_is_made(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NIETPLUIS_DATA_DIR", str(tmp_path / "data"))
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        assert main([*command, "--port", port]) == 2
    assert capsys.readouterr().err == f"nietpluis: port {port} is in use already; --port N takes another\n"
    assert not (tmp_path / "data").exists()


def test_a_wrong_setting_is_named_and_not_quoted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "fout.toml"
    file.write_text('log_days = 3\nsecret = "zeer geheim"\n', "utf-8")
    assert main(["serve", "--config", str(file)]) == 2
    said = capsys.readouterr().err
    assert "log_days" in said and "zeer geheim" not in said


@pytest.mark.slow
def test_serve_starts_says_the_password_once_and_stops(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "nietpluis", "serve", "--data-dir", str(tmp_path), "--port", str(port)]
    environment = {**os.environ, "NIETPLUIS_BACKGROUND": "false", "PYTHONPATH": str(ROOT)}

    def start() -> subprocess.Popen[str]:
        server = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline and server.poll() is None:
            try:
                if httpx.get(f"http://127.0.0.1:{port}/klaar", timeout=5).status_code == 200:
                    return server
            except httpx.HTTPError:
                time.sleep(0.3)
        server.kill()
        raise AssertionError(server.communicate()[1][-2000:])

    def stop(server: subprocess.Popen[str]) -> str:
        server.send_signal(signal.SIGTERM)
        return server.communicate(timeout=60)[1]

    said = stop(start())
    assert "one-time password" in said
    assert "one-time password" not in stop(start())
    assert now().isoformat()[:4] in said

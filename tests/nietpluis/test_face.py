"""The face: `load`, `screen`, `info`, and the check that the packages are ours."""

from __future__ import annotations

import doctest
import json
import subprocess
import sys
from pathlib import Path

import pytest

import nietpluis
from nietpluis.cli import main
from nietpluis.rooms import check_rooms


def test_doctest_of_the_package() -> None:
    result = doctest.testmod(nietpluis)
    assert result.attempted and not result.failed


def test_screen_takes_text_only() -> None:
    with pytest.raises(TypeError, match="str"):
        nietpluis.screen(b"bytes")  # type: ignore[arg-type]


def test_screen_survives_a_lone_surrogate() -> None:
    summary = nietpluis.screen("\ud800 Mw. doet niet open.")
    assert summary.signals[0].evidence[0].start == 6


def test_screen_imports_no_network_and_no_web_server() -> None:
    script = (
        "import sys\n"
        "heavy = ('torch', 'transformers', 'sklearn', 'fastapi', 'sqlalchemy', 'deduce', 'pyarrow', 'openpyxl')\n"
        "sys.modules.update(dict.fromkeys(heavy))\n"  # an import of any of these now fails
        "import nietpluis\n"
        "nietpluis.screen('Mw. doet niet open.')\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_folder_in_front_of_ours_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "__init__.py").write_text("")
    command = [sys.executable, "-c", "import nietpluis"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode != 0
    assert "ShadowedRoomError" in done.stderr and str(tmp_path / "models") in done.stderr


def test_our_own_rooms_pass() -> None:
    check_rooms()


def test_info_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["info", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["signals"] == 30 and found["protective_factors"] == 5 and found["taxonomy"] == 1
    assert found["entries"] >= 1500


def test_info_lists_the_lexicon(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["info", "--lexicon", "--label", "vervuiling", "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(rows) >= 40
    assert {row["label"] for row in rows} == {"vervuiling"}


def test_info_checks_an_own_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = tmp_path / "eigen.yaml"
    own.write_text(
        'replace: true\nsignals:\n  overlast:\n    entries:\n      - {phrase: "kelder", register: burger, hit: "Zolder."}\n',
        "utf-8",
    )
    assert main(["info", "--check", "--file", str(own), "--label", "overlast"]) == 1
    assert "hit is not found" in capsys.readouterr().err


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    out = capsys.readouterr().out
    assert all(command in out for command in ("screen", "info", "bench"))


def test_bench_measures_with_and_without_the_network(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "--notes", "20", "--rounds", "1", "--workers", "2", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    speeds = {speed["name"]: speed for speed in found["speeds"]}
    # Too few notes for a second process to be started.
    assert list(speeds) == [
        f"{way}, one process" for way in ("spaCy PhraseMatcher", "lexicon alone", "lexicon and network")
    ]
    assert [speed["notes"] for speed in speeds.values()] == [20, 20, 4] and found["model"] == "default"
    bare, lexicon, network = (speed["notes_a_second"] for speed in speeds.values())
    assert bare > network > 0 < lexicon
    assert found["peak_megabytes"] > 10


def test_bench_without_a_model_leaves_it_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "--model", "none", "--notes", "5", "--rounds", "1", "--workers", "1"]) == 0
    assert "network" not in capsys.readouterr().out
    assert main(["bench", "--model", "nowhere", "--notes", "5"]) == 2
    assert "not a model folder" in capsys.readouterr().err

"""`python -m eval.behaviour` on a suite of its own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import eval.behaviour.__main__ as command
from eval.behaviour.cases import Suite, read_suite
from eval.behaviour.known import Failures, write_known
from eval.behaviour.page import read_table, write_table

_SUITE = """
group: a
name: Een groep
functionalities:
  - id: goed
    type: minimum
    about: Een geval dat slaagt.
    cases: ["Geen [schulden]{financiele_problemen ontkend}."]
  - id: fout
    type: minimum
    about: Een geval dat niet slaagt.
    cases: ["De [fiets]{financiele_problemen} staat buiten."]
"""


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.yaml").write_text(_SUITE, encoding="utf-8")
    known = tmp_path / "lexicon.yaml"

    def read(suite: Suite) -> Failures:
        return json.loads(known.read_text("utf-8")) if known.is_file() else {}

    monkeypatch.setattr(command, "read_suite", lambda: read_suite(tmp_path / "data"))
    monkeypatch.setattr(command, "write_known", lambda failures: write_known(failures, known))
    monkeypatch.setattr(command, "read_known", read)
    page = tmp_path / "behaviour.md"
    page.write_text("Before.\n<!-- matrix -->\nold\n<!-- end of matrix -->\nAfter.\n", encoding="utf-8")
    monkeypatch.setattr(command, "PAGE", page)
    monkeypatch.setattr(command, "write_table", lambda table: write_table(table, page))
    monkeypatch.setattr(command, "default_model", lambda: None)
    return known


def test_matrix(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main([]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["goed", "minimum", "1/1"] in lines
    assert ["fout", "minimum", "0/1"] in lines
    assert ["all", "minimum", "1/2"] in lines
    assert ["all", "directional", "0/0"] in lines


def test_json(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["configurations"] == {"lexicon": {"passed": 1, "total": 2}}
    assert data["functionalities"][1]["shares"] == {"lexicon": {"passed": 0, "total": 1}}
    assert data["cases"][0]["problems"] == {"lexicon": []}
    assert data["cases"][1]["problems"] == {"lexicon": ["financiele_problemen niet gevonden in 'fiets'"]}


def test_failures_and_causes(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--show", "all"]) == 0
    shown = capsys.readouterr().out
    assert "lexicon fout: De [fiets]{financiele_problemen} staat buiten." in shown
    assert "goed" not in shown
    assert command.main(["--causes", "1"]) == 0
    assert capsys.readouterr().out.split() == ["lexicon", "1", "missed", "financiele_problemen"]


def test_update_writes_what_fails(small: Path) -> None:
    assert command.main(["--update", "--causes", "1"]) == 0
    page = small.parent / "behaviour.md"
    assert read_table(page).splitlines()[2:] == ["| Een groep | minimum | 2 | 1/2 |", "| all | | 2 | 1/2 |"]
    assert page.read_text("utf-8").startswith("Before.\n") and page.read_text("utf-8").endswith("\nAfter.\n")
    assert "fout:\n  - De [fiets]{financiele_problemen} staat buiten." in small.read_text("utf-8")


def test_an_unknown_functionality_is_wrong_usage(small: Path) -> None:
    with pytest.raises(SystemExit) as stopped:
        command.main(["--show", "niets"])
    assert stopped.value.code == 2

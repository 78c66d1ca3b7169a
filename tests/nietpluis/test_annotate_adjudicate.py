"""`nietpluis annotate adjudicate` and `gold` on files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotation.corpus import read_jsonl, read_marked, write_jsonl
from nietpluis.cli import main

ONE = "burger\toudere\tDe [gang ligt vol afval]{vervuiling} en hij [drinkt]{verslaving}.\nburger\toudere\tAlles rustig hier.\n"
OTHER = "burger\toudere\tDe [gang ligt vol afval]{vervuiling} en hij drinkt.\nburger\toudere\tAlles rustig hier.\n"


def _corpus(folder: Path, name: str, marked: str) -> str:
    source = folder / "n.tsv"
    source.write_text(marked, "utf-8")
    path = folder / f"{name}.jsonl"
    write_jsonl(path, read_marked(source))
    return str(path)


def test_from_two_annotators_to_gold(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [_corpus(tmp_path, "anna", ONE), _corpus(tmp_path, "bilal", OTHER)]
    work = tmp_path / "werk"
    assert main(["annotate", "adjudicate", *files, "-o", str(work)]) == 0
    assert "1 disagreements in 1 of 2 notes; 1 cases on which all agree" in capsys.readouterr().out
    sheet, target = work / "besluiten.csv", tmp_path / "goud.jsonl"
    command = ["annotate", "gold", *files, "--decisions", str(sheet), "-o", str(target)]
    assert main(command) == 2 and not target.exists()
    assert "1 cases are undecided, such as n-1#verslaving@" in capsys.readouterr().err
    head, row = sheet.read_text("utf-8-sig").splitlines()
    fields = row.rsplit(";", 4)
    sheet.write_text("\n".join([head, ";".join([fields[0], "anna", "staat er", "carla", fields[4]])]), "utf-8")
    assert main(command) == 0
    assert "2 notes; cases: agreed 1, decided 1" in capsys.readouterr().out
    first, second = read_jsonl(target)
    assert [mention.label for mention in first.mentions] == ["vervuiling", "verslaving"] and not second.mentions
    (log,) = (tmp_path / "goud.besluiten.jsonl").read_text("utf-8").splitlines()
    assert json.loads(log)["reason"] == "staat er" and json.loads(log)["by"] == "carla"


def test_notes_with_an_undecided_case_can_be_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [_corpus(tmp_path, "anna", ONE), _corpus(tmp_path, "bilal", OTHER)]
    target = tmp_path / "goud.jsonl"
    assert main(["annotate", "gold", *files, "-o", str(target), "--leave-out"]) == 0
    assert "1 notes left out, with 1 undecided cases" in capsys.readouterr().err
    assert [note.id for note in read_jsonl(target)] == ["n-2"]
    assert main(["annotate", "gold", *files, "-o", str(target), "--leave-out"]) == 2
    assert "exists already" in capsys.readouterr().err


def test_a_sheet_is_never_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [_corpus(tmp_path, "anna", ONE), _corpus(tmp_path, "bilal", OTHER)]
    assert main(["annotate", "adjudicate", *files, "-o", str(tmp_path)]) == 0
    assert main(["annotate", "adjudicate", *files, "-o", str(tmp_path)]) == 2
    assert "besluiten.csv exists already" in capsys.readouterr().err
    assert main(["annotate", "adjudicate", files[0], "-o", str(tmp_path / "x")]) == 2

"""`nietpluis annotate agreement` on files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotation.corpus import read_marked, write_jsonl
from nietpluis.cli import main

ONE = "burger\toudere\tDe [gang ligt vol afval]{vervuiling} en hij [drinkt]{verslaving}.\nburger\toudere\tAlles rustig hier.\n"
OTHER = "burger\toudere\tDe [gang ligt vol afval]{vervuiling} en hij drinkt.\nburger\toudere\tAlles rustig hier.\n"


def _corpus(folder: Path, name: str, marked: str) -> Path:
    source = folder / "n.tsv"
    source.write_text(marked, "utf-8")
    path = folder / f"{name}.jsonl"
    write_jsonl(path, read_marked(source))
    return path


def test_agreement_writes_a_page_and_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [_corpus(tmp_path, "anna", ONE), _corpus(tmp_path, "bilal", OTHER)]
    assert main(["annotate", "agreement", *map(str, files), "-o", str(tmp_path / "out"), "--resamples", "100"]) == 0
    assert "2 notes, 2 annotators" in capsys.readouterr().out
    found = json.loads((tmp_path / "out" / "agreement.json").read_text("utf-8"))
    assert found["annotators"] == ["anna", "bilal"]
    assert found["notes"]["vervuiling"]["krippendorff_alpha"]["value"] == 1
    assert found["notes"]["verslaving"]["positive_agreement"]["value"] == 0
    assert found["notes"]["weglopen"]["cohen_kappa"]["value"] is None
    page = (tmp_path / "out" / "agreement.html").read_text("utf-8")
    assert "Vervuiling van woning of omgeving" in page and "niet te bepalen" in page
    assert "afval" not in page, "the report holds figures, no text of notes"


def test_a_wrong_corpus_is_one_clear_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = _corpus(tmp_path, "anna", ONE)
    bad = tmp_path / "bad.jsonl"
    bad.write_text(good.read_text("utf-8").replace('"vervuiling"', '"vervuild"', 1), "utf-8")
    assert main(["annotate", "agreement", str(good), str(bad), "-o", str(tmp_path / "out")]) == 2
    error = capsys.readouterr().err
    assert "bad.jsonl:1" in error and "vervuild" in error and "Traceback" not in error
    assert main(["annotate", "agreement", str(good), "-o", str(tmp_path / "out")]) == 2
    assert "two annotators" in capsys.readouterr().err
    assert main(["annotate", "agreement", str(tmp_path / "nowhere.jsonl"), "-o", str(tmp_path / "out")]) == 2


def test_to_a_tool_and_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = _corpus(tmp_path, "anna", ONE)
    there, back = tmp_path / "brat", tmp_path / "back.jsonl"
    export = ["annotate", "export", str(source), "--personal-data"]
    assert main([*export, "--format", "brat", "-o", str(there)]) == 0
    assert main(["annotate", "import", str(there), "--format", "brat", "-o", str(back)]) == 0
    assert back.read_bytes() == source.read_bytes()
    assert main([*export, "--format", "brat", "-o", str(there)]) == 2
    assert "exists already" in capsys.readouterr().err
    assert main([*export, "--format", "word", "-o", str(there)]) == 2
    assert "label-studio" in capsys.readouterr().err


def test_the_labelling_configuration_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["annotate", "config"]) == 0
    assert '<Label value="vervuiling"' in capsys.readouterr().out


def test_sample_leaves_out_what_is_annotated(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    known = _corpus(tmp_path, "anna", ONE)
    notes = tmp_path / "notes.csv"
    texts = ["Alles rustig hier.", "Hij drinkt elke avond.", "De post ligt ongeopend.", "Niets te melden."]
    notes.write_text("id,text\n" + "".join(f"m{n},{text}\n" for n, text in enumerate(texts)), "utf-8")
    target = tmp_path / "next.jsonl"
    command = ["annotate", "sample", str(notes), "-n", "2", "--annotated", str(known), "-o", str(target)]
    assert main(command) == 0
    said = capsys.readouterr()
    assert "2 notes" in said.out and "1 rows left out" in said.err
    chosen = [json.loads(line) for line in target.read_text("utf-8").splitlines()]
    assert {note["id"] for note in chosen} <= {"m1", "m2", "m3"} and not any(note["mentions"] for note in chosen)
    assert all(note["metadata"]["chosen_by"] for note in chosen)

    again = tmp_path / "again.jsonl"
    assert main(["annotate", "sample", str(target), "-n", "2", "-o", str(again)]) == 0
    assert [json.loads(line)["metadata"].keys() for line in again.read_text("utf-8").splitlines()] == [
        {"chosen_by"}
    ] * 2
    assert main(["annotate", "sample", str(tmp_path / "nowhere.csv"), "-n", "2", "-o", str(target)]) == 2

"""`nietpluis annotate export`: pseudonymised by default, and not out of the door while something may still name somebody."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotation.corpus import AnnotatedNote, mention_of, read_jsonl, write_jsonl
from annotation.inline import parse_inline
from nietpluis.cli import main


def _corpus(folder: Path, *raws: str) -> Path:
    path = folder / "c.jsonl"
    notes = []
    for number, raw in enumerate(raws):
        text, marks = parse_inline(raw)
        mentions = tuple(mention_of(text, mark) for mark in marks)
        notes.append(AnnotatedNote(id=f"jansen-{number}", text=text, mentions=mentions, metadata={"wijk": "Noord"}))
    write_jsonl(path, notes)
    return path


def test_export_is_pseudonymised(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = _corpus(tmp_path, "Mw. Terlouw [ligt op bed]{uitdroging}, bel 06-12345678.")
    target, listed = tmp_path / "out.jsonl", tmp_path / "listed.csv"
    command = ["annotate", "export", str(source), "--format", "jsonl", "-o", str(target), "--listed", str(listed)]
    assert main(command) == 0
    (found,) = read_jsonl(target)
    assert found.text == "Mw. [PERSOON-1] ligt op bed, bel [TELEFOON-1]." and found.mentions[0].text == "ligt op bed"
    assert "jansen" not in target.read_text("utf-8") and found.metadata == {}
    said = capsys.readouterr().out
    assert "replaced: persoon 1, telefoon 1" in said and "wijk (1)" in said and "not anonymous" in said
    assert "Terlouw" not in said and listed.stat().st_mode & 0o077 == 0
    rows = listed.read_text("utf-8").splitlines()
    assert rows[1] == f"persoon,Terlouw,[PERSOON-1],jansen-0,{found.id},4"


def test_what_may_name_somebody_holds_the_export(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = _corpus(tmp_path, "Gisteren kwam Xylofientje langs.")
    target = tmp_path / "out.jsonl"
    command = ["annotate", "export", str(source), "--format", "jsonl", "-o", str(target)]
    assert main(command) == 2 and not target.exists()
    error = capsys.readouterr().err
    assert "1 words or numbers may still name somebody" in error and "Xylofientje" not in error
    leaks = tmp_path / "out.leaks.csv"
    assert (
        leaks.read_text("utf-8").splitlines()[1].startswith("name,Xylofientje,1,") and leaks.stat().st_mode & 0o077 == 0
    )
    words = tmp_path / "words.txt"
    words.write_text("Xylofientje\n", "utf-8")
    assert main([*command, "--also", str(words)]) == 0
    assert "[PERSOON-1]" in read_jsonl(target)[0].text
    target.unlink()
    assert main([*command, "--fine", str(words)]) == 0
    target.unlink()
    assert main([*command, "--checked"]) == 0
    assert "exported with --checked" in capsys.readouterr().err and "Xylofientje" in read_jsonl(target)[0].text


def test_a_key_gives_the_same_ids_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, key = _corpus(tmp_path, "Alles rustig."), tmp_path / "key.json"
    ids = []
    for name in ("a", "b"):
        target = tmp_path / f"{name}.jsonl"
        command = [
            "annotate",
            "export",
            str(source),
            "--format",
            "jsonl",
            "--keep",
            "wijk",
            "--key",
            str(key),
            "-o",
            str(target),
        ]
        assert main(command) == 0
        assert read_jsonl(target)[0].metadata == {"wijk": "Noord"}
        ids.append(read_jsonl(target)[0].id)
    assert ids[0] == ids[1] and json.loads(key.read_text("utf-8"))["ids"] == {ids[0]: "jansen-0"}
    assert key.stat().st_mode & 0o077 == 0
    key.write_text("{}", "utf-8")
    assert main([*command[:-1], str(tmp_path / "c2.jsonl")]) == 2
    assert "no key file" in capsys.readouterr().err

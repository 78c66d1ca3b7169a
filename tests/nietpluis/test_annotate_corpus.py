"""`nietpluis annotate` on corpora: check, merge, split, leaks, deduplicate, describe, freeze, versions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotation.corpus import AnnotatedNote, read_jsonl, write_jsonl
from nietpluis.cli import main

TEXTS = [
    "De post ligt ongeopend op de mat.",
    "Hij drinkt iedere avond een fles wijn leeg.",
    "De ramen zijn met karton dichtgezet.",
    "Zij komt haar afspraken op dinsdag niet na.",
    "Alles was netjes opgeruimd bij ons bezoek.",
    "Er klonk vannacht weer geschreeuw door de muur.",
]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    path = tmp_path / "c.jsonl"
    notes = [AnnotatedNote(id=f"n{i}", text=text, metadata={"writer": f"w{i // 2}"}) for i, text in enumerate(TEXTS)]
    write_jsonl(path, notes)
    return path


def test_check_names_every_mistake(corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["annotate", "check", str(corpus)]) == 0
    bad = tmp_path / "bad.tsv"
    bad.write_text("burger\t\t[x]{nee}\nburger\n" * 30, "utf-8")
    assert main(["annotate", "check", str(corpus), str(bad)]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 60 and lines[0].startswith("bad.tsv:1:13: no label")


def test_split_and_leaks(corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "delen"
    command = ["annotate", "split", str(corpus), "--by", "writer", "--share", "train=0.67", "--share", "test=0.33"]
    assert main([*command, "-o", str(out)]) == 0
    parts = [str(out / "train.jsonl"), str(out / "test.jsonl")]
    record = json.loads((out / "split.json").read_text("utf-8"))
    assert record["groups"] == 3 and record["parts"]["train"]["notes"] == 4
    assert main(["annotate", "leaks", *parts, "--by", "writer"]) == 0
    assert main(["annotate", "leaks", parts[0], str(corpus)]) == 1
    assert "the same id: n" in capsys.readouterr().out
    assert main([*command, "-o", str(out)]) == 2
    assert main([*command, "--share", "x", "-o", str(tmp_path / "y")]) == 2
    assert main(["annotate", "split", str(corpus), "--by", "wijk", "-o", str(tmp_path / "y")]) == 2
    assert "6 notes have no wijk" in capsys.readouterr().err


def test_merge_and_deduplicate(corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "d.jsonl"
    write_jsonl(other, [AnnotatedNote(id="m", text=TEXTS[0].upper())])
    both, clean = tmp_path / "both.jsonl", tmp_path / "clean.jsonl"
    assert main(["annotate", "merge", str(corpus), str(other), "-o", str(both)]) == 0
    assert main(["annotate", "deduplicate", str(both), "-o", str(clean)]) == 0
    assert "dropped 1 doubles and 0 near-doubles" in capsys.readouterr().out
    assert len(read_jsonl(both)) == 7 and len(read_jsonl(clean)) == 6
    assert (tmp_path / "clean.doubles.csv").read_text("utf-8").splitlines()[1] == "m,n0,1.00,yes"
    assert main(["annotate", "merge", str(corpus), str(corpus), "-o", str(tmp_path / "x.jsonl")]) == 2


def test_describe_and_versions(corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["annotate", "describe", "--questions"]) == 0
    assert "why:" in capsys.readouterr().out
    about = tmp_path / "about.yaml"
    about.write_text("why: Voor een proef.\n", "utf-8")
    sheet = tmp_path / "sheet.md"
    assert main(["annotate", "describe", str(corpus), "--about", str(about), "-o", str(sheet)]) == 0
    assert "Voor een proef." in sheet.read_text("utf-8") and "no answer to whose" in capsys.readouterr().err
    store = tmp_path / "versies"
    assert main(["annotate", "freeze", str(corpus), "-o", str(store), "-m", "begin"]) == 0
    assert main(["annotate", "freeze", str(corpus), "-o", str(store)]) == 0
    assert "there already" in capsys.readouterr().out
    assert main(["annotate", "versions", str(store)]) == 0
    assert "6 notes, 0 mentions: begin" in capsys.readouterr().out
    (frozen,) = store.glob("*/corpus.jsonl")
    frozen.chmod(0o644)
    frozen.write_text(frozen.read_text("utf-8").replace("w0", "w9"), "utf-8")
    assert main(["annotate", "versions", str(store)]) == 2
    assert "have changed" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["merge", "deduplicate", "describe", "doubts", "gold"])
def test_a_folder_that_is_not_there_is_said_before_the_work(
    command: str, corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["annotate", command, str(corpus), "-o", str(tmp_path / "nergens" / "uit.jsonl")]) == 2
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1 and f"there is no folder {tmp_path / 'nergens'}" in said[0]


def test_a_folder_where_nobody_may_write_is_one_line(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bestand").write_text("", "utf-8")
    assert main(["annotate", "split", str(corpus), "--by", "writer", "-o", str(tmp_path / "bestand" / "delen")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1

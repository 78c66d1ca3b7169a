"""The written corpus: it reads, its splits hold, and the checks find what they look for."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotation.corpus import AnnotatedNote, CorpusError, mention_of, read_jsonl
from annotation.doubles import find_doubles
from annotation.doubts import find_doubts
from annotation.inline import parse_inline
from training.corpora import load_corpus, load_writers, missing_files
from training.corpora.__main__ import main
from training.corpora.counts import count
from training.corpora.datasheet import corpus_digest, datasheet

WRITERS = """writers:
  - {id: "b", voice: politie, split: development, who: an officer}
  - {id: "a", voice: burger, split: train, who: a neighbour}
  - {id: "c", voice: school, split: train, who: nobody yet}
"""
LONG = "Bij de overburen aan de Lindelaan staat het raam al de hele week open en de gordijnen wapperen naar buiten"


def _folder(tmp_path: Path, a: str, b: str) -> Path:
    (tmp_path / "writers.yaml").write_text(WRITERS, "utf-8")
    (tmp_path / "a.tsv").write_text(a, "utf-8")
    (tmp_path / "b.tsv").write_text(b, "utf-8")
    return tmp_path


def _notes(*raws: str) -> list[AnnotatedNote]:
    notes = []
    for number, raw in enumerate(raws):
        text, marks = parse_inline(raw)
        notes.append(AnnotatedNote(id=f"n-{number}", text=text, mentions=tuple(mention_of(text, m) for m in marks)))
    return notes


def test_the_corpus_reads_and_is_split_by_writer() -> None:
    train, development = load_corpus("train"), load_corpus("development")
    assert len(train) + len(development) == len(load_corpus()) > 10_000
    assert not {n.metadata["writer"] for n in train} & {n.metadata["writer"] for n in development}
    assert all(not double.exact and not double.across_splits for double in find_doubles([*train, *development]))


def test_a_small_corpus(tmp_path: Path) -> None:
    folder = _folder(tmp_path, "burger\toudere\t[Stank]{vervuiling}.\n", f"politie\tjongere\t{LONG} {LONG}\n")
    first, second = load_corpus(folder=folder)
    assert first.metadata == {"writer": "a", "split": "train", "kind": "snippet"}
    assert second.metadata == {"writer": "b", "split": "development", "kind": "note"}
    assert list(load_writers(folder)) == ["a", "b", "c"] and missing_files(folder) == ["c"]
    counts = count([first, second])
    assert (counts.notes, counts.snippets, counts.quiet, counts.labels["vervuiling"]) == (1, 1, 1, 1)
    assert "vervuiling: 1 mentions of 400" in counts.shortfalls()


def test_a_file_of_nobody_and_wrong_lines_are_named(tmp_path: Path) -> None:
    folder = _folder(tmp_path, "burger\toudere\t[x]{nee}\n", "politie\n")
    with pytest.raises(CorpusError) as caught:
        load_corpus(folder=folder)
    assert [problem[:7] for problem in caught.value.problems] == ["a.tsv:1", "b.tsv:1"]
    (folder / "z.tsv").write_text("burger\toudere\tHoi\n", "utf-8")
    with pytest.raises(CorpusError, match=r"z\.tsv: no such writer"):
        load_corpus(folder=folder)


def test_doubles_are_found_also_inside_longer_text() -> None:
    notes = _notes("Hoi, alles goed.", "hoi alles GOED", LONG, f"Goedemorgen. {LONG}, en dat is niet pluis.", LONG[:40])
    found = {(d.first, d.second): d for d in find_doubles(notes)}
    assert found["n-0", "n-1"].exact
    assert found["n-2", "n-3"].share == 1 and not found["n-2", "n-3"].exact
    assert not found["n-2", "n-3"].across_splits
    elsewhere = [notes[2], notes[3].model_copy(update={"metadata": {"split": "elsewhere"}})]
    assert find_doubles(elsewhere)[0].across_splits


def test_a_stock_phrase_is_no_double() -> None:
    phrase = "dat is voor mensen die het nodig hebben"
    assert not find_doubles(
        _notes(f"Toeslag nooit aangevraagd, {phrase}.", f"Zij wil geen voedselpakket want {phrase}.")
    )


def test_doubts_of_every_kind() -> None:
    often = ["De [drank]{verslaving} staat klaar."] * 5
    notes = _notes(
        *often,
        "De drank is op.",
        "[drank op tafel]{verslaving}",
        "[drank op tafel]{overlast}",
        f"[{LONG}]{{overlast}}",
        "Er is geen [ruzie]{agressie}, en ook geen [geweld]{agressie ontkend}.",
    )
    found = [(doubt.note, doubt.kind.split(":")[0]) for doubt in find_doubts(notes)]
    assert found == [
        ("n-5", "marked verslaving 5 times elsewhere, not here"),
        ("n-7", "marked verslaving 5 times elsewhere, not here"),
        ("n-6", "other labels"),
        ("n-8", "a mark of 20 words"),
        ("n-9", "agressie after a negation is not ontkend"),
    ]


def test_the_commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = _folder(tmp_path, f"burger\toudere\t{LONG}.\n", f"politie\tjongere\t{LONG}!\n")
    assert main(["--folder", str(folder), "check"]) == 1
    assert "a-1 and b-1: same ACROSS SPLITS" in capsys.readouterr().out
    (folder / "b.tsv").write_text("politie\tjongere\tAlles rustig.\n", "utf-8")
    assert main(["--folder", str(folder), "datasheet"]) == 0
    assert (folder / "README.md").read_text("utf-8") == datasheet(folder)
    assert corpus_digest(folder) in datasheet(folder)
    capsys.readouterr()
    assert main(["--folder", str(folder), "check", "--against", str(folder / "a.tsv")]) == 1
    out = capsys.readouterr().out
    assert "README.md is not" not in out and "a-1 and a-1" in out
    assert main(["--folder", str(folder), "convert", str(tmp_path / "c.jsonl"), "--split", "train"]) == 0
    assert [note.id for note in read_jsonl(tmp_path / "c.jsonl")] == ["a-1"]
    (folder / "a.tsv").write_text(f"burger\toudere\t{LONG}, en {LONG}.\n", "utf-8")
    assert main(["--folder", str(folder), "convert", str(tmp_path / "whole.jsonl"), "--whole"]) == 0
    assert [note.id for note in read_jsonl(tmp_path / "whole.jsonl")] == ["a-1"], "b-1 is a snippet"

"""The evaluation as a whole: what it reads, its report, and the command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from spacy.language import Language

from annotation.corpus import CorpusError, write_jsonl
from eval.evaluation import evaluate, read_corpora
from eval.mistakes import Piece, find_mistakes
from eval.page import render
from eval.scored import score
from nietpluis.cli import main
from tests.eval.marked import note_of, scored


def test_the_pipeline_is_scored(nlp: Language) -> None:
    notes = [
        note_of("Er zijn [schulden]{financiele_problemen}."),
        note_of("Geen [schulden]{financiele_problemen ontkend}."),
    ]
    one, two = score(nlp, notes)
    assert one.raised == one.note.raised == {"financiele_problemen"}
    assert two.raised == two.note.raised == frozenset()
    assert [(m.start, m.end, m.presence) for m in two.found] == [(5, 13, "ontkend")]
    assert 0 < two.probabilities["financiele_problemen"] < one.probabilities["financiele_problemen"]


def test_groups_without_support_are_not_determinable() -> None:
    stank = "[Stank]{vervuiling}."
    rows = [scored(stank, stank, source="burger"), scored("Alles goed.", "Alles goed.", source="", age_group="jongere")]
    found = evaluate(rows, {"model": "geen"}, {"a.tsv": 2})
    assert list(found.slices["source"]) == ["burger", "niet opgegeven"]
    assert found.slices["source"]["niet opgegeven"].micro.f1.value is None
    assert found.slices["age_group"]["jongere"].quiet_raised.value == 0
    assert json.loads(json.dumps(found.as_json()))["raised"]["micro"]["f1"]["value"] == 1.0


def test_mistakes_are_listed_with_their_words() -> None:
    (found,) = find_mistakes(
        [
            scored(
                "[Stank]{vervuiling}, geen [ruzie]{agressie ontkend}, [gil]{overlast}.",
                "Stank, geen [ruzie]{agressie}, [gil]{overlast}.",
            ),
            scored("Rustig.", "Rustig."),
        ]
    )
    assert [(m.label, m.quotes, m.seen) for m in found.missed] == [("vervuiling", ("Stank",), False)]
    assert [(m.label, m.quotes, m.seen) for m in found.wrong] == [("agressie", ("ruzie",), True)]
    assert [(m.qualifier, m.annotated, m.found) for m in found.qualifiers] == [("presence", "ontkend", "aanwezig")]
    assert found.pieces == (
        Piece("Stank", "missed"),
        Piece(", geen ", ""),
        Piece("ruzie", "wrong"),
        Piece(", gil.", ""),
    )


def test_the_report_shows_text_as_text() -> None:
    rows = [scored("<script>alert(1)</script> [stank]{vervuiling}", "<script>alert(1)</script> stank")]
    page = render(evaluate(rows, {"taxonomy": 1, "model": "geen"}, {"a.tsv": 1}), find_mistakes(rows))
    assert "Gemaakt met lijst van signalen 1, taalmodel geen." in page
    assert "<script" not in page and "&lt;script&gt;alert(1)" in page
    assert '<mark class="missed" title="gemist">stank</mark>' in page
    assert "niet te bepalen" in page and "Vervuiling van woning of omgeving" in page


def test_corpora_of_every_form_are_read(tmp_path: Path) -> None:
    (tmp_path / "b.tsv").write_text("burger\toudere\t[Stank]{vervuiling}\n", "utf-8")
    write_jsonl(tmp_path / "a.jsonl", [note_of("Rustig.")])
    (tmp_path / "README.md").write_text("about", "utf-8")
    assert [Path(name).name for name in read_corpora([tmp_path])] == ["a.jsonl", "b.tsv"]
    with pytest.raises(CorpusError, match=r"README\.md: an annotated corpus is"):
        read_corpora([tmp_path / "README.md"])
    (tmp_path / "b.tsv").write_text("burger\n", "utf-8")
    (tmp_path / "a.jsonl").write_text("{}\n", "utf-8")
    with pytest.raises(CorpusError) as caught:
        read_corpora([tmp_path])
    assert [problem.split(":")[0] for problem in caught.value.problems] == ["a.jsonl", "a.jsonl", "b.tsv"]
    (tmp_path / "empty").mkdir()
    with pytest.raises(CorpusError, match="no notes"):
        read_corpora([tmp_path / "empty"])


def test_the_command_writes_figures_and_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus = tmp_path / "c.tsv"
    corpus.write_text(
        "burger\toudere\tEr zijn [schulden]{financiele_problemen}.\n"
        "politie\tjongere\tOnvindbaar voor elk [woord zus en zo]{weglopen}.\n",
        "utf-8",
    )
    assert main(["evaluate", str(corpus), "-o", str(tmp_path / "out")]) == 0
    said = capsys.readouterr()
    assert "raised labels, micro F1" in said.out and "zus en zo" not in said.out + said.err
    figures = (tmp_path / "out" / "evaluation.json").read_text("utf-8")
    assert json.loads(figures)["notes"] == 2 and "zus en zo" not in figures
    assert "zus en zo" in (tmp_path / "out" / "evaluation.html").read_text("utf-8")
    assert main(["evaluate", str(corpus), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["raised"]["labels"]["weglopen"]["support"] == 1


def test_what_a_user_can_do_wrong_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus = tmp_path / "c.tsv"
    corpus.write_text("burger\toudere\t[x]{nee}\n", "utf-8")
    for arguments, complaint in (
        ([str(corpus)], "c.tsv:1:19: no label"),
        ([str(tmp_path / "none.tsv")], "none.tsv: No such file"),
        ([str(corpus), "--no-lexicon", "--model", "none"], "needs a model"),
        ([str(corpus), "--model", str(tmp_path)], "c.tsv:1"),
    ):
        assert main(["evaluate", *arguments]) == 2
        error = capsys.readouterr().err
        assert complaint in error and error.count("\n") == 1

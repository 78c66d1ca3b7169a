"""The command, its page and its JSON."""

from __future__ import annotations

import json
import re
from pathlib import Path
from random import Random

import pytest
from spacy.language import Language

from annotation.corpus import AnnotatedNote, write_jsonl
from annotation.counterfactual.edits import Edit
from eval.bias.page import render
from eval.bias.report import BiasReport, Options, make_report
from eval.bias.swaps import SWAPS, Pair
from nietpluis.cli import DONE, USAGE, main
from tests.eval.marked import note_of

TEXTS = (
    "Mw. is [vaak dronken]{verslaving}, zij doet [niet open]{afspraken_mijden}. Truus belt <b>niet</b>.",
    "Dhr. heeft [schulden]{financiele_problemen}, hij praat erover.",
    "Er ligt [overal afval]{vervuiling} in de gang.",
)


def _notes(number: int = 90) -> list[AnnotatedNote]:
    return [
        note_of(
            TEXTS[i % 3],
            note_id=f"n{i}",
            source=("burger", "politie")[i // 3 % 2],
            age_group=("oudere", "jongere")[i % 2],
        )
        for i in range(number)
    ]


@pytest.fixture(scope="module")
def report(nlp: Language) -> BiasReport:
    with pytest.MonkeyPatch.context() as patch:

        def spoil(note: AnnotatedNote, rng: Random) -> Pair:
            return Pair(note, note.text, (Edit(0, len(note.text), "Alles <goed>."),), "anders", ("a", "b"))

        patch.setitem(SWAPS, "first_names", spoil)
        options = Options(("age_group", "source", "gender"), resamples=200)
        return make_report(nlp, _notes(), options, {"notes.jsonl": 90})


def test_the_page_is_offline_dutch_and_escaped(report: BiasReport) -> None:
    page = render(report)
    assert "http" not in page.replace("http-equiv", "")
    assert "<script" not in page
    assert 'lang="nl"' in page
    assert "<b>niet</b>" not in page and "&lt;b&gt;niet" in page.replace("</del>", "").replace("<del>", "")
    assert "&lt;</ins>" in page or "&lt;goed&gt;" in page or "&lt;" in page
    assert "Leeftijdsgroep × Man of vrouw" in page


def test_every_flip_can_be_read(report: BiasReport) -> None:
    page = render(report)
    flips = [flip for result in report.swaps for flip in result.flips]
    assert flips
    assert page.count("wordt alleen gemeld in:") == len(flips)


def test_a_short_page_has_the_findings_and_no_text_of_a_note(report: BiasReport) -> None:
    page = render(report, short=True)
    assert 'id="kort"' in page and 'id="wisselen"' in page and 'id="groepen"' in page
    for words in ("dronken", "schulden,", "overal afval", "Truus"):
        assert words in render(report) and words not in page
    assert all(f'id="{target}"' in page for target in re.findall(r'href="#(\w+)"', page))
    assert len(page) < len(render(report)) / 2


def test_what_was_left_out_and_what_was_read_is_said(report: BiasReport) -> None:
    page = render(report)
    assert [reading.name for reading in report.readings] == ["gender"]
    assert "is hier niet bekend" in page
    assert {row.reason for row in report.left_out} >= {"niet af te lezen uit de tekst"}


def test_the_json_holds_no_text_of_a_note(report: BiasReport) -> None:
    data = json.dumps(report.as_json(), ensure_ascii=False)
    for words in ("dronken", "schulden,", "afval", "Truus"):
        assert words not in data
    assert report.as_json()["family"] == report.differences.family


def test_verdicts_count_every_comparison_once(report: BiasReport) -> None:
    assert sum(report.verdicts.values()) == len(
        {(r.grouping, r.label, r.metric, "" if r.pair else r.group) for r in report.differences.rows}
    )


def test_the_command_writes_the_same_bytes_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus = tmp_path / "corpus.jsonl"
    write_jsonl(corpus, _notes(60))
    arguments = ["bias", str(corpus), "--by", "age_group,source", "--model", "none", "-o"]
    for name in ("one", "two"):
        assert main([*arguments, str(tmp_path / name)]) == DONE
    for name in ("bias.json", "bias.html"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    assert (tmp_path / "one" / "parts.json").read_bytes() == (tmp_path / "two" / "parts.json").read_bytes()
    printed = capsys.readouterr()
    assert "60 notes, 3 groupings" in printed.out
    assert "dronken" not in printed.out + printed.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--by", "wijk"], "no column 'wijk'"),
        (["--by", "source", "--cluster", "persoon"], "no column 'persoon' to cluster by"),
        (["--by", ","], "names no column"),
        (["--by", "source", "--depth", "4"], "depth"),
        (["--register"], "--register needs --plan"),
        (["--readers", "one.jsonl"], "two files or more"),
        (["--plan", "nergens.yaml"], "nergens.yaml"),
    ],
)
def test_wrong_usage_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    corpus = tmp_path / "corpus.jsonl"
    write_jsonl(corpus, _notes(6))
    assert main(["bias", str(corpus), "-o", str(tmp_path / "out"), "--model", "none", *arguments]) == USAGE
    error = capsys.readouterr().err
    assert said in error and error.count("\n") == 1

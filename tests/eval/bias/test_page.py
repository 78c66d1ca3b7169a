"""The page with everything beside the corpus: ten sentences, plan, limits, charts, people, drift; and its parts."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language

from annotation.corpus import AnnotatedNote, write_jsonl
from eval.behaviour.cases import read_suite
from eval.behaviour.run import run
from eval.bias.brief import dutch_date
from eval.bias.judged import read_judged
from eval.bias.page import parts, render
from eval.bias.parts import LONGEST
from eval.bias.plan import load_plan, register
from eval.bias.report import Beside, BiasReport, Options, make_report
from eval.bias.transfer import Cell, Score, Transfer
from nietpluis.cli import DONE, USAGE, main
from tests.eval.marked import note_of

PLAN = """
by: [age_group]
depth: 1
metrics: [miss_rate, false_alarm_rate]
swaps: [gender]
stop:
  - {measure: swap, swap: gender, at_most: 0.01}
  - {measure: drift, side: input, at_most: 0.5}
  - {measure: use, name: override, at_most: 0.1}
"""
TEXTS = (
    "Mw. is [vaak dronken]{verslaving}, zij doet [niet open]{afspraken_mijden}. Truus belt.",
    "Dhr. heeft [schulden]{financiele_problemen}, hij praat erover.",
    "Er ligt [overal afval]{vervuiling} in de gang.",
)


def _notes(number: int = 90) -> list[AnnotatedNote]:
    sources, ages = ("burger", "politie"), ("oudere", "jongere")
    return [
        note_of(TEXTS[i % 3], note_id=f"n{i}", source=sources[i // 3 % 2], age_group=ages[i % 2]) for i in range(number)
    ]


def _export(path: Path) -> Path:
    lines: list[dict[str, Any]] = [
        {
            "id": str(i),
            "text": "Geheime woorden.",
            "source": "burger",
            "age_group": ("oudere", "jongere")[i % 2],
            "held_out": i % 4 == 0,
            "first_reading": ["vervuiling"],
            "suggested": ["vervuiling"],
            "judgements": [{"signal": "vervuiling", "suggested": True, "verdict": ("klopt", "anders")[i % 3 == 0]}],
        }
        for i in range(120)
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return path


def _transfer() -> Transfer:
    score = Score(value=0.5, low=0.4, high=0.6)
    names = ("alledaags", "vakmatig")
    cells = tuple(Cell(train=a, test=b, trained=200, tested=50, f1=score) for a in (*names, "alle") for b in names)
    return Transfer(by="register", model="TF-IDF", names=names, cells=cells)


@pytest.fixture(scope="module")
def report(nlp: Language, tmp_path_factory: pytest.TempPathFactory) -> BiasReport:
    folder = tmp_path_factory.mktemp("beside")
    plan = folder / "bias.yaml"
    plan.write_text(PLAN, "utf-8")
    register(plan, date(2026, 3, 9))
    notes = _notes()
    second = [note.model_copy(update={"mentions": note.mentions[:1]}) for note in notes]
    beside = Beside(
        plan=load_plan(plan),
        judged=read_judged(_export(folder / "export.jsonl")),
        transfer=_transfer(),
        readings={"een": notes, "twee": second},
    )
    options = Options(("age_group", "source"), resamples=200)
    return make_report(nlp, notes, options, {"notes.jsonl": 90}, beside)


def test_it_begins_with_ten_sentences(report: BiasReport) -> None:
    (brief,) = re.findall(r'<ol class="brief">(.*?)</ol>', render(report), re.DOTALL)
    sentences = re.findall(r"<li>(.*?)</li>", brief)
    assert len(sentences) == 10
    assert all(sentence.endswith(".") and "{" not in sentence for sentence in sentences)
    assert sentences[0].startswith("Het programma las 90 notities")
    assert "9 maart 2026" in sentences[1]
    assert "stopregels" in sentences[9]


def test_without_anything_beside_it_there_are_ten_as_well(nlp: Language) -> None:
    bare = make_report(nlp, _notes(48), Options(("source",), resamples=60, swaps=False))
    page = render(bare)
    (brief,) = re.findall(r'<ol class="brief">(.*?)</ol>', page, re.DOTALL)
    assert brief.count("<li>") == 10
    assert "niet gemeten" in brief and "niet vastgelegd" in brief
    for part in ("gebruik", "stop", "soorten", "lezers", "verschuiving", "plan"):
        assert f'id="{part}"' not in page


def test_where_no_group_is_large_enough_nothing_is_said_to_be_equal(nlp: Language) -> None:
    page = render(make_report(nlp, _notes(12), Options(("source",), resamples=60, swaps=False)))
    (brief,) = re.findall(r'<ol class="brief">(.*?)</ol>', page, re.DOTALL)
    assert "is met deze notities niet te bepalen" in brief and "geen groepen vergeleken" in brief
    assert "van de 0" not in brief and "alle 0" not in brief


def test_it_says_what_was_planned_and_what_was_added(report: BiasReport) -> None:
    page = render(report)
    assert "Geplande toetsen" in page
    assert report.differences.family > 0 and report.differences.added > 0
    planned = {(row.grouping, row.metric) for row in report.differences.rows if row.planned}
    assert planned == {("age_group", "miss_rate"), ("age_group", "false_alarm_rate")}


def test_limits_are_shown_with_what_was_found(report: BiasReport) -> None:
    assert [row.stop.measure for row in report.stops] == ["swap", "drift", "use"]
    assert report.stops[1].outcome == "niet te bepalen"
    assert report.stops[2].outcome == "overschreden"
    assert "Verworpen of veranderd (Alle notities)" in render(report)


def test_every_chart_stands_beside_a_table_and_needs_no_colour(report: BiasReport) -> None:
    page = render(report)
    charts = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    assert len(charts) >= 5
    assert all('role="img"' in chart and "tabel" in chart for chart in charts)
    assert "fill=" not in page and "stroke=" not in page
    assert page.count("<figure") == page.count("<figcaption")


def test_nothing_english_or_of_a_note_is_left_in_the_new_parts(report: BiasReport) -> None:
    page = render(report)
    assert "Geheime" not in page
    for word in ("threshold", "holdout", "override", "follow", "taxonomy", "None", "undefined"):
        assert word not in re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL), word


def test_parts_are_made_for_other_papers(report: BiasReport) -> None:
    made = parts(report)
    assert len(made["model_card"]["sentences"]) == 10
    assert made["model_card"]["corpus"]["sha256"] == report.corpus_hash
    assert set(made["model_card"]["swaps"]) == {result.swap for result in report.swaps}
    assert len(made["algoritmeregister"]["risks"]) <= LONGEST
    assert made["model_card"]["sentences"][0] in made["algoritmeregister"]["risks"]
    assert "dronken" not in json.dumps(made)
    json.dumps(report.as_json())


def test_the_matrix_of_the_behaviour_suite_stands_in_it(nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    suite = read_suite()
    few = replace(suite, functionalities=suite.functionalities[:3])
    ids = {functionality.id for functionality in few.functionalities}
    few = replace(few, cases=tuple(case for case in suite.cases if case.functionality in ids))
    monkeypatch.setattr("eval.bias.report.read_suite", lambda: few)
    found = make_report(nlp, _notes(48), Options(("source",), resamples=60, swaps=False, behaviour=True))
    passed = sum(outcome.passed for outcome in run(nlp, few))
    page = render(found)
    assert f"{len(few.cases)} verzonnen proefzinnen; bij {passed} deed" in page
    assert all(html.escape(f.about, quote=False) in page.replace("&#34;", '"') for f in few.functionalities)
    assert len(found.as_json()["behaviour"]["rows"]) == 3


def test_dates_are_dutch() -> None:
    assert dutch_date("2026-11-02") == "2 november 2026"


def test_a_plan_is_registered_and_used_by_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan, corpus = tmp_path / "bias.yaml", tmp_path / "corpus.jsonl"
    plan.write_text(PLAN, "utf-8")
    write_jsonl(corpus, _notes(48))
    assert main(["bias", "--plan", str(plan), "--register"]) == DONE
    assert main(["bias", "--plan", str(plan), "--register"]) == USAGE
    assert "registered once" in capsys.readouterr().err
    asked = ["bias", str(corpus), "--plan", str(plan), "--model", "none", "-o"]
    assert main([*asked, str(tmp_path / "one"), "--triage", str(_export(tmp_path / "t.jsonl"))]) == DONE
    found = json.loads((tmp_path / "one" / "bias.json").read_text("utf-8"))
    assert found["plan"]["changed"] == [] and found["use"]["notes"] == 120
    since = ["--since", str(tmp_path / "one" / "bias.json"), "--no-swaps"]
    assert main([*asked, str(tmp_path / "two"), *since]) == DONE
    page = (tmp_path / "two" / "bias.html").read_text("utf-8")
    assert "Er is geen verschuiving aangetoond" in page
    assert "limit swap gender at most 0.01: " in capsys.readouterr().out
    assert main([*asked, str(tmp_path / "three"), "--depth", "1"]) == USAGE
    assert "the plan sets --depth" in capsys.readouterr().err

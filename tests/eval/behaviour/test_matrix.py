"""The matrix with two configurations side by side."""

from __future__ import annotations

from eval.behaviour.cases import Case, Described, Side, Suite
from eval.behaviour.judge import Problem
from eval.behaviour.matrix import as_json, as_markdown, as_text, causes
from eval.behaviour.run import Outcome
from eval.behaviour.schema import Kind


def case(functionality: str, kind: Kind, key: str) -> Case:
    return Case(functionality, "g", kind, key, key, (), Side(key))


CASES = (case("a", "minimum", "een"), case("a", "minimum", "twee"), case("b", "invariance", "drie"))
SUITE = Suite({"g": "Groep"}, (Described("a", "g", "minimum", "x"), Described("b", "g", "invariance", "y")), CASES)
MISSED = Problem("missed", "isolement", "isolement niet gevonden")
CHANGED = Problem("changed", "isolement", "isolement verdwijnt")
OUTCOMES = {
    "lexicon": [Outcome(CASES[0], (MISSED,)), Outcome(CASES[1], (MISSED, MISSED)), Outcome(CASES[2], ())],
    "joined": [Outcome(CASES[0], ()), Outcome(CASES[1], ()), Outcome(CASES[2], (CHANGED,))],
}


def test_text() -> None:
    lines = [line.split() for line in as_text(SUITE, OUTCOMES).splitlines()]
    assert lines[0] == ["type", "lexicon", "joined"]
    assert ["a", "minimum", "0/2", "2/2"] in lines
    assert ["b", "invariance", "1/1", "0/1"] in lines
    assert lines[-1] == ["all", "1/3", "2/3"]


def test_markdown() -> None:
    assert as_markdown(SUITE, OUTCOMES).splitlines() == [
        "| group | type | functionalities | lexicon | joined |",
        "| --- | --- | ---: | ---: | ---: |",
        "| Groep | minimum | 1 | 0/2 | 2/2 |",
        "| Groep | invariance | 1 | 1/1 | 0/1 |",
        "| all | | 2 | 1/3 | 2/3 |",
    ]


def test_json_has_every_problem_of_every_configuration() -> None:
    assert [row["problems"] for row in as_json(SUITE, OUTCOMES)["cases"]] == [
        {"lexicon": ["isolement niet gevonden"], "joined": []},
        {"lexicon": ["isolement niet gevonden"] * 2, "joined": []},
        {"lexicon": [], "joined": ["isolement verdwijnt"]},
    ]


def test_a_cause_counts_once_a_case() -> None:
    assert causes(OUTCOMES["lexicon"]) == [("missed", "isolement", 2)]

"""The data of the suite: large enough, broad enough, and refused where they do not fit."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from eval.behaviour.cases import Suite, fill, read_suite
from eval.behaviour.schema import SuiteError
from pipeline.taxonomy import taxonomy


def write(folder: Path, body: str) -> Path:
    (folder / "a.yaml").write_text("group: a\nname: A\nfunctionalities:\n" + body, encoding="utf-8")
    return folder


def test_size(suite: Suite) -> None:
    assert len(suite.functionalities) >= 60
    assert len(suite.cases) >= 2000
    assert len({case.template for case in suite.cases}) >= 500
    assert {f.kind for f in suite.functionalities} == {"minimum", "invariance", "directional"}


def test_every_label_is_described_and_marked_in_enough_cases(suite: Suite) -> None:
    assert {f"indirect_{label}" for label in taxonomy().labels} <= {f.id for f in suite.functionalities}
    marked = Counter(label for case in suite.cases for label in {mark.label for mark in case.side.marks})
    assert min(marked[label] for label in taxonomy().labels) >= 5


def test_every_qualifier_value_is_asked_for(suite: Suite) -> None:
    marks = [mark for case in suite.cases for mark in case.side.marks]
    for name, values in taxonomy().qualifiers.items():
        assert {getattr(mark, name) for mark in marks} == set(values)


def test_no_functionality_is_thin(suite: Suite) -> None:
    counted = Counter(case.functionality for case in suite.cases)
    assert min(counted.values()) >= 4


def test_slots_are_filled_and_combined(tmp_path: Path) -> None:
    suite = read_suite(
        write(
            tmp_path,
            """
- id: b
  type: minimum
  about: Een vulwoord in een sjabloon.
  fillers:
    wie: [hij, zij]
    wat: [{tekst: dakloos, label: dakloosheid}, {tekst: dement, label: cognitieve_achteruitgang}]
  cases:
    - "<^wie> is [<wat>]{<wat.label>}."
""",
        )
    )
    assert [case.key for case in suite.cases] == [
        "Hij is [dakloos]{dakloosheid}.",
        "Hij is [dement]{cognitieve_achteruitgang}.",
        "Zij is [dakloos]{dakloosheid}.",
        "Zij is [dement]{cognitieve_achteruitgang}.",
    ]
    assert suite.cases[1].fillers == (("wie", "hij"), ("wat", "dement"))


def test_the_first_filler_is_the_reference_of_an_invariance_case(tmp_path: Path) -> None:
    suite = read_suite(
        write(
            tmp_path,
            """
- id: b
  type: invariance
  about: Een andere naam verandert niets.
  fillers: {wie: [Jan, Anna, Omar], wat: [dakloos, dement]}
  cases:
    - {text: "<wie> is <wat>.", varies: wie}
""",
        )
    )
    assert [(case.reference.text if case.reference else "", case.side.text) for case in suite.cases] == [
        ("Jan is dakloos.", "Anna is dakloos."),
        ("Jan is dakloos.", "Omar is dakloos."),
        ("Jan is dement.", "Anna is dement."),
        ("Jan is dement.", "Omar is dement."),
    ]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("- {id: b, type: minimum, about: Een kort verhaal., cases: ['<niemand>']}", "no fillers for niemand"),
        ("- {id: b, type: minimum, about: Een kort verhaal., cases: ['<ding.kleur>']}", "no field 'kleur'"),
        ("- {id: b, type: minimum, about: Een kort verhaal., cases: ['[a]{onzin}']}", "no label 'onzin'"),
        ("- {id: b, type: minimum, about: Een kort verhaal., absent: [onzin], cases: ['a']}", "no label onzin"),
        ("- {id: b, type: minimum, about: Een kort verhaal., judged: [kleur], cases: ['a']}", "no qualifier kleur"),
        ("- {id: b, type: minimum, about: Een kort verhaal., cases: ['a', 'a']}", "stands twice"),
        ("- {id: b, type: invariance, about: Een kort verhaal., cases: ['a']}", "needs one of"),
        ("- {id: b, type: invariance, about: Een kort verhaal., edit: schudden, cases: ['a']}", "no edit 'schudden'"),
        (
            "- {id: b, type: invariance, about: Een kort verhaal., edit: zonder_komma, cases: ['a']}",
            "is the text itself",
        ),
        ("- {id: b, type: invariance, about: Een kort verhaal., cases: [{text: a, varies: naam}]}", "no slot 'naam'"),
        ("- {id: b, type: vreemd, about: Een kort verhaal., cases: ['a']}", "vreemd"),
        ("- &x {id: b, type: minimum, about: Een kort verhaal., cases: ['a']}\n- *x", "is also in a.yaml"),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path: Path, body: str, says: str) -> None:
    with pytest.raises(SuiteError, match=says):
        read_suite(write(tmp_path, body))


def test_a_filler_needs_its_field() -> None:
    with pytest.raises(SuiteError, match="no field 'label'"):
        fill("<wie.label>", {"wie": {"tekst": "hij"}})

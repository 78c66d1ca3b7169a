"""Reading marked text."""

from __future__ import annotations

import pytest

from annotation.inline import InlineError, Mark, parse_inline


def test_marks_have_offsets_labels_and_qualifiers() -> None:
    text, marks = parse_inline(
        "Geen [stank]{vervuiling ontkend}{overlast ontkend volgens_ander} 😊\\n[afval]{vervuiling}"
    )
    assert text == "Geen stank 😊\nafval"
    assert [text[m.start : m.end] for m in marks] == ["stank", "stank", "afval"]
    assert marks[0] == Mark("vervuiling", 5, 10, "ontkend", "huidig", "betrokkene", "waarneming")
    assert (marks[1].label, marks[1].attribution) == ("overlast", "volgens_ander")
    assert marks[2].presence == "aanwezig"


def test_brackets_without_a_label_are_text() -> None:
    assert parse_inline("Mw. [PERSOON-1] belt.") == ("Mw. [PERSOON-1] belt.", [])


@pytest.mark.parametrize(
    ("raw", "complaint"),
    [
        ("[x]{bestaat_niet}", "no label"),
        ("[x]{overlast nooit}", "no qualifier"),
        ("[ ]{overlast}", "without words"),
        ("los {overlast}", "belongs to no mark"),
        ("[x]{}", "no label"),
    ],
)
def test_a_wrong_mark_is_named(raw: str, complaint: str) -> None:
    with pytest.raises(InlineError, match=complaint):
        parse_inline(raw)

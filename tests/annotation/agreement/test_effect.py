"""Agreement with and without suggestions."""

from __future__ import annotations

import pytest

from annotation.agreement import agreement, study, suggestion_effect
from annotation.agreement.effect import TOO_FEW
from annotation.agreement.figures import Figure
from annotation.agreement.report import Row, agreement_html, number
from annotation.corpus import AnnotatedNote, mention_of
from annotation.inline import parse_inline


def _notes(count: int, marked: str, suggestions: str | None, first: int = 0) -> list[AnnotatedNote]:
    text, marks = parse_inline(marked)
    metadata = {"suggestions": suggestions} if suggestions else {}
    mentions = tuple(mention_of(text, mark) for mark in marks)
    return [AnnotatedNote(id=f"n{first + n}", text=text, mentions=mentions, metadata=metadata) for n in range(count)]


MARKED, BARE, QUIET = "Het is er [vies]{vervuiling}.", "Het is er vies.", "Rustig gesprek."


def test_shown_against_withheld() -> None:
    one = _notes(10, MARKED, "shown") + _notes(5, MARKED, "withheld", 10) + _notes(5, QUIET, "withheld", 15)
    one += _notes(5, QUIET, "shown", 20)
    other = _notes(10, MARKED, "shown") + _notes(5, BARE, "withheld", 10) + _notes(5, QUIET, "withheld", 15)
    other += _notes(5, QUIET, "shown", 20)
    data = study({"a": one, "b": other})
    found = suggestion_effect(data, resamples=200)
    assert found is not None and (found.shown, found.withheld, found.mixed) == (15, 10, 0)
    shown, withheld, difference = found.measures["overlap_f1"]
    assert (shown.value, withheld.value, difference.value) == (1.0, 0.0, 1.0)
    assert "Met en zonder suggesties" in agreement_html(agreement(data, resamples=20), found)


def test_below_ten_notes_nothing_is_compared() -> None:
    notes = _notes(9, MARKED, "shown") + _notes(20, MARKED, "withheld", 9)
    found = suggestion_effect(study({"a": notes, "b": notes}), resamples=20)
    assert found is not None
    assert all(cell.value is None and cell.reason == TOO_FEW for cells in found.measures.values() for cell in cells)


def test_mixed_readings_are_left_out_and_silence_is_none() -> None:
    shown, withheld = _notes(12, MARKED, "shown"), _notes(12, MARKED, "withheld")
    found = suggestion_effect(study({"a": shown, "b": [*withheld[:2], *shown[2:]]}), resamples=20)
    assert found is not None and found.mixed == 2
    plain = _notes(3, MARKED, None)
    assert suggestion_effect(study({"a": plain, "b": plain})) is None
    assert found.as_json()["overlap_f1"]["difference"] == pytest.approx(
        {"value": None, "n": 0, "reason": TOO_FEW}, nan_ok=True
    )


def test_figures_that_miss_for_the_same_reason_share_a_cell() -> None:
    there, missing, other = Figure(0.5), Figure(None, reason="a"), Figure(None, reason="b")
    row = Row("Overlast", {"one": there, "two": missing, "three": missing, "four": other, "five": there})
    columns = ("one", "two", "three", "four", "five")
    assert list(row.cells(columns)) == [(there, 1), (missing, 2), (other, 1), (there, 1)]


def test_nothing_below_zero_is_no_minus_zero() -> None:
    assert [number(value) for value in (-0.001, -0.3, 0.0)] == ["0,00", "−0,30", "0,00"]

"""Agreement with and without suggestions."""

from __future__ import annotations

import pytest

from annotation.agreement import agreement, study, suggestion_effect
from annotation.agreement.effect import TOO_FEW
from annotation.agreement.report import agreement_html
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
    assert "Met en zonder voorstellen" in agreement_html(agreement(data, resamples=20), found)


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

"""Finding typed and selected words in a text."""

from __future__ import annotations

from triage.reading.locating import passages, selected

TEXT = "Buurvrouw 😊 meldt stank.\r\nDe  stank komt van de trap. Stank!"


def test_typed_words_are_found_whatever_their_capitals_and_white_space() -> None:
    found = passages(TEXT, "de stank")
    assert [TEXT[passage.start : passage.end] for passage in found] == ["De  stank"]
    assert len(passages(TEXT, "STANK")) == 3


def test_words_that_are_not_there_are_not_found() -> None:
    assert passages(TEXT, "stank op de trap") == []
    assert passages(TEXT, "   ") == []


def test_signs_with_a_meaning_in_patterns_are_only_signs() -> None:
    assert len(passages("Wat (nu)? Wat nu.", "(nu)?")) == 1


def test_a_selection_counts_a_line_end_as_one_character() -> None:
    shown = TEXT.replace("\r\n", "\n")
    start = shown.index("De  stank")
    passage = selected(TEXT, start, start + len("De  stank"), "De  stank")
    assert passage is not None
    assert TEXT[passage.start : passage.end] == "De  stank"


def test_white_space_around_a_selection_is_left_out() -> None:
    start = TEXT.index(" meldt")
    passage = selected(TEXT, start, start + len(" meldt "), " meldt ")
    assert passage is not None
    assert passage.words == "meldt"


def test_a_selection_that_does_not_hold_those_words_is_refused() -> None:
    assert selected(TEXT, 0, 9, "stank") is None
    assert selected(TEXT, 5, 5, "") is None
    assert selected(TEXT, 0, 9000, "stank") is None
    assert selected(TEXT, -5, 3, "stank") is None

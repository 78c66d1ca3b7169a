"""The terminal view: the whole text, quotes between « and », lines that fit, nothing that a terminal would obey."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from pipeline.report import TextMismatchError, render_note_text
from pipeline.report.marking import printable
from pipeline.report.note_text import marked_text, wrapped
from pipeline.report.words import words
from pipeline.wording import unsure_notice
from tests.pipeline.report.report_notes import PROBABILITY, Example, examples
from tests.pipeline.report.report_wording import forbidden


@pytest.mark.parametrize("note", examples(), ids=lambda note: note.id)
@pytest.mark.parametrize("width", [40, 80, 120])
def test_no_line_is_wider_than_the_terminal_unless_a_word_is(note: Example, width: int) -> None:
    for line in render_note_text(note.text, note.summary, width).split("\n"):
        assert cell_len(line) <= width or max(cell_len(word) for word in line.split()) > width - 5


@pytest.mark.parametrize("note", examples(), ids=lambda note: note.id)
def test_the_text_is_whole(note: Example) -> None:
    marked = re.sub(r"» \[[^\]]*\]", "", marked_text(printable(note.text), note.summary)).replace("«", "")
    assert marked == printable(note.text)
    page = render_note_text(note.text, note.summary)
    section = page[page.index("De tekst\n--------\n") + 18 : page.index("\n\nSignalen\n--------\n")]
    shown = re.sub(r"»\s\[[^\]]*\]", "", section).replace("«", "")
    assert shown.split() == (printable(note.text) or "De tekst is leeg.").split()


def test_overlapping_quotes_carry_all_their_labels() -> None:
    note = examples()[0]
    assert (
        "De «gang ligt» [vervuiling] «vol afval» [vervuiling; verzameldrang: niet zeker] "
        "«en oude kranten» [verzameldrang: niet zeker]."
    ) in marked_text(note.text, note.summary)


def test_what_is_found_is_said_in_words() -> None:
    note = examples()[0]
    shown = render_note_text(note.text, note.summary, 200)
    assert shown.startswith(
        "Hulp bij lezen. Dit is geen advies en geen besluit. Geen signaal is niet hetzelfde als geen"
    )
    assert "- Overlast - geldt nu\n  - “stinkt tot op straat” (gevonden door: taalmodel)" in shown
    assert "“'s nachts schreeuwt”, volgens iemand anders (“De buurvrouw meldt”) (gevonden door: woordenlijst)" in shown
    assert "- Financiële problemen - ontkend\n  - “schulden”, ontkend (“Geen”)" in shown
    assert "De tekst zegt hier niets over." in shown
    assert shown.endswith("taalmodel: geen, alleen de woordenlijst; woordenlijst: a1b2c3")


def test_a_signal_that_is_often_wrong_says_so_itself() -> None:
    note = Example("n", "Er is lawaai.", notices=(unsure_notice(["Overlast"]),), probability=0.4)
    note.signal("overlast", "lawaai")
    shown = render_note_text(note.text, note.summary)
    assert f"- Overlast - geldt nu\n  {words().unsure}\n" in shown
    assert words().sections.notices not in shown


def test_silence_is_explained_and_contacts_are_given() -> None:
    quiet, young = examples()[2], examples()[1]
    assert "Geen signalen gevonden. Dat betekent niet dat er geen zorgen zijn." in render_note_text(
        quiet.text, quiet.summary
    )
    shown = render_note_text(young.text, young.summary, 100)
    assert "- Bij direct gevaar: 112\n" in shown
    assert "113 of 0800-0113 (gratis" in shown


def test_a_note_cannot_command_the_terminal() -> None:
    note = Example("a\x1b[2J", "rood \x1b[31m en \x07 bel\r\nregel", {"k\x1b": "v\x9b"}).signal("overlast", "\x07 bel")
    shown = render_note_text(note.text, note.summary)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", shown)
    assert "␛[31m" in shown


def test_nothing_weighs_ranks_or_advises() -> None:
    for note in examples():
        shown = render_note_text(note.text, note.summary, 10_000)
        start = shown.index("De tekst\n----")
        ours = shown[:start] + shown[shown.index("\nSignalen\n", start) :]
        assert forbidden(re.sub(r"“[^”]*”", "", ours)) == []
        assert str(PROBABILITY) not in shown


def test_another_text_is_refused() -> None:
    with pytest.raises(TextMismatchError, match="m-17"):
        render_note_text("iets anders", examples()[0].summary)


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=200), st.integers(20, 60))
def test_wrapping_loses_no_character_but_the_spaces_at_a_break(line: str, width: int) -> None:
    lines = list(wrapped(line, width))
    assert "".join(lines).replace(" ", "") == line.replace(" ", "")
    assert all(cell_len(found) <= width or " " not in found.strip(" ") for found in lines)

"""Marks that overlap: the text stays whole, and every mark is found again on exactly its words."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.report.marking import LANES, Mark, joined, lanes, marked_html, printable, segments
from tests.pipeline.report.report_html import Element, read

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)
KINDS = ("actief", "onzeker", "verwacht", "ontkend", "gunstig", "vraag")


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, list[Mark]]:
    text = draw(TEXT)
    found = []
    for number in range(draw(st.integers(0, 8))):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        found.append(Mark(start, end, draw(st.sampled_from(KINDS)), (f"naam-{number}",)))
    return text, joined(found)


def layers(mark: Element) -> int:
    return 1 + len(mark.all("span"))


@settings(max_examples=150, deadline=None)
@given(marked())
def test_segments_follow_each_other_and_are_the_text(case: tuple[str, list[Mark]]) -> None:
    text, marks = case
    found = segments(len(text), marks)
    assert "".join(text[segment.start : segment.end] for segment in found) == text
    for segment in found:
        over = tuple(n for n, mark in enumerate(marks) if mark.start < segment.end and mark.end > segment.start)
        assert segment.marks == over
        assert segment.closing == tuple(n for n in over if marks[n].end == segment.end)


@settings(max_examples=150, deadline=None)
@given(marked())
def test_html_gives_the_text_back_and_every_mark_its_words(case: tuple[str, list[Mark]]) -> None:
    text, marks = case
    html, places = marked_html(printable(text), marks, "n1m")
    document = read(f"<div>{html}</div>")
    assert document.text(without=("lb",)) == printable(text)

    shown = {element.attributes["id"]: element for element in document.all("mark")}
    assert len(shown) == len(document.all("mark"))
    for mark in marks:
        first, length = places[mark.start, mark.end]
        run = [f"n1m{int(first.removeprefix('n1m')) + i}" for i in range(length)]
        assert "".join(shown[name].text() for name in run) == printable(text)[mark.start : mark.end]
        for name, element in shown.items():
            titled = set(mark.labels) <= set(element.attributes["title"].split("; "))
            assert titled == (name in run)
    for element in shown.values():
        assert not element.all("mark")
    for segment, element in zip((s for s in segments(len(text), marks) if s.marks), shown.values(), strict=True):
        assert layers(element) == len(segment.marks)


@settings(max_examples=100, deadline=None)
@given(marked())
def test_every_label_stands_once_behind_the_last_words_of_its_mark(case: tuple[str, list[Mark]]) -> None:
    text, marks = case
    html, _ = marked_html(text, marks, "n1m")
    small = [element.text().strip(" ()").split("; ") for element in read(html).all("small", "lb")]
    assert sorted(name for names in small for name in names) == sorted(n for mark in marks for n in mark.labels)


@settings(max_examples=100, deadline=None)
@given(marked())
def test_marks_over_the_same_words_have_lanes_of_their_own(case: tuple[str, list[Mark]]) -> None:
    text, marks = case
    given_lanes = lanes(marks)
    for segment in segments(len(text), marks):
        if len(segment.marks) <= LANES and all(given_lanes[n] < LANES - 1 for n in segment.marks):
            assert len({given_lanes[n] for n in segment.marks}) == len(segment.marks)


def test_two_labels_on_the_same_words_are_one_mark() -> None:
    marks = joined([Mark(0, 5, "actief", ("vervuiling",)), Mark(0, 5, "actief", ("overlast",))])
    assert marks == [Mark(0, 5, "actief", ("vervuiling", "overlast"))]
    html, _ = marked_html("stank hier", marks, "n1m")
    assert html == (
        '<mark id="n1m0" class="u actief l0" title="vervuiling; overlast">stank</mark>'
        '<small class="lb"> (vervuiling; overlast)</small> hier'
    )


def test_crossing_marks_are_cut_where_they_meet() -> None:
    marks = joined([Mark(0, 4, "actief", ("a",)), Mark(2, 6, "onzeker", ("b",))])
    html, places = marked_html("abcdef", marks, "n1m")
    assert html == (
        '<mark id="n1m0" class="u actief l0" title="a">ab</mark>'
        '<mark id="n1m1" class="u actief l0" title="a; b"><span class="u onzeker l1">cd</span></mark>'
        '<small class="lb"> (a)</small>'
        '<mark id="n1m2" class="u onzeker l1" title="b">ef</mark><small class="lb"> (b)</small>'
    )
    assert places == {(0, 4): ("n1m0", 2), (2, 6): ("n1m1", 2)}


def test_no_text_and_no_marks() -> None:
    assert marked_html("", [], "n1m") == ("", {})
    assert marked_html("a < b & c", [], "n1m") == ("a &lt; b &amp; c", {})


def test_control_characters_are_shown_and_move_nothing() -> None:
    text = "a\x00b\x1b[31mc\td\r\ne\x7f\x85"
    assert printable(text) == "a␀b␛[31mc\td\r\ne␡\ufffd"
    assert len(printable(text)) == len(text)

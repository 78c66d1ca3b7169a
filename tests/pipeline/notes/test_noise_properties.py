"""What holds for every text: nothing moves, nothing overlaps, and odd text takes no odd time."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.notes import find_noise, mask

PIECES = [
    "<br>",
    "</p>",
    '<p class="x">',
    "<!--",
    "-->",
    "<style>",
    "</style>",
    "&nbsp;",
    "&eacute;",
    "&amp;",
    "&#39;",
    "&",
    "{\\rtf1",
    "\\par ",
    "\\'e9",
    "{",
    "}",
    "\\",
    "=20\n",
    "=\n",
    "=C3=AB",
    "=",
    "\x00",
    "\u00ad",
    "\u200b",
    "\ufeff",
    "\x92",
    "> ",
    "\n> ",
    "Van: Ria\n",
    "Aan: Jan\n",
    "Onderwerp: RE: x\n",
    "-----Oorspronkelijk bericht-----\n",
    "mvg ",
    "Jan\n",
    "Met vriendelijke groet,\n",
    "Team Noord\n",
    "Groetjes Ria. ",
    "06-12345678 ",
    "Dit bericht ",
    "is vertrouwelijk. ",
    "geadresseerde ",
    "de gang ",
    "ligt vol",
    ". ",
    "\n",
    "\r\n",
    "\r",
    " ",
    "é",
    "e\u0301",
    "👩‍👩‍👧",
    "<NAAM>",
    "[PERSOON-1]",
    "\ud800",
]
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=25).map("".join)

DUTCH = (
    "de het een mevrouw meneer buurvrouw gang woning vuil doet niet open al weken drinkt eet slecht afval "
    "stank € 3 12:30 geen hulp hij zij wil kan oud’s 's nachts thuiszorg huisarts brief post schulden "
    "katten mw. dhr. cl. één"
)
WORDS = st.sampled_from(re.split(" ", DUTCH))
SENTENCES = st.lists(WORDS, min_size=1, max_size=12).map(lambda words: " ".join(words).capitalize())
CLEAN = st.lists(
    st.tuples(SENTENCES, st.sampled_from([". ", "? ", "! ", ".\n", "; ", ": ", "\r\n- ", ", "])), max_size=8
)


@settings(max_examples=400, deadline=None)
@given(TEXTS)
@example("\ud800<br>")
def test_no_offset_moves(text: str) -> None:
    noise = find_noise(text)
    masked = mask(text, noise)

    assert len(masked) == len(text)
    position = 0
    for item in noise:
        assert position <= item.start < item.end <= len(text)
        assert masked[position : item.start] == text[position : item.start]
        assert len(item.replacement) <= 1
        position = item.end
    assert masked[position:] == text[position:]


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_line_ends_stay(text: str) -> None:
    masked = mask(text, find_noise(text))
    joined = {i for item in find_noise(text) if item.kind == "quoted_printable" for i in range(item.start, item.end)}

    for i, character in enumerate(text):
        if character in "\r\n" and i not in joined:
            assert masked[i] in "\r\n"


@settings(max_examples=300, deadline=None)
@given(CLEAN)
def test_clean_dutch_is_left_as_it_is(parts: list[tuple[str, str]]) -> None:
    text = "".join(sentence + sign for sentence, sign in parts)

    assert find_noise(text) == []
    assert mask(text, []) == text


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_the_same_text_has_the_same_noise(text: str) -> None:
    assert find_noise(text) == find_noise(text)


@pytest.mark.parametrize(
    "piece",
    [
        "<",
        '<a b="',
        "<!--",
        "<style>",
        "&",
        "&amp;",
        "&lt;p ",
        "{\\rtf1",
        "{",
        "\\par",
        "\\",
        "C:\\",
        "=",
        "=\n",
        "=C3",
        "> ",
        "\n>",
        "Van: ",
        "Van: x Verzonden: y Aan: z ",
        "op 1:11 @ schreef ",
        "groet. ",
        "mvg\n\n",
        "mvg 0 0 0 0 ",
        "dit bericht\n",
        "Dit bericht geadresseerde. ",
        "\x00",
        "a\u200b",
        " ",
        "\r\n",
    ],
)
def test_a_long_row_of_one_thing_is_read_in_linear_time(piece: str) -> None:
    text = "mvg <&\\= geadresseerde van: " + piece * (60_000 // len(piece))

    assert len(mask(text, find_noise(text))) == len(text)

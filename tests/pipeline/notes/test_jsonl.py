"""JSON Lines: types are kept, broken lines are named, lone surrogates do not move an offset."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from pipeline.notes import InputError

Read = Callable[..., Any]
NAME = "meldingen.jsonl"


def test_types_of_metadata_are_kept(read: Read) -> None:
    value = {
        "text": "hallo",
        "id": 7,
        "n": 1.5,
        "ja": True,
        "niets": None,
        "lijst": [1, {"a": "é"}],
        "nan": float("nan"),
    }
    notes, _, (report,) = read(json.dumps(value), NAME)

    assert (notes[0].id, notes[0].text) == ("7", "hallo")
    assert notes[0].metadata == {"n": 1.5, "ja": True, "niets": None, "lijst": [1, {"a": "é"}], "nan": None}
    json.dumps(notes[0].metadata, allow_nan=False)
    assert (report.format, report.text_column, report.id_column) == ("jsonl", "text", "id")


def test_json_that_is_broken_on_line_7(read: Read) -> None:
    lines = [json.dumps({"id": i, "text": f"bericht {i}"}) for i in range(1, 10)]
    lines[6] = lines[6][:-3]
    notes, rejected, _ = read("\n".join(lines), NAME)

    assert [note.line for note in notes] == [1, 2, 3, 4, 5, 6, 8, 9]
    assert [(bad.line, bad.reason) for bad in rejected] == [(7, "Deze regel is geen geldige JSON.")]


@pytest.mark.parametrize("first", ['{"text": ', "[1, 2]", '"los"', "[" * 100_000, '{"text": ' + "9" * 5000 + "}"])
def test_a_broken_first_line_is_rejected(read: Read, first: str) -> None:
    notes, rejected, _ = read(first + '\n\n{"text": "goed"}\n', NAME)

    assert [(note.text, note.line) for note in notes] == [("goed", 3)]
    assert [bad.line for bad in rejected] == [1]


@pytest.mark.parametrize("lines", [1, 10, 50])
def test_a_file_of_which_the_first_lines_are_all_broken(read: Read, lines: int) -> None:
    with pytest.raises(InputError, match=rf"NP113 .*first {min(lines, 10)} lines"):
        read("geen json\n" * lines, NAME)


def test_one_json_list_is_not_json_lines(read: Read) -> None:
    with pytest.raises(InputError, match=r"NP113 .*without the brackets and commas"):
        read('[{"text": "a"},\n{"text": "b"}]\n', NAME)


@pytest.mark.parametrize("value", ["12", "true", "[1]", '{"a": 1}'])
def test_text_that_is_no_text(read: Read, value: str) -> None:
    _, rejected, _ = read(f'{{"id": "a", "text": {value}}}\n', NAME)

    assert rejected[0].id == "a"
    assert rejected[0].reason == "In het tekstveld staat geen tekst maar iets anders, bijvoorbeeld een getal."


@pytest.mark.parametrize("value", ['{"id": "a"}', '{"id": "a", "text": null}', '{"id": "a", "text": ""}'])
def test_no_text(read: Read, value: str) -> None:
    _, rejected, _ = read('{"text": "goed"}\n' + value, NAME)

    assert [(bad.id, bad.line, bad.reason) for bad in rejected] == [("a", 2, "Er staat geen tekst in deze rij.")]


@pytest.mark.parametrize("value", ["true", "[1]", "{}"])
def test_an_id_that_is_no_id(read: Read, value: str) -> None:
    _, rejected, _ = read(f'{{"text": "hallo", "id": {value}}}\n', NAME)

    assert rejected[0].reason == "De id is geen tekst en geen getal."


def test_lone_surrogates_are_replaced_one_for_one(read: Read) -> None:
    content = '{"text": "a\\ud800b \\ud83d\\ude00 \\udc00", "id": "x\\ud800", "k\\udfff": ["v\\ud800"]}'
    notes, _, _ = read(content, NAME)

    assert notes[0].text == "a\ufffdb 😀 \ufffd"
    assert notes[0].id == "x\ufffd"
    assert notes[0].metadata == {"k\ufffd": ["v\ufffd"]}
    assert notes[0].notices == ("Sommige tekens in de tekst waren beschadigd. Daar staat nu het teken �.",)


def test_line_separators_within_a_text_do_not_end_a_line(read: Read) -> None:
    notes, _, _ = read('{"text": "a\u2028b\u0085c\x0cd"}\n{"text": "e"}\r\n'.replace("\x0c", "\\f"), NAME)

    assert [(note.text, note.line) for note in notes] == [("a\u2028b\u0085c\x0cd", 1), ("e", 2)]


def test_names_may_differ_in_case_from_line_to_line(read: Read) -> None:
    notes, _, _ = read('{"Text": "a", "ID": 1}\n{"text": "b", "id": 2}\n', NAME)

    assert [(note.id, note.text, note.metadata) for note in notes] == [("1", "a", {}), ("2", "b", {})]


def test_a_line_beyond_the_limit(read: Read) -> None:
    content = '{"text": "' + "x" * (2 << 20) + '"}\n{"text": "kort"}\n'
    notes, rejected, _ = read(content, NAME, max_chars=10)

    assert [(note.text, note.line) for note in notes] == [("kort", 2)]
    assert [bad.line for bad in rejected] == [1]


def test_no_text_column(read: Read) -> None:
    with pytest.raises(InputError, match=r"NP108 .*no column 'text'; the columns seen are: a, b"):
        read('{"a": 1}\n{"b": 2}\n', NAME)

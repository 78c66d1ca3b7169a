"""Ids that were given, and stable ones for notes without."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.notes import read_notes
from pipeline.notes.ids import HashCounter, Ids, hash64
from pipeline.notes.values import as_id

Read = Callable[..., Any]


@given(st.lists(st.integers(0, 2**64 - 1) | st.integers(0, 20), max_size=300))
def test_counts_are_those_of_a_dictionary(keys: list[int]) -> None:
    counter = HashCounter()
    seen: dict[int, int] = {}
    for key in keys:
        seen[key or 1] = seen.get(key or 1, 0) + 1
        assert counter.add(key) == seen[key or 1]


def test_counts_survive_growth() -> None:
    counter = HashCounter()
    keys = [hash64(str(i)) for i in range(20_000)]

    assert all(counter.add(key) == 1 for key in keys)
    assert all(counter.add(key) == 2 for key in keys)
    assert hash64("anders") not in counter


def test_an_id_is_used_once() -> None:
    ids = Ids()

    assert (ids.is_free("a"), ids.take("a"), ids.take("a"), ids.is_free("a")) == (True, True, False, False)


@pytest.mark.parametrize(
    ("value", "expected"),
    [(3.0, "3"), (3, "3"), (3.5, "3.5"), ("3.0", "3.0"), (" a ", " a "), ("", None), ("  ", None), (None, None),
     (float("nan"), None), (Decimal("4.00"), "4"), (10**20, "100000000000000000000")],
)  # fmt: skip
def test_cells_as_ids(value: object, expected: str | None) -> None:
    assert as_id(value) == expected


def test_made_ids_are_stable(read: Read) -> None:
    rows = ["geen gehoor", "stank op de gang", "geen gehoor", "é"]
    first = [note.id for note in read("text\n" + "\n".join(rows))[0]]
    again = [note.id for note in read("text\n" + "\n".join([*rows, "nieuw", "geen gehoor"]))[0]]

    assert first == again[:4]
    assert len(set(again)) == 6
    assert first[2] == f"{first[0]}-2"
    assert again[5] == f"{first[0]}-3"
    assert first[0] == "meldingen-" + first[0].removeprefix("meldingen-")


def test_an_empty_id_is_made(read: Read) -> None:
    notes, _, _ = read("id;text\nm1;een\n;twee\n")

    assert notes[0].id == "m1"
    assert notes[1].id.startswith("meldingen-")


def test_equal_texts_in_files_of_one_name(tmp_path: Path) -> None:
    paths = [tmp_path / name / "meldingen.csv" for name in ("jan", "feb")]
    for path in paths:
        path.parent.mkdir()
        path.write_text("text\ngeen gehoor\n")
    found = [item.id for item in read_notes(paths)]

    assert found[1] == f"{found[0]}-2"


def test_the_same_file_twice_is_rejected_the_second_time(tmp_path: Path) -> None:
    path = tmp_path / "meldingen.csv"
    path.write_text("text\neen\ntwee\neen\n")
    found = list(read_notes([path, path]))

    assert [type(item).__name__ for item in found] == ["Note"] * 3 + ["Rejected"] * 3
    assert [item.id for item in found[:3]] == [item.id for item in found[3:]]


def test_a_rejected_row_does_not_use_up_its_id(read: Read) -> None:
    notes, rejected, _ = read("id;text\n1;\n1;goed\n1;weer\n")

    assert [(note.id, note.line) for note in notes] == [("1", 3)]
    assert [bad.line for bad in rejected] == [2, 4]

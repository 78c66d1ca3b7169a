"""Workbooks: rows, types, sheets, and what programs other than Excel write."""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipeline.notes import InputError

Read = Callable[..., Any]


def write(path: Path, *sheets: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for number, rows in enumerate(sheets, 1):
        sheet = book.create_sheet(f"Blad{number}")
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def change(path: Path, member: str, old: bytes, new: bytes) -> None:
    """Replace bytes in one part of a workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old in parts[member]
    parts[member] = parts[member].replace(old, new)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def test_cells_and_their_types(tmp_path: Path, read: Read) -> None:
    path = write(
        tmp_path / "a.xlsx",
        [
            ["ID", " Text ", "aantal", "dag", "moment", "ja", None],
            [
                3.0,
                "één\nregel twee",
                1.5,
                datetime.date(2024, 5, 3),
                datetime.datetime(2024, 5, 3, 10, 12),
                True,
                "los",
            ],
            [],
            ["b", "twee"],
        ],
    )
    notes, rejected, (report,) = read(path)

    assert not rejected
    assert [(note.id, note.text, note.line) for note in notes] == [("3", "één\nregel twee", 2), ("b", "twee", 4)]
    assert notes[0].metadata == {
        "aantal": 1.5,
        "dag": "2024-05-03",
        "moment": "2024-05-03T10:12:00",
        "ja": True,
        "kolom_7": "los",
    }
    assert notes[1].metadata == {"aantal": None, "dag": None, "moment": None, "ja": None}
    assert (report.format, report.text_column, report.lines) == ("xlsx", "Text", 4)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (112, "In het tekstveld staat geen tekst"),
        (True, "In het tekstveld staat geen tekst"),
        (datetime.datetime(2024, 5, 3), "In het tekstveld staat geen tekst"),
        ("#N/A", "Er staat geen tekst"),
        (None, "Er staat geen tekst"),
        ("  \n ", "Er staat geen tekst"),
    ],
)
def test_a_cell_without_text(tmp_path: Path, read: Read, value: Any, reason: str) -> None:
    notes, rejected, _ = read(write(tmp_path / "a.xlsx", [["id", "text"], [1, value], [2, "goed"]]))

    assert [note.id for note in notes] == ["2"]
    assert (rejected[0].id, rejected[0].line) == ("1", 2)
    assert rejected[0].reason.startswith(reason)


def test_the_first_sheet_with_a_text_is_read_and_that_is_said(tmp_path: Path, read: Read) -> None:
    path = write(tmp_path / "a.xlsx", [["uitleg"]], [], [["text"], ["hallo"]], [["text"], ["daar"]])
    notes, _, (report,) = read(path)

    assert [note.text for note in notes] == ["hallo"]
    assert report.remarks == ("only the sheet 'Blad3' was read, not: Blad1, Blad2, Blad4",)


def test_a_wrong_size_in_the_sheet_cuts_nothing_off(tmp_path: Path, read: Read) -> None:
    path = write(tmp_path / "a.xlsx", [["id", "text"], [1, "a"], [2, "b"]])
    change(path, "xl/worksheets/sheet1.xml", b'ref="A1:B3"', b'ref="A1"')

    assert [note.text for note in read(path)[0]] == ["a", "b"]


def test_escaped_carriage_returns(tmp_path: Path, read: Read) -> None:
    path = write(tmp_path / "a.xlsx", [["text"], ["een_x000D_\ntwee _xy_ _x005F_"]])

    assert read(path)[0][0].text == "een\r\ntwee _xy_ _"


def test_no_text_column_in_any_sheet(tmp_path: Path, read: Read) -> None:
    with pytest.raises(InputError, match=r"NP108 .*the columns seen are: a, b"):
        read(write(tmp_path / "a.xlsx", [["a", "b"]], [["c"]]))


def test_a_workbook_without_cells(tmp_path: Path, read: Read) -> None:
    with pytest.raises(InputError, match=r"NP103 .*it is empty"):
        read(write(tmp_path / "a.xlsx", []))


def test_damaged_half_way(tmp_path: Path, read: Read) -> None:
    path = write(tmp_path / "a.xlsx", [["text"], *([f"bericht {i}"] for i in range(1000))])
    change(path, "xl/worksheets/sheet1.xml", b'<row r="900">', b'<row r="900"><kapot')
    with pytest.raises(InputError, match=r"NP106 .*damaged or incomplete and cannot be read as an Excel workbook"):
        read(path)


def test_a_missing_part(tmp_path: Path, read: Read) -> None:
    path = write(tmp_path / "a.xlsx", [["text"], ["x"]])
    with zipfile.ZipFile(path) as archive:
        kept = {name: archive.read(name) for name in archive.namelist() if "worksheets" not in name}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in kept.items():
            archive.writestr(name, data)
    with pytest.raises(InputError, match="NP106"):
        read(path)

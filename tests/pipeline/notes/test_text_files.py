"""A .txt is one note; a folder of them is many."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.notes import InputError, InputReport, Note, read_notes

Read = Callable[..., Any]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "notities"
    for name, content in {
        "b.txt": b"twee\r\n",
        "a.txt": "één".encode(),
        "jan/10.TXT": b"caf\xe9",
        "jan/2.txt": "\ufeffmet mark".encode(),
        "lees mij.docx": b"x",
        ".verborgen.txt": b"x",
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    return root


def test_a_folder_in_order_of_names(folder: Path, read: Read) -> None:
    notes, rejected, reports = read(folder)

    assert not rejected
    assert [(note.id, note.text) for note in notes] == [
        ("a", "één"),
        ("b", "twee\r\n"),
        ("jan/10", "café"),
        ("jan/2", "met mark"),
    ]
    assert notes[2].metadata == {"bestand": "jan/10.TXT"}
    assert notes[2].source_file == str(folder / "jan/10.TXT")
    assert [note.line for note in notes] == [1, 1, 1, 1]
    assert (reports[0].format, reports[0].lines) == ("folder", 4)
    assert reports[0].remarks == ("1 other files in this folder were not read",)
    assert reports[1].remarks == ("1 files were read as utf-8-sig", "1 files were read as windows-1252")


def test_files_of_a_folder_that_cannot_be_used(folder: Path, read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "c.txt").write_bytes(b"")
    (folder / "d.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    (folder / "e.txt").write_bytes(b"x" * 5000)
    (folder / "f.txt").write_bytes(b"geheim")
    (folder / "g.txt").write_bytes(b"{\\rtf1 tekst}")
    reads = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == "f.txt":
            raise PermissionError(13, "Permission denied")
        return reads(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    notes, rejected, _ = read(folder, max_chars=1000)

    assert {note.id for note in notes} == {"a", "b", "g", "jan/10", "jan/2"}
    assert [(bad.id, bad.reason) for bad in rejected] == [
        ("c", "Er staat geen tekst in deze rij."),
        ("d", "Dit bestand is geen tekstbestand."),
        ("e", "De tekst is langer dan 1.000 tekens."),
        ("f", "Dit bestand kan niet worden geopend."),
    ]


def test_one_file_is_one_note(tmp_path: Path, read: Read) -> None:
    notes, _, (report,) = read("regel een\r\nregel twee\n", "gesprek 3 mei.txt")

    assert (notes[0].id, notes[0].text) == ("gesprek 3 mei", "regel een\r\nregel twee\n")
    assert notes[0].metadata == {"bestand": "gesprek 3 mei.txt"}
    assert (report.format, report.encoding, report.lines) == ("txt", "utf-8", 1)


def test_a_table_named_txt_is_one_note_and_that_is_said(read: Read) -> None:
    notes, _, (report,) = read("id\ttext\n1\thallo\n", "export.txt")

    assert len(notes) == 1
    assert "Name it .csv for a table" in report.remarks[0]


def test_equal_names_in_two_folders(tmp_path: Path) -> None:
    for name in ("jan", "feb"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "1.txt").write_text(name)
    found = [item.id for item in read_notes([tmp_path / "jan", tmp_path / "feb", tmp_path / "jan/1.txt"])]

    assert found == ["1", "feb/1", "jan/1"]


def test_the_same_folder_twice_is_rejected_the_second_time(tmp_path: Path) -> None:
    (tmp_path / "1.txt").write_text("x")
    found = list(read_notes([tmp_path, tmp_path]))

    assert [type(item).__name__ for item in found] == ["Note", "Rejected"]


def test_a_folder_without_txt(tmp_path: Path, read: Read) -> None:
    (tmp_path / "leeg").mkdir()
    (tmp_path / "leeg" / "x.md").write_text("x")
    with pytest.raises(InputError, match=r"NP114 .*no .txt file"):
        read(tmp_path / "leeg")


def test_a_folder_that_may_not_be_listed(tmp_path: Path, read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: object) -> Any:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pipeline.notes.text_files.os.scandir", refuse)
    with pytest.raises(InputError, match=r"NP102 .*permission denied"):
        read(tmp_path)


def test_one_input_may_be_given_without_a_list(tmp_path: Path) -> None:
    (tmp_path / "1.txt").write_text("x")
    reports: list[InputReport] = []

    assert [type(item) for item in read_notes(str(tmp_path / "1.txt"), on_input=reports.append)] == [Note]

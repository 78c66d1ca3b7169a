"""Inputs that cannot be read: one clear line each, with a code that stays."""

from __future__ import annotations

import os
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.notes import InputError, Note, read_notes

Read = Callable[..., Any]

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)
ENCRYPTED = OLE + "EncryptedPackage".encode("utf-16-le") + bytes(100)
NOISE = bytes((i * 7919 + i // 3) % 256 for i in range(20_000))


def zipped(path: Path, *names: str) -> bytes:
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return path.read_bytes()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", b"", "NP103 .*it is empty"),
        ("a.csv", b"\xef\xbb\xbf\r\n \n", "NP103 .*it is empty"),
        ("a.jsonl", b"\n\n", "NP103 .*it is empty"),
        ("a.txt", b"", "NP103 .*it is empty"),
        ("a.xlsx", b"", "NP103 .*it is empty"),
        ("a.parquet", b"", "NP103 .*it is empty"),
        ("a.csv", PNG, "NP104 .*it is not a CSV table: it holds a PNG image"),
        ("a.txt", PNG, "NP104 .*it is not text: it holds a PNG image"),
        ("a.jsonl", b"%PDF-1.7", "NP104 .*it is not JSON Lines: it holds a PDF document"),
        ("a.csv", b"\x1f\x8b\x08x", "NP104 .*gzip"),
        ("a.csv", NOISE, "NP104 .*it holds binary data"),
        ("a.csv", "id;text\n1;hallo\n".encode("utf-16-le"), "NP104 .*it holds binary data"),
        ("a.csv", OLE, "NP105 .*old Office document.*save it as .xlsx"),
        ("a.xls", OLE, "NP105 .*old Office document.*save it as .xlsx"),
        ("a.xls", b"<html><table>", "NP105 .*named as an old Excel workbook"),
        ("a.xlsx", ENCRYPTED, "NP105 .*with a password"),
        ("a.xlsx", b"PK\x03\x04 en dan niets", "NP106 .*damaged or incomplete"),
        ("a.xlsx", b"id;text\n1;hallo\n", "NP104 .*it is not an Excel workbook: it holds text"),
        ("a.xlsx", PNG, "NP104 .*PNG"),
        ("a.parquet", b"id;text\n", "NP104 .*it is not Parquet: it holds text"),
        ("a.parquet", b"PAR1 en dan niets", "NP106 .*cannot be read as Parquet"),
        ("a.csv", b"a;b\n1;2\n", "NP108 .*no column 'text'; the columns seen are: a, b. Name the right one"),
        ("a.csv", b"id|text\n1|hallo\n", "NP108 .*columns seen are: id|text. Columns are told apart by a comma"),
        ("a.csv", b"text;text\n1;2\n", "NP110 .*column 'text' is there 2 times"),
        ("a.csv", b"id;text;id\n1;2;3\n", "NP110 .*column 'id' is there 2 times"),
        ("a.xyz", b"zomaar wat woorden", "NP107 .*extension is '.xyz'"),
        ("a", b"zomaar wat woorden", "NP107 .*extension is missing"),
        ("a.bin", PNG, "NP104 .*PNG"),
        ("a.docx", b"PK\x05\x06" + bytes(18), "NP104|NP107"),
    ],
)
def test_one_clear_line(read: Read, name: str, content: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message.replace("|text.", r"\|text.")) as caught:
        read(content, name)
    assert "\n" not in str(caught.value)
    assert caught.value.file.endswith(name)
    assert str(caught.value) == f"{caught.value.code} {caught.value.file}: {caught.value.message}"


@pytest.mark.parametrize(
    ("name", "inside", "message"),
    [
        ("a.csv", "xl/workbook.xml", "NP104 .*not a CSV table: it holds an Excel workbook"),
        ("a.csv", "iets.txt", "NP104 .*it holds a ZIP archive"),
        ("a.docx", "word/document.xml", "NP104 .*it holds a Word document"),
        ("a.xlsx", "word/document.xml", "NP105 .*a Word document; save it as .xlsx"),
        ("a.xlsx", "xl/workbook.bin", "NP105 .*binary Excel workbook"),
        ("a.xlsx", "iets.txt", "NP106 .*damaged"),
        ("a.xlsx", "xl/workbook.xml", "NP106 .*damaged"),
    ],
)
def test_other_archives(tmp_path: Path, read: Read, name: str, inside: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read(zipped(tmp_path / "x.zip", inside), name)


def test_a_missing_file(tmp_path: Path, read: Read) -> None:
    with pytest.raises(InputError, match=r"NP101 .*there is no such file or folder"):
        read(tmp_path / "weg.csv")


def test_a_file_that_may_not_be_opened(tmp_path: Path, read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.csv"
    path.write_text("text\nx\n")

    def refuse(self: Path, *arguments: Any, **options: Any) -> Any:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(InputError, match=r"NP102 .*it cannot be opened: permission denied"):
        read(path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open everything")
def test_a_file_without_permission(tmp_path: Path, read: Read) -> None:
    path = tmp_path / "a.csv"
    path.write_text("text\nx\n")
    path.chmod(0)
    with pytest.raises(InputError, match="NP102"):
        read(path)


def test_a_pipe_is_not_read_twice(tmp_path: Path, read: Read) -> None:
    os.mkfifo(tmp_path / "a.csv")
    with pytest.raises(InputError, match=r"NP115 .*not a regular file"):
        read(tmp_path / "a.csv")


def test_a_column_that_is_not_there(read: Read) -> None:
    with pytest.raises(InputError, match=r"NP108 .*no column 'verhaal'"):
        read("id;text\n1;x\n", text_column="verhaal")
    with pytest.raises(InputError, match=r"NP109 .*no column 'zaak'; the columns seen are: id, text"):
        read("id;text\n1;x\n", id_column="zaak")
    with pytest.raises(InputError, match="NP111"):
        read("id;text\n1;x\n", id_column="text")


def test_no_text_of_a_note_in_an_error(read: Read) -> None:
    with pytest.raises(
        InputError, match=r"\(41 characters\), \(12 characters\)\. The first line must hold the names"
    ) as caught:
        read("Mevrouw Verzonnen doet al weken niet open, de post ligt\nDe buurman heeft ratten gezien in de tuin\n")
    assert "Verzonnen" not in str(caught.value)
    with pytest.raises(InputError, match=r"columns seen are: \(15 characters\)\."):
        read("Ze drinkt veel.\n")


def test_many_columns_are_cut(read: Read) -> None:
    with pytest.raises(InputError, match="k29, and 20 more"):
        read(";".join(f"k{i}" for i in range(50)) + "\n")


def test_the_second_input_fails_before_the_first_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text\nx\n")
    with pytest.raises(InputError, match="NP101"):
        read_notes([tmp_path / "a.csv", tmp_path / "weg.csv"])


def test_a_file_that_goes_while_reading(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("text\nx\n")
    notes = read_notes([path])
    path.unlink()
    with pytest.raises(InputError, match="NP101"):
        next(notes)


@pytest.mark.parametrize(
    ("name", "content", "format"),
    [
        ("export.dat", "id;text\n1;hallo\n", "csv"),
        ("export", '{"text": "hallo"}\n', "jsonl"),
        ("export.json", '{"text": "hallo"}\n', "jsonl"),
    ],
)
def test_another_extension_is_judged_by_content_and_that_is_said(
    read: Read, name: str, content: str, format: str
) -> None:
    notes, _, (report,) = read(content, name)

    assert [note.text for note in notes] == ["hallo"]
    assert report.format == format
    assert "by its content it was read as" in report.remarks[0]


def test_an_error_can_be_pickled() -> None:
    error = InputError("NP102", "a.csv", cause="permission denied")
    again = pickle.loads(pickle.dumps(error))

    assert (again.code, again.file, str(again)) == (error.code, error.file, str(error))


@pytest.mark.parametrize("blank", ["", " ", " \t ", "\u00a0\u200b", "\ufeff", "\x00\x01", '"\r\n\u2028"'])
def test_nothing_but_white_space(read: Read, blank: str) -> None:
    notes, rejected, _ = read(f"id;text\n1;{blank}\n2;goed\n")

    assert [note.id for note in notes] == ["2"]
    assert [(bad.id, bad.line, bad.reason) for bad in rejected] == [("1", 2, "Er staat geen tekst in deze rij.")]


@pytest.mark.parametrize("text", ["🙂", "مرحبا", "x", "1", "[PERSOON-1]", "?"])
def test_odd_texts_are_notes(read: Read, text: str) -> None:
    assert [note.text for note in read(f"id;text\n1;{text}\n")[0]] == [text]


def test_a_text_of_the_longest_length_and_one_more(read: Read) -> None:
    notes, rejected, _ = read(f"id;text\na;{'é' * 1000}\nb;{'é' * 1001}\n", max_chars=1000)

    assert [note.id for note in notes] == ["a"]
    assert [(bad.id, bad.reason) for bad in rejected] == [("b", "De tekst is langer dan 1.000 tekens.")]


def test_a_note_of_5_megabytes(read: Read) -> None:
    _, rejected, _ = read("id;text\ngroot;" + "verhaal " * 655_360 + "\n")

    assert [(bad.id, bad.line, bad.reason) for bad in rejected] == [
        ("groot", 2, "De tekst is langer dan 1.000.000 tekens.")
    ]


def test_many_notes_of_one_character(read: Read) -> None:
    notes, rejected, _ = read("text\n" + "x\ny\n" * 20_000)

    assert len({note.id for note in notes}) == 40_000
    assert not rejected


def test_several_inputs_in_order(tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text("id;text\n1;een\n2;twee\n")
    (tmp_path / "a.jsonl").write_text('{"id": 2, "text": "drie"}\n{"id": 3, "text": "vier"}\n')
    found = list(read_notes([tmp_path / "b.csv", tmp_path / "a.jsonl"]))

    assert [item.id for item in found] == ["1", "2", "2", "3"]
    assert [isinstance(item, Note) for item in found] == [True, True, False, True]
    assert [Path(item.source_file).name for item in found] == ["b.csv", "b.csv", "a.jsonl", "a.jsonl"]
    assert not isinstance(found[2], Note)
    assert found[2].reason == "Deze id is al eerder gebruikt."

"""Which format an input is in: by its extension, and by its content where the two disagree or there is no extension."""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path

from pipeline.notes.csv_file import looks_like_csv, text_encoding
from pipeline.notes.encoding import marked
from pipeline.notes.errors import InputError, cannot_open
from pipeline.notes.source import Options

RTF, PARQUET, XLSX = "an RTF document", "a Parquet file", "an Excel workbook (.xlsx)"
_DAMAGED_ZIP, _OTHER_ZIP = "a damaged ZIP archive", "a ZIP archive"
_EXTENSIONS = {
    ".csv": "csv",
    ".tsv": "csv",
    ".tab": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".txt": "txt",
}
_EXPECTED = {
    "csv": "a CSV table",
    "jsonl": "JSON Lines",
    "parquet": "Parquet",
    "txt": "text",
    "xlsx": "an Excel workbook",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGIC = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"%PDF", "a PDF document"),
    (b"\x1f\x8b", "gzip-compressed data"),
    (b"BZh", "bzip2-compressed data"),
    (b"\xfd7zXZ", "xz-compressed data"),
    (b"(\xb5/\xfd", "zstd-compressed data"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\x7fELF", "a program"),
    (b"PAR1", PARQUET),
    (b"PARE", "an encrypted Parquet file"),
    (b"{\\rtf", RTF),
)
_ZIPPED = (
    ("xl/workbook.xml", XLSX),
    ("xl/workbook.bin", "a binary Excel workbook (.xlsb)"),
    ("word/document.xml", "a Word document"),
    ("content.xml", "an OpenDocument file"),
)
_HEAD = 8192


def format_of(path: Path, options: Options) -> tuple[str, tuple[str, ...]]:
    """The format of a file, and remarks. Raises `InputError` where it is not there, empty, or none that is read."""
    head = _head(path)
    extension = path.suffix.lower()
    known = _EXTENSIONS.get(extension)
    content = what_is(path, head)
    if extension == ".xls" or head.startswith(_OLE):
        raise InputError("NP105", path, found=_old_excel(path, head), remedy=".xlsx without a password")
    if known in ("csv", "jsonl", "txt") and content and (known, content) != ("txt", RTF):
        raise InputError("NP104", path, expected=_EXPECTED[known], found=content)
    if known == "xlsx" and content != XLSX:
        raise _no_workbook(path, head, content)
    if known == "parquet" and content != PARQUET:
        raise InputError("NP104", path, expected=_EXPECTED[known], found=content or _plain(head))
    if known == "txt":
        return known, _table_after_all(path, options)
    if known:
        return known, ()
    return _by_content(path, head, content, options)


def _head(path: Path) -> bytes:
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            raise InputError("NP115", path)
        with path.open("rb") as handle:
            head = handle.read(_HEAD)
    except OSError as error:
        raise cannot_open(path, error) from error
    if not head:
        raise InputError("NP103", path)
    return head


def what_is(path: Path, head: bytes) -> str | None:
    """What a file holds if that is a known thing other than plain text, in words; else None."""
    if head.startswith(b"PK\x03\x04"):
        return _zipped(path)
    if head.startswith(_OLE):
        return "an old Office or encrypted document"
    return next((name for magic, name in _MAGIC if head.startswith(magic)), None)


def _zipped(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return _DAMAGED_ZIP
    return next((what for name, what in _ZIPPED if name in names), _OTHER_ZIP)


def _no_workbook(path: Path, head: bytes, content: str | None) -> InputError:
    if content in (_DAMAGED_ZIP, _OTHER_ZIP):
        return InputError("NP106", path, expected=_EXPECTED["xlsx"])
    if head.startswith(b"PK") and content:
        return InputError("NP105", path, found=content, remedy=".xlsx")
    return InputError("NP104", path, expected=_EXPECTED["xlsx"], found=content or _plain(head))


def _old_excel(path: Path, head: bytes) -> str:
    if not head.startswith(_OLE):
        return "named as an old Excel workbook (.xls)"
    tail = b""
    with path.open("rb") as handle:
        while chunk := handle.read(1 << 20):
            if "EncryptedPackage".encode("utf-16-le") in tail + chunk:
                return "a workbook with a password"
            tail = chunk[-64:]
    return "an old Office document, such as .xls"


def _plain(head: bytes) -> str:
    return "text" if marked(head) or b"\x00" not in head else "other data"


def _table_after_all(path: Path, options: Options) -> tuple[str, ...]:
    if looks_like_csv(path, options):
        return ("its first line looks like the header of a table; it was read as one note. Name it .csv for a table",)
    return ()


def _by_content(path: Path, head: bytes, content: str | None, options: Options) -> tuple[str, tuple[str, ...]]:
    shown = f"'{path.suffix}'" if path.suffix else "missing"
    found = {PARQUET: "parquet", XLSX: "xlsx"}.get(content or "")
    if not found:
        if content:
            raise InputError("NP104", path, expected="an input that is read", found=content)
        text = head.decode(text_encoding(path, "text").name, "replace").lstrip("\ufeff \t\r\n")
        if text.startswith(("{", "[")):
            found = "jsonl"
        elif looks_like_csv(path, options):
            found = "csv"
        else:
            raise InputError("NP107", path, extension=shown)
    return found, (f"the extension is {shown}; by its content it was read as {_EXPECTED[found]}",)

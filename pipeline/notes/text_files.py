"""A .txt as one note, and a folder of them, nested or not. Text comes out as it is in the file, line ends included."""

from __future__ import annotations

import io
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from pipeline.notes.csv_file import text_encoding
from pipeline.notes.encoding import detect
from pipeline.notes.errors import InputError, cannot_open
from pipeline.notes.sniff import RTF, what_is
from pipeline.notes.source import Bad, InputReport, Options, Row, Source
from pipeline.notes.values import without_surrogates

_SUFFIX = ".txt"
_MOST_BYTES_A_CHARACTER = 4


def text_source(path: Path, options: Options, remarks: tuple[str, ...] = ()) -> Source:
    """One .txt. Raises `InputError` where it is empty, no text, or cannot be opened."""
    encoding = text_encoding(path, "text")
    report = InputReport(
        file=str(path), format="txt", encoding=encoding.name, lines=1, remarks=remarks + encoding.remarks
    )

    def rows() -> Iterator[Row | Bad]:
        row, _ = _read(path, path.name, options)
        yield row

    return Source(report, rows, folder=path.absolute().parent.name)


def folder_source(path: Path, options: Options) -> Source:
    """The .txt files of a folder and of the folders in it, in the order of their names.

    The names are listed twice, once to count them; texts are read one at a time. Hidden files are not read. Raises
    `InputError` where there is no .txt at all.
    """
    try:
        texts, others = _count(path)
    except OSError as error:
        raise cannot_open(path, error) from error
    if not texts:
        raise InputError("NP114", path)
    remarks = (f"{others} other files in this folder were not read",) if others else ()
    report = InputReport(file=str(path), format="folder", lines=texts, remarks=remarks)
    encodings: Counter[str] = Counter()

    def rows() -> Iterator[Row | Bad]:
        encodings.clear()
        for name in _walk(path):
            if name.lower().endswith(_SUFFIX):
                row, encoding = _read(path / name, name, options)
                encodings[encoding] += 1
                yield row

    def after() -> InputReport | None:
        odd = {name: count for name, count in sorted(encodings.items()) if name not in ("", "utf-8")}
        if not odd:
            return None
        return replace(report, remarks=tuple(f"{count} files were read as {name}" for name, count in odd.items()))

    return Source(report, rows, folder=path.absolute().name, after=after)


def _walk(root: Path, under: str = "") -> Iterator[str]:
    """Paths of files relative to `root`, with forward slashes, a folder at a time in the order of names."""
    with os.scandir(root / under) as entries:
        found = sorted((entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries)
    for name, is_folder in found:
        if name.startswith("."):
            continue
        if is_folder:
            yield from _walk(root, f"{under}{name}/")
        elif (root / under / name).is_file():
            yield under + name


def _count(path: Path) -> tuple[int, int]:
    texts = others = 0
    for name in _walk(path):
        if name.lower().endswith(_SUFFIX):
            texts += 1
        else:
            others += 1
    return texts, others


def _read(path: Path, name: str, options: Options) -> tuple[Row | Bad, str]:
    """The note in a file and the encoding it was read in; the id is its name without the suffix."""
    name = without_surrogates(name)
    id, file = name[: -len(_SUFFIX)], without_surrogates(str(path))
    try:
        if path.stat().st_size > _MOST_BYTES_A_CHARACTER * (options.max_chars + 1):
            return Bad(1, "too_long", {"limit": options.max_chars}, id, file), ""
        data = path.read_bytes()
    except OSError:
        return Bad(1, "file_unreadable", id=id, file=file), ""
    encoding = detect(io.BytesIO(data))
    if encoding.binary or what_is(path, data[:64]) not in (None, RTF):
        return Bad(1, "file_not_text", id=id, file=file), ""
    return Row(1, data.decode(encoding.name, "replace"), id, {"bestand": name}, file), encoding.name

"""CSV: comma, semicolon or tab; UTF-8, Windows-1252, or UTF-16 with a byte order mark; detected and reported."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from pipeline.notes.columns import Columns, find_columns
from pipeline.notes.csv_dialect import Detected, detect_dialect, name_of
from pipeline.notes.csv_records import BadRecord, Dialect, records
from pipeline.notes.encoding import Encoding, detect
from pipeline.notes.errors import InputError, cannot_open
from pipeline.notes.source import Bad, InputReport, Options, Row, Source

_SAMPLE_CHARS = 1 << 18


def csv_source(path: Path, options: Options, remarks: tuple[str, ...] = ()) -> Source:
    """A CSV that was looked at. Raises `InputError` where it is no table with a text column."""
    encoding = text_encoding(path, "a CSV table")
    with open_text(path, encoding) as handle:
        sample = handle.read(_SAMPLE_CHARS)
        complete = not handle.read(1)
    found = detect_dialect(sample, complete, options.text_column, options.record_limit)
    columns = find_columns(found.header, options, path)
    if found.hopeless:
        raise InputError(
            "NP112", path, expected=len(found.header), dialect=name_of(found.dialect.delimiter), rows=found.rows
        )
    report = InputReport(
        file=str(path),
        format="csv",
        encoding=encoding.name,
        delimiter=found.dialect.delimiter,
        quoted=found.dialect.quoted,
        columns=columns.names,
        text_column=columns.text_name,
        id_column=columns.id_name,
        lines=encoding.lines,
        remarks=remarks + encoding.remarks + columns.remarks + _unquoted(found.dialect),
    )
    return Source(report, lambda: _rows(path, encoding, found, columns, options))


def looks_like_csv(path: Path, options: Options) -> bool:
    """Whether a text file is a table with more than one column, one of which holds the text."""
    with open_text(path, text_encoding(path, "text")) as handle:
        sample = handle.read(_SAMPLE_CHARS)
    try:
        columns = find_columns(
            detect_dialect(sample, False, options.text_column, options.record_limit).header, options, path
        )
    except InputError:
        return False
    return len(columns.names) > 1


def text_encoding(path: Path, expected: str) -> Encoding:
    """The encoding of a text file. Raises `InputError` where it is empty, binary or cannot be opened."""
    try:
        with path.open("rb") as handle:
            encoding = detect(handle)
            handle.seek(0)
            blank = encoding.size < 1024 and not handle.read().decode(encoding.name, "replace").strip("\ufeff \t\r\n")
    except OSError as error:
        raise cannot_open(path, error) from error
    if blank:
        raise InputError("NP103", path)
    if encoding.binary:
        raise InputError("NP104", path, expected=expected, found="binary data")
    return encoding


def open_text(path: Path, encoding: Encoding, newline: str = "") -> io.TextIOWrapper:
    """A text file with its line ends as they are. Raises `InputError` where it cannot be opened."""
    try:
        return path.open(encoding=encoding.name, errors="replace", newline=newline)
    except OSError as error:
        raise cannot_open(path, error) from error


def _unquoted(dialect: Dialect) -> tuple[str, ...]:
    return () if dialect.quoted else ("quotes in it are part of the text, they do not hold fields",)


def _rows(path: Path, encoding: Encoding, found: Detected, columns: Columns, options: Options) -> Iterator[Row | Bad]:
    width = len(columns.names)
    with open_text(path, encoding) as handle:
        for _ in range(found.skip):
            handle.readline()
        stream = records(handle, found.dialect, options.record_limit)
        next(stream)
        for record in stream:
            line = record.line + found.skip
            if isinstance(record, BadRecord):
                yield Bad(line, record.reason)
                continue
            fields = record.fields
            if len(fields) != width:
                many = "too_many_fields" if len(fields) > width else "too_few_fields"
                yield Bad(line, many, {"found": len(fields), "expected": width}, _id_before_text(fields, columns))
                continue
            yield Row(
                line,
                fields[columns.text],
                None if columns.id is None else fields[columns.id],
                {key: fields[i] for i, key in columns.metadata},
            )


def _id_before_text(fields: list[str], columns: Columns) -> str | None:
    """The id of a row with too many or too few fields, where it stands before the text that may have been cut."""
    if columns.id is None or columns.id > columns.text or columns.id >= len(fields):
        return None
    return fields[columns.id]

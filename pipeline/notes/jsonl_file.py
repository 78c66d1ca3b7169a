"""JSON Lines: one object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from pipeline.notes.columns import Columns, find_columns
from pipeline.notes.csv_file import open_text, text_encoding
from pipeline.notes.encoding import Encoding
from pipeline.notes.errors import InputError
from pipeline.notes.source import Bad, InputReport, Options, Row, Source
from pipeline.notes.values import jsonable

_SAMPLE_LINES = 100
_MOST_BROKEN = 10


@dataclass(frozen=True, slots=True)
class _Object:
    line: int
    value: dict[str, Any]


def jsonl_source(path: Path, options: Options, remarks: tuple[str, ...] = ()) -> Source:
    """A JSON Lines file that was looked at.

    Raises `InputError` where its first 10 lines (or all, if there are fewer) are broken, or none of the first 100 has
    the text column. Later lines that are broken are rejected one by one.
    """
    encoding = text_encoding(path, "JSON Lines")
    names: dict[str, None] = {}
    whole = broken = 0
    with open_text(path, encoding) as handle:
        for item in islice(_objects(handle, options.record_limit), _SAMPLE_LINES):
            if isinstance(item, Bad):
                broken += 1
                if not whole and broken >= _MOST_BROKEN:
                    break
            else:
                whole += 1
                names.update(dict.fromkeys(item.value))
    if not whole:
        raise InputError("NP113", path, lines=broken, remedy=_remedy(path, encoding))
    columns = find_columns(tuple(names), options, path)
    report = InputReport(
        file=str(path),
        format="jsonl",
        encoding=encoding.name,
        columns=columns.names,
        text_column=columns.text_name,
        id_column=columns.id_name,
        lines=encoding.lines,
        remarks=remarks + encoding.remarks + columns.remarks,
    )
    return Source(report, lambda: _rows(path, encoding, columns, options))


def _remedy(path: Path, encoding: Encoding) -> str:
    with open_text(path, encoding) as handle:
        start = handle.read(4096).lstrip()
    if start.startswith("["):
        return ", without the brackets and commas around them"
    return ""


def _objects(handle: TextIO, limit: int) -> Iterator[_Object | Bad]:
    number = 0
    while line := handle.readline(limit + 1):
        number += 1
        if len(line) > limit and line[-1] not in "\r\n":
            while line and line[-1] not in "\r\n":
                line = handle.readline(limit)
            yield Bad(number, "row_too_long")
        elif not line.isspace():
            yield _parse(number, line)


def _parse(number: int, line: str) -> _Object | Bad:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return Bad(number, "bad_json")
    return _Object(number, value) if isinstance(value, dict) else Bad(number, "no_object")


def _rows(path: Path, encoding: Encoding, columns: Columns, options: Options) -> Iterator[Row | Bad]:
    with open_text(path, encoding) as handle:
        for item in _objects(handle, options.record_limit):
            if isinstance(item, Bad):
                yield item
                continue
            value = item.value
            text = value.pop(_key(value, columns.text_name), None)
            id = None if columns.id_name is None else value.pop(_key(value, columns.id_name), None)
            yield Row(item.line, text, id, jsonable(value))


def _key(value: dict[str, Any], name: str) -> str:
    """The key of this object that is the column, as it writes it: lines may differ in upper and lower case."""
    if name in value:
        return name
    return next((key for key in value if key.strip().casefold() == name.casefold()), name)

"""Excel workbooks (.xlsx, .xlsm): the first sheet that has a text column.

Rows are streamed. What a workbook keeps apart from its rows, the table of its distinct strings, is held in memory.
"""

from __future__ import annotations

import datetime
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from pipeline.notes.columns import Columns, find_columns
from pipeline.notes.errors import InputError, cannot_open
from pipeline.notes.source import InputReport, Options, Row, Source
from pipeline.notes.values import jsonable

_BATCH = 256
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
_DAMAGE = (zipfile.BadZipFile, zlib.error, ParseError, LookupError, ValueError, TypeError, AttributeError, EOFError)


def xlsx_source(path: Path, options: Options, remarks: tuple[str, ...] = ()) -> Source:
    """A workbook that was looked at. Raises `InputError` where it is damaged or no sheet of it has a text column."""
    first_error: InputError | None = None
    with _opened(path) as book:
        sheets = [sheet.title for sheet in book.worksheets]
        if not sheets:
            raise InputError("NP106", path, expected="an Excel workbook")
        for place, sheet in enumerate(book.worksheets):
            lines = sheet.max_row or 0
            sheet.reset_dimensions()  # some programs write a wrong size, which would cut rows off
            header = next((cells for _, cells in _rows_of(sheet)), None)
            if header is None:
                continue
            try:
                columns = find_columns(_trimmed(header), options, path)
            except InputError as error:
                first_error = first_error or error
                continue
            return _source(path, sheets, place, lines, columns, remarks)
    raise first_error or InputError("NP103", path)


def _source(
    path: Path, sheets: list[str], place: int, lines: int, columns: Columns, remarks: tuple[str, ...]
) -> Source:
    others = [name for i, name in enumerate(sheets) if i != place]
    if others:
        remarks += (f"only the sheet '{sheets[place]}' was read, not: {', '.join(others)}",)
    report = InputReport(
        file=str(path),
        format="xlsx",
        columns=columns.names,
        text_column=columns.text_name,
        id_column=columns.id_name,
        lines=lines,
        remarks=remarks + columns.remarks,
    )
    return Source(report, lambda: _rows(path, place, columns))


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """The workbook, read-only, with formulas as the values they had; whatever is wrong with it as `InputError`."""
    import openpyxl

    book = None
    try:
        with path.open("rb") as handle:
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions, which are not read
                    book = openpyxl.load_workbook(handle, read_only=True, data_only=True, keep_links=False)
                yield book
            finally:
                if book is not None:
                    book.close()
    except OSError as error:
        raise cannot_open(path, error) from error
    except _DAMAGE as error:
        raise InputError("NP106", path, expected="an Excel workbook") from error


def _rows_of(sheet: Any) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Row number and cells of each row with anything in it."""
    cells = enumerate(sheet.iter_rows(values_only=True), 1)
    while True:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            batch = list(islice(cells, _BATCH))
        if not batch:
            return
        yield from ((number, row) for number, row in batch if any(cell is not None for cell in row))


def _rows(path: Path, place: int, columns: Columns) -> Iterator[Row]:
    width = len(columns.names)
    with _opened(path) as book:
        sheet = book.worksheets[place]
        sheet.reset_dimensions()
        stream = _rows_of(sheet)
        next(stream)
        for number, cells in stream:
            padded = cells + (None,) * (width - len(cells))
            unnamed = {f"kolom_{i + 1}": jsonable(_day(_cell(padded[i]))) for i in range(width, len(cells))}
            yield Row(
                number,
                _cell(padded[columns.text]),
                None if columns.id is None else _cell(padded[columns.id]),
                {key: jsonable(_day(_cell(padded[i]))) for i, key in columns.metadata}
                | {key: value for key, value in unnamed.items() if value is not None},
            )


def _trimmed(header: tuple[Any, ...]) -> tuple[Any, ...]:
    """The header without the empty cells after its last name."""
    last = max((i for i, name in enumerate(header) if name is not None), default=-1)
    return header[: last + 1]


def _cell(value: Any) -> Any:
    """A cell as a person sees it: `_x000D_` is a carriage return, an error such as #N/A is nothing."""
    if not isinstance(value, str):
        return value
    if value in _ERRORS:
        return None
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value) if "_x" in value else value


def _day(value: Any) -> Any:
    """A date for a moment at midnight: a workbook writes both the same way."""
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date()
    return value

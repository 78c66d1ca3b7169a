"""Parquet, in batches."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.notes.columns import Columns, find_columns
from pipeline.notes.errors import InputError, cannot_open
from pipeline.notes.source import Bad, InputReport, Options, Row, Source
from pipeline.notes.values import jsonable

_BATCH = 256


def parquet_source(path: Path, options: Options, remarks: tuple[str, ...] = ()) -> Source:
    """A Parquet file that was looked at. Raises `InputError` where it is damaged or has no text column."""
    import pyarrow as pa

    try:
        with _open(path) as file:
            names, rows = file.schema_arrow.names, file.metadata.num_rows
    except pa.ArrowException as error:
        raise InputError("NP106", path, expected="Parquet") from error
    except OSError as error:
        raise _broken(path, error) from error
    columns = find_columns(names, options, path)
    report = InputReport(
        file=str(path),
        format="parquet",
        columns=columns.names,
        text_column=columns.text_name,
        id_column=columns.id_name,
        lines=rows,
        remarks=remarks + columns.remarks,
    )
    return Source(report, lambda: _rows(path, columns))


def _open(path: Path) -> Any:
    import pyarrow.parquet as pq

    return pq.ParquetFile(path, pre_buffer=False, buffer_size=1 << 20)


def _broken(path: Path, error: OSError) -> InputError:
    """pyarrow raises a bare OSError for damage, one with a number for what the system refuses."""
    return InputError("NP106", path, expected="Parquet") if error.errno is None else cannot_open(path, error)


def _rows(path: Path, columns: Columns) -> Iterator[Row | Bad]:
    import pyarrow as pa

    line = 0
    try:
        with _open(path) as file:
            for batch in file.iter_batches(batch_size=_BATCH, use_threads=False):
                cells = [_values(column) for column in batch.columns]
                for values in zip(*cells, strict=True):
                    line += 1
                    yield _row(line, values, columns)
    except pa.ArrowException as error:
        raise InputError("NP106", path, expected="Parquet") from error
    except OSError as error:
        raise _broken(path, error) from error


def _row(line: int, values: tuple[Any, ...], columns: Columns) -> Row | Bad:
    id = None if columns.id is None else values[columns.id]
    if values[columns.text] is _UNREADABLE or id is _UNREADABLE:
        return Bad(line, "bad_characters", id=None if id is _UNREADABLE else id)
    metadata = {key: None if values[i] is _UNREADABLE else jsonable(values[i]) for i, key in columns.metadata}
    return Row(line, values[columns.text], id, metadata)


_UNREADABLE = object()


def _values(column: Any) -> list[Any]:
    """The cells of a column as Python values."""
    try:
        return list(column.to_pylist())
    except (ValueError, OverflowError):
        return [_value(cell) for cell in column]


def _value(cell: Any) -> Any:
    """A cell that Python may have no value for: a moment to the nanosecond as ISO text, broken UTF-8 as unreadable."""
    import pyarrow as pa

    try:
        return cell.as_py()
    except UnicodeDecodeError:
        return _UNREADABLE
    except (ValueError, OverflowError):
        try:
            return cell.cast(pa.string()).as_py().replace(" ", "T")
        except pa.ArrowException:
            return _UNREADABLE

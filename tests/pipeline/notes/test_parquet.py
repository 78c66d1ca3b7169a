"""Parquet: types are kept as JSON can hold them."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.notes import InputError

Read = Callable[..., Any]


def write(path: Path, columns: dict[str, Any], **options: Any) -> Path:
    pq.write_table(pa.table(columns), path, **options)
    return path


def test_types_of_metadata_are_kept(tmp_path: Path, read: Read) -> None:
    moment = datetime.datetime(2024, 5, 3, 10, 12, 0, 5)
    path = write(
        tmp_path / "a.parquet",
        {
            "id": pa.array([3.0, None]),
            "text": pa.array(["één", "twee\r\nregels"]).dictionary_encode(),
            "n": pa.array([1, None]),
            "x": pa.array([1.5, float("nan")]),
            "dag": pa.array([datetime.date(2024, 5, 3), None]),
            "moment": pa.array([moment, None]),
            "fijn": pa.array([1700000000000000001, None], type=pa.timestamp("ns")),
            "bedrag": pa.array([Decimal("1.50"), None]),
            "lijst": pa.array([["a"], None]),
            "struct": pa.array([{"a": 1}, None]),
            "bytes": pa.array([b"\xff\x00", None]),
        },
    )
    notes, _, (report,) = read(path)

    assert (notes[0].id, notes[0].text, notes[0].line) == ("3", "één", 1)
    assert notes[0].metadata == {
        "n": 1,
        "x": 1.5,
        "dag": "2024-05-03",
        "moment": "2024-05-03T10:12:00.000005",
        "fijn": "2023-11-14T22:13:20.000000001",
        "bedrag": "1.50",
        "lijst": ["a"],
        "struct": {"a": 1},
        "bytes": "/wA=",
    }
    assert notes[1].text == "twee\r\nregels"
    assert set(notes[1].metadata.values()) == {None}
    json.dumps([note.metadata for note in notes], allow_nan=False)
    assert (report.format, report.lines) == ("parquet", 2)


def test_rows_over_several_batches_and_groups(tmp_path: Path, read: Read) -> None:
    texts = [f"bericht {i}" for i in range(1000)]
    notes, _, _ = read(write(tmp_path / "a.parquet", {"text": texts}, row_group_size=300))

    assert [note.text for note in notes] == texts
    assert [note.line for note in notes] == list(range(1, 1001))


@pytest.mark.parametrize("values", [[1, 2], [b"x", b"y"], [True, False]])
def test_text_that_is_no_text(tmp_path: Path, read: Read, values: list[Any]) -> None:
    notes, rejected, _ = read(write(tmp_path / "a.parquet", {"text": values}))

    assert not notes
    assert [(bad.line, bad.reason[:18]) for bad in rejected] == [(1, "In het tekstveld s"), (2, "In het tekstveld s")]


def test_text_that_is_not_utf_8(tmp_path: Path, read: Read) -> None:
    broken = pa.array([b"goed", b"fout \xff"]).view(pa.utf8())
    notes, rejected, _ = read(write(tmp_path / "a.parquet", {"text": broken, "id": ["a", "b"]}))

    assert [note.text for note in notes] == ["goed"]
    assert [(bad.id, bad.reason) for bad in rejected] == [("b", "De tekens in deze rij zijn niet te lezen.")]


def test_no_text_column(tmp_path: Path, read: Read) -> None:
    with pytest.raises(InputError, match=r"NP108 .*the columns seen are: a, b"):
        read(write(tmp_path / "a.parquet", {"a": [1], "b": [2]}))


def test_damaged(tmp_path: Path, read: Read) -> None:
    path = write(tmp_path / "a.parquet", {"text": ["x"] * 1000})
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(InputError, match=r"NP106 .*damaged or incomplete"):
        read(path)


def test_damaged_half_way(tmp_path: Path, read: Read) -> None:
    path = write(tmp_path / "a.parquet", {"text": [f"bericht {i}" for i in range(5000)]}, compression="zstd")
    data = bytearray(path.read_bytes())
    data[200:2000] = bytes(1800)
    path.write_bytes(data)
    with pytest.raises(InputError, match="NP106"):
        read(path)

"""A note as it was read, and a row that could not be used."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Note:
    """One note. Only `text` ever reaches the tagger; `metadata` is carried through untouched and is JSON-able.

    `line` is the line (or row) of the input it came from, counted from 1, for messages: the physical line where the
    record starts in CSV and JSON Lines, the row of the sheet in a workbook, the row of data in Parquet, 1 for a .txt.
    `notices` say in Dutch what a reader must know of how the text was read.
    """

    id: str
    text: str
    metadata: dict[str, Any] = field(default_factory=dict)
    source_file: str = ""
    line: int = 0
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was not used, and why, in Dutch, for `rejected.csv`. The text itself is never in the reason.

    `id` is empty where the row holds none or could not be read that far.
    """

    id: str
    reason: str
    source_file: str = ""
    line: int = 0

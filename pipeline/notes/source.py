"""What each format makes of an input: rows, bad rows, and a report of what was detected."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Options:
    """What the caller asked for; `text_column` and `id_column` are None where nobody named one."""

    text_column: str | None = None
    id_column: str | None = None
    max_chars: int = 1_000_000

    @property
    def record_limit(self) -> int:
        """Characters of one record, metadata included, beyond which it is not kept in memory."""
        return max(16 * self.max_chars, 1 << 20)


@dataclass(frozen=True, slots=True)
class InputReport:
    """What was detected in one input. English, for whoever runs the command.

    `format` is csv, jsonl, parquet, xlsx, txt or folder. `encoding` is a name that `open()` takes, or None where the
    format fixes it or each file has its own. `delimiter` and `quoted` are for CSV: None as a delimiter is a file of one
    column. `lines` is the number of the last line or row (for a folder: of files), so that `note.line / lines` is how
    far reading has come; it is an upper bound, or 0 where a sheet does not say its size. `remarks` are decisions that a
    user may want to know of.
    """

    file: str
    format: str
    encoding: str | None = None
    delimiter: str | None = None
    quoted: bool | None = None
    columns: tuple[str, ...] = ()
    text_column: str | None = None
    id_column: str | None = None
    lines: int = 0
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A record of an input before any check of its text and id. `file` is set where it is not the input's own."""

    line: int
    text: object
    id: object = None
    metadata: dict[str, Any] = field(default_factory=dict)
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Bad:
    """A record that could not be read: a key of the reasons, with the numbers to fill in."""

    line: int
    reason: str
    values: dict[str, int] = field(default_factory=dict)
    id: object = None
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """An input that was looked at and found readable. `rows()` opens it anew and streams.

    `folder` is set where ids come from file names: the name to put before an id that another folder used already.
    `after()` gives a report with what only showed while reading, or None.
    """

    report: InputReport
    rows: Callable[[], Iterator[Row | Bad]]
    folder: str | None = None
    after: Callable[[], InputReport | None] = lambda: None

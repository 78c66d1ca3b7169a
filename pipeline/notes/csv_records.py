"""Records of a CSV with the physical line where each starts, and a way on after a record that is broken.

The csv module splits a record into fields, strictly. A quote that does not close would make it swallow the rest of the
file; here the first line of such a record is given up, and reading goes on at the next line.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TextIO

_NO_DELIMITER = "\uffff"  # a noncharacter: a file of one column has no delimiter, and the csv module wants one


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a CSV is written. `delimiter` None is one column; `skip_space` drops spaces after a delimiter."""

    delimiter: str | None
    quoted: bool = True
    skip_space: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    line: int
    fields: list[str]


@dataclass(frozen=True, slots=True)
class BadRecord:
    """A record that was given up; `reason` is a key of the reasons."""

    line: int
    reason: str


class _TooLong(Exception):
    """The record, or one physical line, is longer than the limit."""


class _Lines:
    """Physical lines for the csv module, counted, with those of the current record kept so that they can be given back.

    None stands for a line longer than the limit, of which nothing is kept.
    """

    def __init__(self, handle: TextIO, limit: int) -> None:
        self._handle = handle
        self._limit = limit
        self._waiting: deque[str | None] = deque()
        self._record: list[str | None] = []
        self._size = 0
        self.number = 0
        self.exhausted = False

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._waiting.popleft() if self._waiting else self._read()
        self.number += 1
        self._record.append(line)
        if line is None:
            raise _TooLong
        self._size += len(line)
        if self._size > self._limit:
            raise _TooLong
        return line

    def _read(self) -> str | None:
        line = self._handle.readline(self._limit + 1)
        if not line:
            self.exhausted = True
            raise StopIteration
        if len(line) <= self._limit or line[-1] in "\r\n":
            return line
        while line and line[-1] not in "\r\n":
            line = self._handle.readline(self._limit)
        return None

    def start(self) -> int:
        """Forget the lines of the last record; the number of the line where the next one starts."""
        self._record.clear()
        self._size = 0
        self.exhausted = False
        return self.number + 1

    def give_back(self) -> None:
        """Read all lines of the record but its first once more."""
        self._waiting.extendleft(reversed(self._record[1:]))
        self.number -= len(self._record) - 1


def records(handle: TextIO, dialect: Dialect, limit: int) -> Iterator[Record | BadRecord]:
    """The records of a CSV opened with `newline=""`, its header first; empty lines are none.

    A record of more than `limit` characters is given up. The field size limit of the csv module, which is one for the
    whole process, is raised to `limit`.
    """
    csv.field_size_limit(max(csv.field_size_limit(), limit + 1))
    lines = _Lines(handle, limit)
    reader = csv.reader(
        lines,
        delimiter=dialect.delimiter or _NO_DELIMITER,
        quotechar='"',
        quoting=csv.QUOTE_MINIMAL if dialect.quoted else csv.QUOTE_NONE,
        skipinitialspace=dialect.skip_space,
        strict=True,
    )
    while True:
        start = lines.start()
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error:
            unclosed = lines.exhausted
            lines.give_back()
            yield BadRecord(start, "unclosed_quote" if unclosed else "bad_quotes")
        except _TooLong:
            lines.give_back()
            yield BadRecord(start, "row_too_long")
        else:
            if fields:
                yield Record(start, fields if dialect.delimiter else [_NO_DELIMITER.join(fields)])

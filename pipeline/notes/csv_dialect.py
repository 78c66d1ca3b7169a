"""How a CSV is written: its delimiter and its quoting, found from the header and the first rows.

Each way it may have been written is tried on a sample. The header decides first (a way in which it holds a text
column), then the share of rows with as many fields as the header. So commas in the text of a file with semicolons count
for nothing.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.notes.columns import clean_name, text_name
from pipeline.notes.csv_records import BadRecord, Dialect, records

DELIMITERS = (";", ",", "\t")
_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", None: "no delimiter"}
_SAMPLE_RECORDS = 500
_MIN_ROWS = 5
_SEP_LINE = re.compile(r'"?sep=([,;\t])"?(?:\r\n|\r|\n)')


@dataclass(frozen=True, slots=True)
class Detected:
    """The dialect, the header in it, and how the rows of the sample fit: `rows` were seen, `fitting` had its width.

    `skip` is the number of lines before the header that are no data: a `sep=` line.
    """

    dialect: Dialect
    header: tuple[str, ...]
    rows: int
    fitting: int
    skip: int = 0

    @property
    def hopeless(self) -> bool:
        """Whether enough rows were seen to say that the dialect does not belong to this file."""
        return self.rows >= _MIN_ROWS and not self.fitting


def name_of(delimiter: str | None) -> str:
    """The delimiter in words, for messages."""
    return _NAMES[delimiter]


def detect_dialect(sample: str, complete: bool, text_column: str | None, limit: int) -> Detected:
    """The dialect of the file that begins with `sample`; `complete` says that there is nothing after it."""
    told = _SEP_LINE.match(sample)
    skip = 0
    delimiters: tuple[str | None, ...] = (*DELIMITERS, None)
    if told:
        delimiters, skip = (told.group(1),), 1
        sample = sample[told.end() :]
    best: Detected | None = None
    best_score: tuple[float, ...] = ()
    for dialect in _candidates(sample, delimiters):
        found, reached = _try(sample, complete, dialect, limit, skip)
        score = _score(found, reached, text_column)
        if best is None or score > best_score:
            best, best_score = found, score
    assert best is not None
    return best


def _candidates(sample: str, delimiters: tuple[str | None, ...]) -> Iterator[Dialect]:
    for delimiter in delimiters:
        yield Dialect(delimiter, quoted=True)
        if delimiter and re.search(re.escape(delimiter) + ' +"', sample):
            yield Dialect(delimiter, quoted=True, skip_space=True)
        if '"' in sample and not _closes_quotes(sample, delimiter):
            yield Dialect(delimiter, quoted=False)


def _closes_quotes(sample: str, delimiter: str | None) -> bool:
    """Whether most fields that begin with a quote end with one too, so that quotes are there to hold fields."""
    edge = re.escape(delimiter) if delimiter else "$^"
    opening = len(re.findall(rf'(?:^|\r|{edge}) *"', sample, re.MULTILINE))
    whole = len(re.findall(rf'(?:^|\r|{edge}) *"(?:[^"]|"")*"(?=[\r\n]|\Z|{edge})', sample, re.MULTILINE))
    return whole >= opening / 2


def _try(sample: str, complete: bool, dialect: Dialect, limit: int, skip: int) -> tuple[Detected, float]:
    """The header and the fit of the sample in this dialect, and the share of its lines that could be looked at."""
    found: list[list[str] | None] = []
    last, reached = 0, 1.0
    for record in records(io.StringIO(sample, newline=""), dialect, limit):
        last = record.line
        if isinstance(record, BadRecord) and record.reason == "unclosed_quote" and not complete:
            reached = last / (sample.count("\n") + 1)
            break
        found.append(None if isinstance(record, BadRecord) else record.fields)
        if len(found) > _SAMPLE_RECORDS:
            break
    else:
        if not complete and len(found) > 1:
            found.pop()
    header = tuple(found[0] or ()) if found else ()
    fitting = sum(row is not None and len(row) == len(header) for row in found[1:])
    return Detected(dialect, header, max(0, len(found) - 1), fitting, skip), reached


def _score(found: Detected, reached: float, text_column: str | None) -> tuple[float, ...]:
    """Larger is likelier. Ties go to the way tried first, which is the commonest."""
    names = [clean_name(name) for name in found.header]
    share = found.fitting / found.rows if found.rows else 1.0
    wide = len(names) > 1
    return (
        text_name(names, text_column) is not None,
        wide or not any(delimiter in name for name in names for delimiter in DELIMITERS),
        round(share, 2),
        round(reached, 1),
        wide,
        found.dialect.delimiter is None,
    )

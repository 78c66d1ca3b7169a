"""Notes from files: every input looked at first, then read as a stream, row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from pipeline.notes.csv_file import csv_source
from pipeline.notes.ids import HashCounter, Ids, made_id
from pipeline.notes.jsonl_file import jsonl_source
from pipeline.notes.note import Note, Rejected
from pipeline.notes.parquet_file import parquet_source
from pipeline.notes.sniff import format_of
from pipeline.notes.source import Bad, InputReport, Options, Row, Source
from pipeline.notes.text_files import folder_source, text_source
from pipeline.notes.values import REPLACEMENT, as_id, without_surrogates
from pipeline.notes.words import notice, reason
from pipeline.notes.xlsx_file import xlsx_source

_SOURCES = {
    "csv": csv_source,
    "jsonl": jsonl_source,
    "parquet": parquet_source,
    "txt": text_source,
    "xlsx": xlsx_source,
}
_BLANK = "".join(map(chr, (*range(33), *range(127, 161)))) + (
    "\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u200c\u200d\u200e\u200f"
    "\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u202f\u205f\u2060\u3000\ufeff\u00ad"
)


def read_notes(
    inputs: Sequence[str | Path],
    *,
    text_column: str | None = None,
    id_column: str | None = None,
    max_chars: int = 1_000_000,
    on_input: Callable[[InputReport], None] | None = None,
) -> Iterator[Note | Rejected]:
    """Notes, and rows that cannot be used, from files and folders, in the order of the inputs and of their rows.

    Every input is looked at before this returns, so that the third of three does not fail after an hour: `InputError`
    is raised for one that cannot be read, and `on_input` is called with what was detected in each. A later
    `InputError`, from the iterator, means that a file turned out damaged half-way.

    Inputs are CSV, TSV, JSON Lines, Parquet, XLSX, .txt (one note) and folders of .txt; another extension is judged by
    its content. `text_column` and `id_column` are compared without regard to case; without them `text` and `id` are
    looked for, and for a text that is not there `tekst`, `melding`, `notitie`, `bericht` or `omschrijving`. All other
    columns become metadata: text in CSV, their own types elsewhere, as JSON can hold them. Empty lines of a CSV or JSON
    Lines and empty rows of a sheet are no rows.

    Ids are text: 3 and 3.0 of a workbook are "3". A row without one gets a stable one of the file name and a hash of
    the text. A row is rejected that has no text, something else than text, only white space, more than `max_chars`
    characters, or an id that an earlier note has, in any of the inputs; and one that cannot be read. To know used ids,
    64-bit hashes of them are kept, 18 to 54 bytes a note; otherwise memory does not depend on the number of notes.

    Text comes out as it stands in the file, so that offsets count in it. Only what is no character (lone surrogates,
    bytes that cannot be decoded) becomes U+FFFD, one for one, and the note says so in `notices`.
    """
    if isinstance(inputs, (str, Path)):
        inputs = [inputs]
    options = Options(text_column, id_column, max_chars)
    sources = [_look_at(Path(item), options) for item in inputs]
    if on_input is not None:
        for source in sources:
            on_input(source.report)
    return _notes(sources, options, on_input)


def _look_at(path: Path, options: Options) -> Source:
    if path.is_dir():
        return folder_source(path, options)
    format, remarks = format_of(path, options)
    return _SOURCES[format](path, options, remarks)


def _notes(
    sources: list[Source], options: Options, on_input: Callable[[InputReport], None] | None
) -> Iterator[Note | Rejected]:
    ids = Ids()
    shared = HashCounter()
    seen: set[Path] = set()
    for source in sources:
        path = Path(source.report.file)
        again = path.resolve() in seen
        seen.add(path.resolve())
        reader = _Reader(source, options, ids, HashCounter() if again else shared, again)
        for row in source.rows():
            yield reader.finish(row)
        report = source.after()
        if report is not None and on_input is not None:
            on_input(report)


class _Reader:
    """Checks the rows of one input and gives ids.

    Equal texts in two files of one name are numbered on; the same file given twice yields the same ids twice, so that
    its notes are rejected the second time.
    """

    def __init__(self, source: Source, options: Options, ids: Ids, texts: HashCounter, again: bool) -> None:
        self._file = source.report.file
        self._name = Path(self._file).stem
        self._folder = source.folder if not again else None
        self._options = options
        self._ids = ids
        self._texts = texts

    def finish(self, row: Row | Bad) -> Note | Rejected:
        """The note in a row, or why there is none."""
        file = row.file or self._file
        try:
            id = as_id(row.id)
        except ValueError:
            return Rejected("", reason("id_not_text"), file, row.line)
        if isinstance(row, Bad):
            return Rejected(id or "", reason(row.reason, **row.values), file, row.line)
        text = row.text
        if text is None:
            return Rejected(id or "", reason("no_text"), file, row.line)
        if not isinstance(text, str):
            return Rejected(id or "", reason("not_text"), file, row.line)
        if not text.strip(_BLANK):
            return Rejected(id or "", reason("no_text"), file, row.line)
        if len(text) > self._options.max_chars:
            return Rejected(id or "", reason("too_long", limit=self._options.max_chars), file, row.line)
        clean = without_surrogates(text)
        if id is None:
            id = self._made(clean)
        elif self._folder and not self._ids.is_free(id):
            id = f"{self._folder}/{id}"
        if not self._ids.take(id):
            return Rejected(id, reason("id_twice"), file, row.line)
        return Note(id, clean, row.metadata, file, row.line, self._notices(text, clean))

    def _made(self, text: str) -> str:
        return made_id(self._name, text, self._texts)

    @staticmethod
    def _notices(text: str, clean: str) -> tuple[str, ...]:
        if clean != text:
            return (notice("surrogate"),)
        return (notice("undecodable"),) if REPLACEMENT in text else ()

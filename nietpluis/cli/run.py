"""One run of `nietpluis screen` over files: reading, workers, output files, report, progress."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from pipeline.assemble import Settings
from pipeline.notes import InputReport, Note, Rejected, read_notes
from pipeline.report import ReportWriter, load_contacts
from pipeline.screening.output import REPORT, OutputError, RunFiles
from pipeline.screening.workers import screen_notes
from pipeline.summary import RiskFactorSummary
from pipeline.versions import package_version

FLUSH_EVERY = 100


@dataclass
class Run:
    """Screens `inputs` into `output`."""

    inputs: list[str]
    output: Path
    settings: Settings
    text_column: str | None
    id_column: str | None
    contacts: Path | None
    workers: int
    max_chars: int
    report: bool
    quiet: bool
    reports: list[InputReport] = field(default_factory=list)

    def go(self, *, resume: bool) -> int:
        """Runs to the end and gives the exit code.

        Raises `KeyboardInterrupt` after leaving whole files; after any other error `resume` goes on from what is there.
        """
        files = RunFiles(self.output, self._identity())
        rows = self._rows()
        if resume:
            done = files.resume()
        else:
            files.begin()
            done = 0
        written = 0
        try:
            with ExitStack() as stack:
                writer = stack.enter_context(self._report_writer()) if self.report else None
                progress = stack.enter_context(_progress(enabled=not self.quiet))
                task = progress.add_task("screening", total=sum(report.lines for report in self.reports))
                for note, line in self._summaries(files, rows, done):
                    if written >= done:
                        files.write(line)
                    if writer is not None:
                        summary = RiskFactorSummary.model_validate_json(line)
                        writer.add(note.id, note.text, note.metadata, summary)
                    written += 1
                    if written % FLUSH_EVERY == 0:
                        files.flush()
                        progress.update(task, completed=self._lines_before(note) + note.line, notes=written)
                if writer is not None and files.rejected_count:
                    writer.add_rejected(files.rejected_count)
        except KeyboardInterrupt:
            files.interrupt()
            if not self.quiet:
                print(
                    f"nietpluis: stopped after {written} notes; the same command with --resume goes on", file=sys.stderr
                )
            raise
        except BaseException:
            files.leave()
            raise
        files.finish()
        self._close(written, files.rejected_count)
        return 1 if files.rejected_count else 0

    def _summaries(self, files: RunFiles, rows: Iterator[Note | Rejected], done: int) -> Iterator[tuple[Note, str]]:
        """Every note with its line: first those that an earlier run wrote, then the rest through the workers."""
        notes = _notes(rows, files)
        if done:
            for line in files.lines():
                note = next(notes, None)
                if note is None or RiskFactorSummary.model_validate_json(line).note_id != note.id:
                    raise OutputError("cannot resume: the notes are not those of the interrupted run; start again")
                yield note, line
        yield from screen_notes(self.settings, notes, self.workers)

    def _rows(self) -> Iterator[Note | Rejected]:
        return read_notes(
            self.inputs,
            text_column=self.text_column,
            id_column=self.id_column,
            max_chars=self.max_chars,
            on_input=self.reports.append,
        )

    def _lines_before(self, note: Note) -> int:
        """Lines of the inputs before the one that a note is from."""
        before = 0
        for report in self.reports:
            if report.file == note.source_file:
                return before
            before += report.lines
        return before

    def _report_writer(self) -> ReportWriter:
        return ReportWriter(self.output / REPORT, contacts=load_contacts(self.contacts))

    def _identity(self) -> dict[str, Any]:
        """What must be the same for a run to go on: the notes, the settings, the software, the lexicon files."""
        settings = asdict(self.settings)
        lexicon = {path: hashlib.sha256(Path(path).read_bytes()).hexdigest() for path in self.settings.lexicon_files}
        return {
            "inputs": [_file_identity(Path(path)) for path in self.inputs],
            "columns": [self.text_column, self.id_column],
            "max_chars": self.max_chars,
            "package": package_version(),
            "settings": {**settings, "lexicon_files": lexicon},
        }

    def _close(self, written: int, rejected: int) -> None:
        if self.quiet:
            return
        for report in self.reports:
            print(f"nietpluis: {_described(report)}", file=sys.stderr)
        said = f"nietpluis: {written} {'note' if written == 1 else 'notes'} screened"
        if rejected:
            said += f", {rejected} {'row' if rejected == 1 else 'rows'} not used (see {self.output / 'rejected.csv'})"
        print(f"{said}; results in {self.output}", file=sys.stderr)


def _notes(rows: Iterator[Note | Rejected], files: RunFiles) -> Iterator[Note]:
    """The notes among rows; the others go to `rejected.csv`."""
    for row in rows:
        if isinstance(row, Rejected):
            files.reject(row)
        else:
            yield row


def _described(report: InputReport) -> str:
    """What was detected in an input, in a line."""
    facts = [report.format]
    if report.encoding:
        facts.append(report.encoding)
    if report.format == "csv":
        names = {",": "comma", ";": "semicolon", "\t": "tab", None: "one column"}
        facts.append(names.get(report.delimiter, repr(report.delimiter)))
    if report.text_column:
        facts.append(f"text in column {report.text_column!r}")
    return f"{report.file}: {', '.join(facts)}" + "".join(f"; {remark}" for remark in report.remarks)


def _file_identity(path: Path) -> list[Any]:
    """Name, size and time of change of a file; of a folder, of the files in it."""
    if path.is_dir():
        return [str(path), [_file_identity(child) for child in sorted(path.rglob("*.txt"))]]
    try:
        stat = path.stat()
    except OSError:
        return [str(path), None]
    return [str(path), stat.st_size, stat.st_mtime_ns]


class _Rate(ProgressColumn):
    """Notes so far, and a second."""

    def render(self, task: Task) -> Text:
        notes = task.fields.get("notes", 0)
        rate = f", {notes / task.elapsed:,.0f} a second" if notes and task.elapsed else ""
        return Text(f"{notes:,} notes{rate}")


def _progress(*, enabled: bool) -> Progress:
    """A progress bar on a terminal, nothing elsewhere. It counts lines of input, which are known beforehand."""
    console = Console(stderr=True)
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        _Rate(),
        TimeRemainingColumn(),
        console=console,
        disable=not (enabled and console.is_terminal),
        transient=True,
    )

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
    MofNCompleteColumn,
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
        """Runs to the end and gives the exit code. Raises `KeyboardInterrupt` after leaving whole files."""
        files = RunFiles(self.output, self._identity())
        console = Console(stderr=True)
        total = self._count(console)
        if resume:
            done = files.resume()
        else:
            files.begin()
            done = 0
        written = 0
        try:
            with ExitStack() as stack:
                writer = stack.enter_context(self._report_writer()) if self.report else None
                progress = stack.enter_context(_progress(console, enabled=total is not None))
                task = progress.add_task("screening", total=total)
                for note, line in self._summaries(files, done):
                    if written >= done:
                        files.write(line)
                    if writer is not None:
                        summary = RiskFactorSummary.model_validate_json(line)
                        writer.add(note.id, note.text, note.metadata, summary)
                    written += 1
                    if written % FLUSH_EVERY == 0:
                        files.flush()
                        progress.update(task, completed=written)
                progress.update(task, completed=written)
        except KeyboardInterrupt:
            files.interrupt()
            if not self.quiet:
                print(f"nietpluis: stopped after {written} notes; the same command with --resume goes on", file=sys.stderr)
            raise
        files.finish()
        self._close(written, files.rejected_count)
        return 1 if files.rejected_count else 0

    def _summaries(self, files: RunFiles, done: int) -> Iterator[tuple[Note, str]]:
        """Every note with its line: first those that an earlier run wrote, then the rest through the workers."""
        notes = self._notes(files)
        if done:
            for line in files.lines():
                note = next(notes, None)
                if note is None or RiskFactorSummary.model_validate_json(line).note_id != note.id:
                    raise OutputError("cannot resume: the notes are not those of the interrupted run; start again")
                yield note, line
        yield from screen_notes(self.settings, notes, self.workers)

    def _notes(self, files: RunFiles | None = None) -> Iterator[Note]:
        self.reports.clear()
        for row in read_notes(
            self.inputs,
            text_column=self.text_column,
            id_column=self.id_column,
            max_chars=self.max_chars,
            on_input=self.reports.append,
        ):
            if isinstance(row, Rejected):
                if files is not None:
                    files.reject(row)
            else:
                yield row

    def _count(self, console: Console) -> int | None:
        """The number of notes, counted first where somebody watches, so that time left can be told."""
        if self.quiet or not console.is_terminal:
            return None
        with console.status("counting notes"):
            return sum(1 for _ in self._notes())

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
            print(f"nietpluis: read {report}", file=sys.stderr)
        said = f"nietpluis: {written} notes screened"
        if rejected:
            said += f", {rejected} rows not used (see {self.output / 'rejected.csv'})"
        print(f"{said}; results in {self.output}", file=sys.stderr)


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
    """Notes a second."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{speed:,.0f} notes/s" if speed else "")


def _progress(console: Console, *, enabled: bool) -> Progress:
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(),
        console=console,
        disable=not enabled,
        transient=True,
    )

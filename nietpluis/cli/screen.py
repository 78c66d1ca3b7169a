"""`nietpluis screen`: notes in, quoted signals out."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import click
import typer

if TYPE_CHECKING:
    from pipeline.assemble import Settings

HELP = (
    "Reads notes (CSV, XLSX, JSONL, Parquet, .txt files or folders of them) and writes summaries.jsonl, report.html and "
    "rejected.csv to a folder. `nietpluis screen -` reads one note on standard input."
)
MAX_CHARS = 1_000_000


class Format(StrEnum):
    """What `nietpluis screen -` prints."""

    text = "text"
    json = "json"
    html = "html"


def screen(
    inputs: Annotated[list[str], typer.Argument(metavar="INPUT...", help="files or folders, or - for standard input")],
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="DIR", help="folder for the results")] = None,
    format_: Annotated[Format, typer.Option("--format", help="what to print for standard input")] = Format.text,
    text_column: Annotated[str | None, typer.Option(help="name of the column with the text")] = None,
    id_column: Annotated[str | None, typer.Option(help="name of the column with the id")] = None,
    lexicon: Annotated[
        list[Path] | None, typer.Option("--lexicon", metavar="FILE", help="own lexicon file, added to ours; repeatable")
    ] = None,
    lexicon_off: Annotated[
        list[str] | None, typer.Option(metavar="LABEL", help="label that the lexicon does not tag; repeatable")
    ] = None,
    model: Annotated[Path | None, typer.Option(metavar="DIR", help="folder of a model to use beside the lexicon")] = None,
    contacts: Annotated[
        Path | None, typer.Option(metavar="FILE", help="own contact numbers for the report (YAML)")
    ] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="processes; default: one for each processor")] = None,
    max_chars: Annotated[int, typer.Option(min=1, help="longest note that is read, in characters")] = MAX_CHARS,
    resume: Annotated[bool, typer.Option("--resume", help="go on with an interrupted run in the same folder")] = False,
    report: Annotated[bool, typer.Option(help="write report.html")] = True,
    quiet: Annotated[bool, typer.Option("--quiet", help="no progress and no closing line")] = False,
) -> int:
    """Dispatches to one note or many."""
    from pipeline.assemble import Settings
    from pipeline.taxonomy import taxonomy

    unknown = sorted(set(lexicon_off or ()) - set(taxonomy().labels))
    if unknown:
        raise click.UsageError(f"no such label: {', '.join(unknown)}")
    settings = Settings(
        lexicon_files=tuple(str(path) for path in lexicon or ()),
        lexicon_off=tuple(lexicon_off or ()),
        model=str(model) if model else None,
    )
    with _one_line_errors():
        if "-" in inputs:
            if len(inputs) > 1:
                raise click.UsageError("'-' reads one note and goes with no other input")
            return _one_note(settings, format_, max_chars, contacts)
        if output is None:
            raise click.UsageError("missing option '-o DIR': the folder for the results")
        from nietpluis.cli.run import Run

        with _terminate_as_interrupt():
            return Run(
                inputs=inputs,
                output=output,
                settings=settings,
                text_column=text_column,
                id_column=id_column,
                contacts=contacts,
                workers=workers or os.cpu_count() or 1,
                max_chars=max_chars,
                report=report,
                quiet=quiet,
            ).go(resume=resume)


@contextmanager
def _one_line_errors() -> Iterator[None]:
    """Turns what a user can cause into one line: input, lexicon, model, contacts, output folder, disk."""
    from models.scorer import ScorerError
    from pipeline.lexicon.entries import LexiconError
    from pipeline.notes import InputError
    from pipeline.report.contacts import ContactsError
    from pipeline.screening.output import OutputError

    try:
        yield
    except (InputError, LexiconError, ScorerError, ContactsError, OutputError) as error:
        raise click.ClickException(str(error)) from error
    except BrokenPipeError:
        raise
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        raise click.ClickException(f"{where}{error.strerror or error}") from error


@contextmanager
def _terminate_as_interrupt() -> Iterator[None]:
    """A request to terminate ends a run as Ctrl-C does: whole files, and `--resume` goes on."""

    def interrupt(signum: int, frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _one_note(settings: Settings, format_: Format, max_chars: int, contacts: Path | None) -> int:
    from pipeline.assemble import build
    from pipeline.notes import read_stdin
    from pipeline.summarize import summarize

    note = read_stdin(sys.stdin.buffer, max_chars=max_chars)
    summary = summarize(build(settings)(note.text), note_id=note.id, notices=note.notices)
    if format_ is Format.json:
        print(summary.model_dump_json())
        return 0
    from pipeline.report import load_contacts, render_note_html, render_note_text

    loaded = load_contacts(contacts)
    if format_ is Format.html:
        print(render_note_html(note.text, summary, contacts=loaded), end="")
    else:
        print(render_note_text(note.text, summary, contacts=loaded))
    return 0

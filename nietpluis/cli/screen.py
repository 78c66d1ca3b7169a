"""`nietpluis screen`: notes in, quoted signals out."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nietpluis.cli.model import model_option

if TYPE_CHECKING:
    from pipeline.assemble import Settings

HELP = (
    "Reads notes (CSV, XLSX, JSONL, Parquet, .txt files or folders of them) and writes summaries.jsonl, report.html and "
    "rejected.csv to a folder. `nietpluis screen -` reads one note on standard input."
)
MAX_CHARS = 1_000_000


FORMATS = ("text", "json", "html")


@click.command(help=HELP)
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="DIR", help="folder for the results")
@click.option(
    "--format", "format_", type=click.Choice(FORMATS), default="text", help="what to print for standard input"
)
@click.option("--text-column", metavar="NAME", help="name of the column with the text")
@click.option("--id-column", metavar="NAME", help="name of the column with the id")
@click.option(
    "--lexicon", type=click.Path(path_type=Path), multiple=True, metavar="FILE", help="own lexicon file; repeatable"
)
@click.option("--lexicon-off", multiple=True, metavar="LABEL", help="label that the lexicon does not tag; repeatable")
@model_option
@click.option("--model-off", multiple=True, metavar="LABEL", help="label that the model does not tag; repeatable")
@click.option(
    "--contacts", type=click.Path(path_type=Path), metavar="FILE", help="own telephone numbers for the report (YAML)"
)
@click.option("--workers", type=click.IntRange(min=1), help="processes; default: one for each processor")
@click.option(
    "--max-chars", type=click.IntRange(min=1), default=MAX_CHARS, show_default=True, help="longest note that is read"
)
@click.option("--resume", is_flag=True, help="go on with an interrupted run in the same folder")
@click.option("--report/--no-report", default=True, help="write report.html")
@click.option("--quiet", is_flag=True, help="no progress and no closing line")
def screen(
    inputs: tuple[str, ...],
    output: Path | None,
    format_: str,
    text_column: str | None,
    id_column: str | None,
    lexicon: tuple[Path, ...],
    lexicon_off: tuple[str, ...],
    model: str | None,
    model_off: tuple[str, ...],
    contacts: Path | None,
    workers: int | None,
    max_chars: int,
    resume: bool,
    report: bool,
    quiet: bool,
) -> int:
    """Dispatches to one note or many."""
    from pipeline.light import import_spacy

    import_spacy()
    from pipeline.assemble import Settings
    from pipeline.taxonomy import taxonomy

    unknown = sorted({*lexicon_off, *model_off} - set(taxonomy().labels))
    if unknown:
        raise click.UsageError(f"no such label: {', '.join(unknown)}")
    settings = Settings(
        lexicon_files=tuple(str(path) for path in lexicon),
        lexicon_off=lexicon_off,
        model=model,
        model_off=model_off,
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
                inputs=list(inputs),
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
    except BrokenProcessPool as error:
        raise click.ClickException(
            "a worker process was ended from outside, perhaps for lack of memory; the same command with --resume and "
            "--workers 1 goes on"
        ) from error


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


def _one_note(settings: Settings, format_: str, max_chars: int, contacts: Path | None) -> int:
    from pipeline.assemble import build
    from pipeline.notes import read_stdin
    from pipeline.summarize import summarize

    note = read_stdin(sys.stdin.buffer, max_chars=max_chars)
    summary = summarize(build(settings)(note.text), note_id=note.id, notices=note.notices)
    if format_ == "json":
        print(summary.model_dump_json())
        return 0
    from pipeline.report import load_contacts, render_note_html, render_note_text

    loaded = load_contacts(contacts)
    if format_ == "html":
        print(render_note_html(note.text, summary, contacts=loaded), end="")
    else:
        print(render_note_text(note.text, summary, contacts=loaded))
    return 0

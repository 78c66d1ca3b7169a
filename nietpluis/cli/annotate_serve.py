"""`nietpluis annotate serve`: the annotation screen, offline, for one annotator or several."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nietpluis.cli.address import check_free
from nietpluis.cli.annotate_files import unmarked
from nietpluis.cli.serve import EXTRA, config_option, database_error, settings_from

if TYPE_CHECKING:
    from annotation.corpus import AnnotatedNote

SHOWING = {"aan": "shown", "uit": "withheld", "loting": "drawn"}


@click.command(
    name="serve",
    help="Serves the annotation screen (Dutch). INPUT are notes as for `screen`; they become a project, once. At the first "
    "start it says how to log in.",
)
@click.argument("inputs", nargs=-1, metavar="[INPUT]...")
@config_option
@click.option("--project", metavar="NAME", help="name of the project; default: the name of the first input")
@click.option("--annotator", "annotators", multiple=True, metavar="LOGIN", help="who annotates; repeatable")
@click.option("--overlap", default=1, show_default=True, type=click.IntRange(1, 20), help="how many people read a note")
@click.option(
    "--overlap-share", default=1.0, show_default=True, type=click.FloatRange(0, 1), help="share of notes with overlap"
)
@click.option(
    "--suggestions", type=click.Choice(list(SHOWING)), default="loting", show_default=True, help="on, off or by lot"
)
@click.option(
    "--share",
    default=0.5,
    show_default=True,
    type=click.FloatRange(0, 1),
    help="by lot: share of notes with suggestions",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="address to listen on")
@click.option("--port", default=8001, show_default=True, type=click.IntRange(1, 65535))
def annotate_serve(
    inputs: tuple[str, ...],
    config: Path | None,
    database: str | None,
    data_dir: Path | None,
    project: str | None,
    annotators: tuple[str, ...],
    overlap: int,
    overlap_share: float,
    suggestions: str,
    share: float,
    host: str,
    port: int,
) -> int:
    """Fills the project and serves until it is interrupted."""
    settings = settings_from(
        {
            "config": config,
            "database": database,
            "data_dir": data_dir or Path("nietpluis-annotatie"),
            "base_url": f"http://{host}:{port}",
        }
    )
    try:
        import uvicorn

        from annotation.screen.app import create_app, open_and_migrate
    except ModuleNotFoundError as error:
        raise click.ClickException(EXTRA) from error
    check_free(host, port)
    from sqlalchemy.exc import SQLAlchemyError

    from annotation.screen.projects import Plan
    from annotation.screen.starting import fill, people
    from annotation.screen.tables import Showing
    from nietpluis.cli.suggesting import tagger

    notes = _notes(inputs)
    try:
        store = open_and_migrate(settings)
        made = people(store, annotators)
    except SQLAlchemyError as error:
        raise database_error(error) from error
    for login, password in made:
        print(f"  {login}: one-time password {password}", file=sys.stderr)
    if made:
        print("  These passwords are shown once; everyone chooses an own one at the first login.", file=sys.stderr)
    if notes:
        name = project or Path(inputs[0]).stem
        suggest, produced_by = (None, {}) if suggestions == "uit" else tagger()
        plan = Plan(name, Showing(SHOWING[suggestions]), share, overlap, overlap_share, produced_by)
        try:
            count, given = fill(store, plan, notes, annotators, suggest)
        except ValueError as error:
            raise click.UsageError(str(error)) from error
        print(f"  {name}: {count} new notes, {given} assignments", file=sys.stderr)
    print(f"  http://{host}:{port}", file=sys.stderr, flush=True)
    quiet = settings.model_copy(update={"background": False, "requests_per_minute": 6000})
    uvicorn.run(create_app(quiet, store), host=host, port=port, log_level="warning", access_log=False)
    return 0


def _notes(inputs: tuple[str, ...]) -> list[AnnotatedNote]:
    """Notes of any input of the contract; what cannot be used is counted on standard error."""
    from pipeline.notes import InputError, Note, read_notes

    notes = []
    left_out = 0
    try:
        for row in read_notes(list(inputs)) if inputs else ():
            if not isinstance(row, Note):
                left_out += 1
                continue
            notes.append(unmarked(row))
    except InputError as error:
        raise click.ClickException(str(error)) from error
    if left_out:
        click.echo(f"nietpluis: {left_out} rows left out: no usable text", err=True)
    return notes

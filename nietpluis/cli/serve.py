"""`nietpluis serve`: the web application in which people read, judge and decide; and its worker alone."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nietpluis.cli.address import check_free

if TYPE_CHECKING:
    from sqlalchemy.exc import SQLAlchemyError

    from triage.settings import Settings

EXTRA = "the web application needs more packages: pip install 'nietpluis[triage]'"


def settings_from(given: Mapping[str, object]) -> Settings:
    """The settings of file and environment, with what was given on the command line over them.

    What was given goes into the environment, so that processes that are started see it too.
    """
    for key, value in given.items():
        if value is not None:
            os.environ[f"NIETPLUIS_{key.upper()}"] = str(value)
    try:
        from triage.settings import Settings
    except ModuleNotFoundError as error:
        raise click.ClickException(EXTRA) from error
    from pydantic import ValidationError

    try:
        return Settings()
    except ValidationError as error:
        wrong = [
            f"{'.'.join(map(str, one['loc'])) or 'settings'}: {one['msg']}" for one in error.errors(include_input=False)
        ]
        raise click.UsageError("; ".join(wrong)) from error
    except (OSError, ValueError) as error:
        raise click.UsageError(str(error)) from error


def database_error(error: SQLAlchemyError) -> click.ClickException:
    """One line for a database that does not answer, with its own first line; never a statement or its values."""
    from sqlalchemy.exc import OperationalError

    said = str(error.orig).strip().partition("\n")[0] if isinstance(error, OperationalError) else ""
    return click.ClickException(f"the database cannot be used: {said or type(error).__name__}")


def config_option(command: click.decorators.FC) -> click.decorators.FC:
    """The options that say which installation is meant."""
    for option in (
        click.option("--data-dir", type=click.Path(path_type=Path), metavar="DIR", help="folder of data and keys"),
        click.option(
            "--database", metavar="URL", help="sqlite:///… or postgresql+psycopg://…; default: SQLite in the folder"
        ),
        click.option(
            "--config",
            type=click.Path(exists=True, dir_okay=False, path_type=Path),
            metavar="FILE",
            help="settings (TOML)",
        ),
    ):
        command = option(command)
    return command


@click.command(help="Serves the triage web application, with its worker. All settings: docs/triage.md.")
@config_option
@click.option("--host", default="127.0.0.1", show_default=True, help="address to listen on")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--processes", default=1, show_default=True, type=click.IntRange(1, 32), help="web processes")
def serve(
    config: Path | None, database: str | None, data_dir: Path | None, host: str, port: int, processes: int
) -> int:
    """Starts the server and, at the first start, says how the first administrator logs in."""
    settings = settings_from({"config": config, "database": database, "data_dir": data_dir})
    check_free(host, port)
    from sqlalchemy.exc import SQLAlchemyError

    from triage.running.server import run

    def announce(made: tuple[str, str]) -> None:
        login, password = made
        print(f"\n  First administrator: log in as {login} with the one-time password {password}", file=sys.stderr)
        print("  It is shown once. You choose your own password right after.\n", file=sys.stderr, flush=True)

    print(f"nietpluis: http://{host}:{port} (Ctrl-C stops)", file=sys.stderr, flush=True)
    try:
        run(settings, host, port, processes, announce)
    except SQLAlchemyError as error:
        raise database_error(error) from error
    return 0


@click.command(name="triage-worker", help="Reads waiting notes, without web pages; for a worker on its own.")
@config_option
def triage_worker(config: Path | None, database: str | None, data_dir: Path | None) -> int:
    """Works until told to stop, and ends the note it is reading."""
    settings = settings_from({"config": config, "database": database, "data_dir": data_dir})
    import threading

    from sqlalchemy.exc import SQLAlchemyError

    from models.errors import ModelError
    from models.scorer import ScorerError
    from pipeline.lexicon.entries import LexiconError
    from triage.intake.deidentify import DeidentifyError
    from triage.intake.main import run_worker, stop_on_signals
    from triage.intake.vault import VaultError
    from triage.running.logs import configure

    configure(settings)
    stop = threading.Event()
    stop_on_signals(stop)
    try:
        run_worker(settings, stop)
    except (LexiconError, ModelError, ScorerError, DeidentifyError, VaultError) as error:
        raise click.ClickException(str(error)) from error
    except SQLAlchemyError as error:
        raise database_error(error) from error
    return 0

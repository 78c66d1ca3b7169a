"""`nietpluis audit`: checking and clearing the log of the triage application, and who looked at the notes of a person."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nietpluis.cli.serve import config_option, database_error, settings_from

if TYPE_CHECKING:
    from triage.settings import Settings
    from triage.store.session import Store

Place = Path | None


@contextmanager
def opened(config: Place, database: str | None, data_dir: Place) -> Iterator[tuple[Settings, Store]]:
    """The store of an installation that is there already; `ClickException` where it cannot be opened."""
    settings = settings_from({"config": config, "database": database, "data_dir": data_dir})
    from sqlalchemy.exc import SQLAlchemyError

    from triage.store.migrate import is_current
    from triage.store.session import open_store

    place = settings.data_dir / "nietpluis.db"
    if not settings.database and not place.is_file():
        raise click.ClickException(f"{place}: no database; give --data-dir or --database")
    store = open_store(settings)
    try:
        if not is_current(store):
            raise click.ClickException(
                "the tables are not those of this version; nietpluis serve brings them up to date"
            )
        yield settings, store
    except SQLAlchemyError as error:
        raise database_error(error) from error
    finally:
        store.close()


@click.group(help="The log of the triage application: check it, clear it, report from it.")
def audit() -> None:
    """The group of commands on the log."""


@audit.command(help="Reads the whole log and recomputes every hash; exit code 1 where a line is wrong or missing.")
@config_option
@click.option("--head", "noted", metavar="HASH", help="head of an earlier check, which must still be there")
@click.option("--json", "as_json", is_flag=True, help="as JSON")
def verify(config: Place, database: str | None, data_dir: Place, noted: str | None, as_json: bool) -> int:
    """Prints what was checked, the head to note elsewhere, and every fault."""
    from triage.audit.verify import verify as check

    with opened(config, database, data_dir) as (_, store), store.reading() as session:
        found = check(session, noted)
    if as_json:
        print(json.dumps({**asdict(found), "whole": found.whole}, ensure_ascii=False))
    else:
        print(f"{found.events} lines checked ({found.first or 0} to {found.last or 0}); head {found.head}")
        for fault in found.faults:
            print(f"line {fault.seq}: {fault.kind.value}", file=sys.stderr)
        print("the log is whole" if found.whole else f"{len(found.faults)} faults")
    return 0 if found.whole else 1


@audit.command(help="Removes lines older than the setting log_days, never past the legal floor. That is itself logged.")
@config_option
@click.confirmation_option(prompt="Remove old lines from the log?")
def purge(config: Place, database: str | None, data_dir: Place) -> int:
    """Prints how many lines went."""
    from triage.audit.purge import purge as clear
    from triage.store.types import now

    with opened(config, database, data_dir) as (settings, store), store.session() as session:
        purged = clear(session, settings, now())
    print(f"{purged.removed} lines removed; the log begins at {purged.before_seq}" if purged else "nothing to remove")
    return 0


@audit.command(
    help="Who did what with the notes of one person, as CSV on standard output. The number or name under which notes "
    "of that person came in is asked for, or read from standard input, so that it stays out of the shell's history."
)
@config_option
def report(config: Place, database: str | None, data_dir: Place) -> int:
    """Writes the access report; that it was made is logged."""
    from pipeline.spreadsheet import no_formula
    from triage.audit import record
    from triage.audit.report import access_report
    from triage.intake.incoming import subject_key

    subject = click.prompt("Person", hide_input=True, err=True) if sys.stdin.isatty() else sys.stdin.readline().strip()
    with opened(config, database, data_dir) as (settings, store), store.session() as session:
        key = subject_key(settings, subject)
        lines = access_report(session, key) if key else []
        record(
            session,
            "inzageoverzicht gemaakt",
            object_kind="persoon over wie het gaat",
            subject_key=key,
            basis="recht op inzage",
            details={"regels": len(lines)},
        )
    writer = csv.writer(sys.stdout, delimiter=";")
    writer.writerow(("moment", "gebeurtenis", "wie", "rol", "namens", "wat", "grondslag", "nood", "uitkomst"))
    for line in lines:
        writer.writerow("" if value is None else no_formula(str(value)) for value in asdict(line).values())
    return 0

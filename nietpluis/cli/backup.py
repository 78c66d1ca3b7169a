"""`nietpluis backup` and `nietpluis restore`: the whole triage database in one file, and back into an empty one."""

from __future__ import annotations

from pathlib import Path

import click

from nietpluis.cli.audit import opened
from nietpluis.cli.paths import Writable
from nietpluis.cli.serve import config_option, database_error, settings_from


@click.command(help="Writes a backup of the triage database to FILE; the server may go on running.")
@click.argument("file", type=Writable(dir_okay=False))
@config_option
@click.option(
    "--with-keys", is_flag=True, help="with the keys of sessions and vault: keep such a file as you keep keys"
)
def backup(file: Path, config: Path | None, database: str | None, data_dir: Path | None, with_keys: bool) -> int:
    """Prints what was written."""
    from triage.store.backup import BackupError
    from triage.store.backup import backup as write

    with opened(config, database, data_dir) as (settings, store):
        try:
            made = write(settings, store, file, with_keys=with_keys)
        except BackupError as error:
            raise click.ClickException(str(error)) from error
    rows = sum(part.rows for part in made.tables.values())
    click.echo(f"{file}: {rows} rows of {len(made.tables)} tables; head of the log {made.audit_head}")
    if not with_keys:
        click.echo("the keys are not in it; without vault.key nobody can read the vault", err=True)
    return 0


@click.command(help="Puts the backup in FILE into an empty database, and checks every table and the log.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@config_option
def restore(file: Path, config: Path | None, database: str | None, data_dir: Path | None) -> int:
    """Prints what was put back."""
    settings = settings_from({"config": config, "database": database, "data_dir": data_dir})
    from sqlalchemy.exc import SQLAlchemyError

    from triage.store.backup import BackupError
    from triage.store.backup import restore as put_back
    from triage.store.session import open_store

    store = open_store(settings)
    try:
        done = put_back(settings, store, file)
    except BackupError as error:
        raise click.ClickException(str(error)) from error
    except SQLAlchemyError as error:
        raise database_error(error) from error
    finally:
        store.close()
    rows = sum(part.rows for part in done.manifest.tables.values())
    click.echo(f"{rows} rows put back, of {done.manifest.made_at:%Y-%m-%d %H:%M} UTC")
    for key in done.keys:
        click.echo(f"key put back: {key}")
    return 0

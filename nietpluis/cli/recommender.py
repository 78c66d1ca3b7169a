"""`nietpluis annotate recommender`: suggestions in INCEpTION, through its external recommender protocol."""

from __future__ import annotations

import click

from nietpluis.cli.address import check_free


@click.command(
    help="Answers INCEpTION with suggestions: POST /predict takes a document and gives it back with suggestions in it. "
    "Nothing is stored."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="address to listen on")
@click.option("--port", default=8002, show_default=True, type=click.IntRange(1, 65535))
def recommender(host: str, port: int) -> int:
    """Serves until it is interrupted."""
    try:
        import cassis  # noqa: F401  asked for here, so that it is not missed at the first document
        import uvicorn

        from annotation.recommender.app import create_app
    except ModuleNotFoundError as error:
        raise click.ClickException(f"{error.name} is missing: pip install 'nietpluis[annotate]'") from error
    check_free(host, port)
    from nietpluis.cli.suggesting import tagger

    app = create_app(tagger()[0])
    click.echo(f"INCEpTION: recommender of type Remote classifier, URL http://{host}:{port}")
    uvicorn.run(app, host=host, port=port, log_level="warning", access_log=False)
    return 0

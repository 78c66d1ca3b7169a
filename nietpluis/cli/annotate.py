"""`nietpluis annotate`: annotated corpora and the agreement of those who annotated them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from annotation.corpus import AnnotatedNote


@click.group(help="Annotated corpora: agreement between annotators.")
def annotate() -> None:
    """The group of commands on corpora."""


def read_corpus(path: Path) -> list[AnnotatedNote]:
    """A corpus in JSON Lines, or one-line marked text (.tsv). Every mistake becomes one line of a usage error."""
    from annotation.corpus import CorpusError, read_jsonl, read_marked

    try:
        return read_marked(path) if path.suffix == ".tsv" else read_jsonl(path)
    except CorpusError as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"cannot read {path}: {error.strerror}") from error


@annotate.command(
    help="How far annotators agree, on notes, spans and qualifiers: DIR/agreement.html and agreement.json."
)
@click.argument("corpora", nargs=-1, required=True, metavar="CORPUS...", type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--resamples", default=2000, show_default=True, type=click.IntRange(100, 100_000))
@click.option("--seed", default=1, show_default=True, type=int)
def agreement(corpora: tuple[Path, ...], output: Path, resamples: int, seed: int) -> int:
    """Annotators are told apart by the field `annotator`, and where that is empty by the file they stand in."""
    from annotation.agreement import agreement as measure
    from annotation.agreement import study
    from annotation.agreement.report import agreement_html
    from annotation.corpus import CorpusError

    by_annotator: dict[str, list[AnnotatedNote]] = {}
    for path in corpora:
        for note in read_corpus(path):
            by_annotator.setdefault(note.annotator or path.stem, []).append(note)
    try:
        found = measure(study(by_annotator), resamples=resamples, seed=seed)
    except CorpusError as error:
        raise click.ClickException(str(error)) from error
    output.mkdir(parents=True, exist_ok=True)
    (output / "agreement.json").write_text(json.dumps(found.as_json(), ensure_ascii=False, indent=1) + "\n", "utf-8")
    (output / "agreement.html").write_text(agreement_html(found), "utf-8")
    click.echo(f"{output / 'agreement.html'}: {found.read_by_several} notes, {len(found.annotators)} annotators")
    return 0

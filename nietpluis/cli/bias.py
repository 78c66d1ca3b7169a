"""`nietpluis bias`: does the tagger treat people alike?"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from eval.bias.report import BiasReport

HELP = (
    "Compares groups of annotated notes (JSON Lines, marked text, or folders of them), and lets the tagger read the same "
    "notes with other names, ages and words. Writes bias.json (figures only) and bias.html (figures, and the text of the "
    "notes in which a swap changed what is raised)."
)
BY_HELP = (
    "columns to group by, with commas. A column that nothing records is read from the text where that is possible "
    "(gender, age_group, name_origin, register, length, slips); text:NAME always reads it"
)


@click.command(help=HELP)
@click.argument("corpora", nargs=-1, required=True, metavar="CORPUS...", type=click.Path(path_type=Path))
@click.option("--by", default="age_group,source,gender", show_default=True, metavar="COLUMNS", help=BY_HELP)
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), metavar="DIR", help="folder for the results"
)
@click.option("--depth", default=2, show_default=True, type=click.IntRange(1, 3), help="columns combined at most")
@click.option("--minimum", default=20, show_default=True, type=click.IntRange(min=2), help="notes a group must have")
@click.option("--cluster", metavar="COLUMN", help="column that says which notes belong together (a person, a file)")
@click.option("--seed", default=0, show_default=True, help="of the draws and of the names that are put in")
@click.option("--draws", default=1, show_default=True, type=click.IntRange(min=1), help="variants of a note a swap")
@click.option("--swaps/--no-swaps", default=True, help="whether notes are read with other names, ages and words")
@click.option("--lexicon/--no-lexicon", "use_lexicon", default=True, help="whether the lexicon tags too")
@click.option(
    "--model",
    metavar="DIR",
    help="folder of a model, used beside the lexicon; 'none' for the lexicon alone; default: the model that comes along",
)
def bias(
    corpora: tuple[Path, ...],
    by: str,
    output: Path,
    depth: int,
    minimum: int,
    cluster: str | None,
    seed: int,
    draws: int,
    swaps: bool,
    use_lexicon: bool,
    model: str | None,
) -> int:
    """Reads, tags, compares, writes."""
    from annotation.corpus import CorpusError
    from eval.bias.groups import GroupError
    from eval.bias.page import render
    from eval.bias.report import Options, make_report
    from eval.evaluation import read_corpora
    from models.scorer import ScorerError, default_model
    from pipeline.assemble import Settings, build

    folder = default_model() if model is None else None if model == "none" else model
    if not use_lexicon and folder is None:
        raise click.UsageError("--no-lexicon needs a model: nothing is left that tags")
    columns = tuple(name.strip() for name in by.split(",") if name.strip())
    if not columns:
        raise click.UsageError("--by names no column")
    try:
        files = read_corpora(corpora)
        nlp = build(Settings(use_lexicon=use_lexicon, model=folder))
        options = Options(columns, min(depth, len(columns)), minimum, cluster, seed, draws=draws, swaps=swaps)
        notes = [note for some in files.values() for note in some]
        report = make_report(nlp, notes, options, {Path(name).name: len(some) for name, some in files.items()})
        output.mkdir(parents=True, exist_ok=True)
        (output / "bias.json").write_text(json.dumps(report.as_json(), ensure_ascii=False, indent=1) + "\n", "utf-8")
        (output / "bias.html").write_text(render(report), "utf-8")
    except (CorpusError, GroupError, ScorerError) as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"{error.filename or output}: {error.strerror or error}") from error
    _print(report)
    print(f"nietpluis: results in {output}", file=sys.stderr)
    return 0


def _print(report: BiasReport) -> None:
    """What is shown, and how often each swap changes what is raised."""
    counts = ", ".join(f"{verdict}: {number}" for verdict, number in report.verdicts.items())
    print(f"{report.notes:,} notes, {len(report.groupings)} groupings, {report.differences.family:,} tests; {counts}")
    for row in report.shown:
        print(
            f"  {row.grouping} {row.group}: {row.label} {row.metric} {row.here.ratio.value:.3f} against "
            f"{row.rest.ratio.value:.3f}, adjusted p {row.p_holm:.4f}"
        )
    for result in report.swaps:
        rate = result.rows[0].rate
        known = "-" if rate.value is None else f"{100 * rate.value:.2f} % ({100 * (rate.high or 0):.2f} % at most)"
        print(f"  swap {result.swap:<14} {result.pairs:>6,} pairs, changed in {known}")

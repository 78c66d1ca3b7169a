"""`nietpluis evaluate`: how well the tagger does on an annotated corpus."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nietpluis.cli.model import model_option

if TYPE_CHECKING:
    from eval.evaluation import Evaluation
    from eval.intervals import Figure

HELP = (
    "Scores the tagger on annotated notes: JSON Lines (.jsonl), marked text (.tsv: voice, age group, text), or folders of "
    "them. Prints figures; with -o it writes evaluation.json (figures only) and evaluation.html (figures, and the mistakes "
    "with the text of the notes)."
)


@click.command(help=HELP)
@click.argument("corpora", nargs=-1, required=True, metavar="CORPUS...", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="DIR", help="folder for the results")
@click.option("--lexicon/--no-lexicon", "use_lexicon", default=True, help="whether the lexicon tags too")
@model_option
@click.option("--json", "as_json", is_flag=True, help="print the figures as JSON")
def evaluate(
    corpora: tuple[Path, ...], output: Path | None, use_lexicon: bool, model: str | None, as_json: bool
) -> int:
    """Reads, tags, measures, writes."""
    from annotation.corpus import CorpusError
    from eval.evaluation import evaluate as measure
    from eval.evaluation import read_corpora
    from eval.mistakes import find_mistakes
    from eval.page import render
    from eval.scored import score
    from models.scorer import ScorerError
    from pipeline.assemble import Settings, build

    if not use_lexicon and model is None:
        raise click.UsageError("--no-lexicon needs a model: nothing is left that tags")
    try:
        files = read_corpora(corpora)
        nlp = build(Settings(use_lexicon=use_lexicon, model=model))
        rows = list(score(nlp, [note for notes in files.values() for note in notes]))
        produced_by = nlp("").user_data["produced_by"]
        found = measure(rows, produced_by, {name: len(notes) for name, notes in files.items()})
        if output is not None:
            output.mkdir(parents=True, exist_ok=True)
            (output / "evaluation.json").write_text(
                json.dumps(found.as_json(), ensure_ascii=False, indent=1) + "\n", "utf-8"
            )
            (output / "evaluation.html").write_text(render(found, find_mistakes(rows)), "utf-8")
    except (CorpusError, ScorerError) as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        print(json.dumps(found.as_json(), ensure_ascii=False))
    else:
        _print(found)
    if output is not None:
        print(f"nietpluis: results in {output}", file=sys.stderr)
    return 0


def _print(e: Evaluation) -> None:
    """The main figures and a line a label, with 95 % intervals."""
    print(f"{e.notes:,} notes, {e.mentions:,} annotated mentions; 95 % intervals over notes")
    micro = e.raised.micro
    for name, figure in (
        ("raised labels, micro F1", micro.f1),
        ("  precision", micro.precision),
        ("  recall", micro.recall),
        ("raised labels, macro F1", e.raised.macro_f1),
        (f"raised a note without a signal ({e.raised.quiet_notes})", e.raised.quiet_raised),
        ("mentions, exact F1", e.spans.exact.f1),
        ("mentions, overlap F1", e.spans.overlap.f1),
        *((f"{name} on found mentions", q.accuracy) for name, q in e.qualifiers.items()),
        ("calibration error (ECE)", e.calibration.ece),
        ("Brier score", e.calibration.brier),
    ):
        print(f"{name:<42} {_shown(figure)}")
    for title, groups in e.slices.items():
        for group, row in groups.items():
            print(f"{f'{title} {group} ({row.notes})':<42} micro F1 {_shown(row.micro.f1)}")
    for label, prf in e.raised.labels.items():
        print(
            f"  {label:<26} F1 {_shown(prf.f1):<22} P {_shown(prf.precision, interval=False):<4} "
            f"R {_shown(prf.recall, interval=False):<4} in {prf.support} notes"
        )


def _shown(figure: Figure, *, interval: bool = True) -> str:
    if figure.value is None:
        return "-"
    if not interval or figure.low is None:
        return f"{figure.value:.2f}"
    return f"{figure.value:.3f} ({figure.low:.3f} - {figure.high:.3f})"

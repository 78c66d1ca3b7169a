"""`nietpluis bench`: speed and memory on this machine."""

from __future__ import annotations

import json
import os
from dataclasses import asdict

import click

from nietpluis.cli.model import model_option

HELP = (
    "Measures notes and words a second, with the network and with the lexicon alone, the time to the first summary and peak "
    "memory on this machine, side by side with a bare spaCy PhraseMatcher. INPUT are notes to measure on; without them notes "
    "are put together from the lexicon. The network reads a fifth of them."
)


@click.command(help=HELP)
@click.argument("inputs", nargs=-1, metavar="[INPUT...]")
@click.option("--notes", type=click.IntRange(min=1), default=2000, show_default=True, help="number of notes")
@click.option("--rounds", type=click.IntRange(min=1), default=3, show_default=True, help="rounds; medians are shown")
@click.option("--workers", type=click.IntRange(min=1), help="processes; default: one for each processor")
@model_option
@click.option("--json", "as_json", is_flag=True, help="as JSON")
def bench(
    inputs: tuple[str, ...], notes: int, rounds: int, workers: int | None, model: str | None, as_json: bool
) -> int:
    """Prints what `eval.bench` measures."""
    from itertools import cycle, islice

    from eval.bench import composed_notes, measure
    from models.scorer import ScorerError
    from pipeline.notes import InputError, Note, read_notes

    try:
        texts = [row.text for row in read_notes(inputs) if isinstance(row, Note)] if inputs else composed_notes(notes)
    except InputError as error:
        raise click.ClickException(str(error)) from error
    if not texts:
        raise click.ClickException("no usable notes in the input")
    try:
        found = measure(list(islice(cycle(texts), notes)), workers or os.cpu_count() or 1, rounds, model)
    except ScorerError as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        print(json.dumps(asdict(found), ensure_ascii=False))
        return 0
    print(f"{found.notes:,} notes, {found.words / found.notes:.0f} words a note")
    for speed in found.speeds:
        figures = f"{speed.notes_a_second:>9,.1f} notes/s {speed.words_a_second:>12,.0f} words/s"
        print(f"{speed.name:<56} {figures}, {speed.notes:,} notes")
    print(f"{'nietpluis screen -, from start to first summary':<56} {found.seconds_to_first_summary:>9.2f} s")
    print(f"{'nietpluis screen -, peak memory':<56} {found.peak_megabytes:>9.0f} MB")
    return 0

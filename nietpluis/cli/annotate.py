"""`nietpluis annotate`: annotated corpora and the agreement of those who annotated them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nietpluis.cli.annotate_adjudicate import adjudicate, gold
from nietpluis.cli.annotate_corpus import COMMANDS as ON_CORPORA
from nietpluis.cli.annotate_doubts import doubts
from nietpluis.cli.annotate_export import export_corpus
from nietpluis.cli.annotate_files import (
    needed,
    read_by_annotator,
    read_corpus,
    read_study,
    the_format,
    unmarked,
    usage_errors,
)
from nietpluis.cli.paths import Writable

if TYPE_CHECKING:
    from annotation.corpus import AnnotatedNote


@click.group(
    help="Annotated corpora: to and from other tools, agreement and adjudication, versions, privacy, what to do next."
)
def annotate() -> None:
    """The group of commands on corpora."""


for command in (adjudicate, gold, export_corpus, doubts, *ON_CORPORA):
    annotate.add_command(command)


@annotate.command(name="import", help="Reads what another tool exported, checks it and writes a corpus in JSON Lines.")
@click.argument("path", type=click.Path(path_type=Path, exists=True))
@click.option("--format", "name", required=True, metavar="FORMAT", help="jsonl, label-studio, doccano, brat, ...")
@click.option("-o", "--output", required=True, metavar="FILE", type=Writable(dir_okay=False))
def import_corpus(path: Path, name: str, output: Path) -> int:
    """Says on standard error what was left out or lost."""
    from annotation.corpus import write_jsonl

    form = the_format(name)
    try:
        with usage_errors(), needed(form):
            reading = form.read(path)
    except (OSError, UnicodeDecodeError) as error:
        raise click.ClickException(f"cannot read {path} as {form.id}: {type(error).__name__}") from error
    write_jsonl(output, reading.notes)
    for said in reading.said:
        click.echo(f"nietpluis: {said}", err=True)
    click.echo(f"{output}: {len(reading.notes)} notes")
    return 0


@annotate.command(help="Writes the annotation guideline (Dutch) as a page, with --pdf as PDF too.")
@click.option("-o", "--output", required=True, metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--pdf", is_flag=True, help="print it to PDF; needs a Chromium browser on this machine")
@click.option("--check", is_flag=True, help="run the tagger over the examples and write where it differs")
def guideline(output: Path, pdf: bool, check: bool) -> int:
    """DIR/richtlijn.html, richtlijn.pdf, the examples as richtlijn.jsonl and, with --check, verschillen.html."""
    from annotation.corpus import write_jsonl
    from annotation.guideline.content import guideline as content
    from annotation.guideline.page import guideline_html, print_pdf

    guide = content()
    output.mkdir(parents=True, exist_ok=True)
    page = output / "richtlijn.html"
    page.write_text(guideline_html(guide), "utf-8")
    write_jsonl(output / "richtlijn.jsonl", guide.notes())
    if pdf:
        try:
            print_pdf(page, output / "richtlijn.pdf")
        except RuntimeError as error:
            raise click.ClickException(str(error)) from error
    if check:
        _write_differences(guide.notes(), output / "verschillen.html")
    click.echo(f"{page}")
    return 0


def _write_differences(notes: list[AnnotatedNote], target: Path) -> None:
    """Where the shipped tagger reads the examples otherwise, as the evaluation page with its list of mistakes."""
    import nietpluis
    from eval.evaluation import evaluate
    from eval.mistakes import find_mistakes
    from eval.page import render
    from eval.scored import score

    nlp = nietpluis.load()
    rows = list(score(nlp, notes))
    found = evaluate(rows, nlp("").user_data["produced_by"], {"richtlijn": len(notes)})
    mistakes = list(find_mistakes(rows))
    target.write_text(render(found, mistakes), "utf-8")
    click.echo(f"{target}: {len(mistakes)} of {len(notes)} examples are read otherwise by the tagger")


@annotate.command(help="Chooses which notes to annotate next, each with the reason, and always a share at random.")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("-n", "--number", required=True, type=click.IntRange(1), help="how many notes")
@click.option("-o", "--output", required=True, metavar="FILE", type=Writable(dir_okay=False))
@click.option(
    "--annotated", metavar="CORPUS", type=click.Path(path_type=Path), help="what is annotated already: left out"
)
@click.option("--seed", default=1, show_default=True, type=int)
def sample(inputs: tuple[str, ...], number: int, output: Path, annotated: Path | None, seed: int) -> int:
    """Runs the tagger over the notes; writes a corpus without mentions, `chosen_by` in the metadata of each note."""
    from collections import Counter

    import nietpluis
    from annotation.corpus import write_jsonl
    from annotation.sampling import Candidate, choose
    from pipeline.notes import InputError, Note, read_notes
    from pipeline.summarize import summarize

    known = read_corpus(annotated) if annotated else []
    seen = {note.text for note in known}
    nlp = nietpluis.load()
    notes: dict[str, Note] = {}
    pool: list[Candidate] = []
    left_out = 0
    try:
        for note in read_notes(list(inputs)):
            if not isinstance(note, Note) or note.text in seen:
                left_out += 1
                continue
            found = summarize(nlp(note.text)).signals
            probabilities = {signal.id: signal.probability for signal in found}
            by = {signal.id: frozenset(who for e in signal.evidence for who in e.found_by) for signal in found}
            notes[note.id] = note
            pool.append(Candidate(note.id, note.text, probabilities, by))
    except InputError as error:
        raise click.ClickException(str(error)) from error
    counts = Counter(mention.label for note in known for mention in note.mentions)
    chosen = choose(pool, number, annotated=counts, seed=seed)
    write_jsonl(
        output,
        (
            note.model_copy(update={"metadata": note.metadata | {"chosen_by": choice.reason}})
            for choice in chosen
            for note in [unmarked(notes[choice.id])]
        ),
    )
    reasons = Counter(choice.reason for choice in chosen)
    click.echo(f"{output}: {len(chosen)} notes, {', '.join(f'{name} {count}' for name, count in reasons.items())}")
    if left_out:
        click.echo(f"nietpluis: {left_out} rows left out: unusable, or annotated already", err=True)
    return 0


@annotate.command(help="Prints the labelling configuration that Label Studio needs for our labels.")
def config() -> int:
    """XML, to paste into the settings of a project."""
    from annotation.formats.label_studio import labelling_config

    click.echo(labelling_config(), nl=False)
    return 0


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
    from annotation.agreement import suggestion_effect
    from annotation.agreement.report import agreement_html

    data = read_study(read_by_annotator(corpora))
    found = measure(data, resamples=resamples, seed=seed)
    effect = suggestion_effect(data, resamples=resamples, seed=seed)
    output.mkdir(parents=True, exist_ok=True)
    figures = found.as_json() | {"suggestions": effect.as_json() if effect else None}
    (output / "agreement.json").write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", "utf-8")
    (output / "agreement.html").write_text(agreement_html(found, effect), "utf-8")
    click.echo(f"{output / 'agreement.html'}: {found.read_by_several} notes, {len(found.annotators)} annotators")
    return 0

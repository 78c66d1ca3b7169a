"""`nietpluis annotate doubts`: marks that deserve a second look."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nietpluis.cli.annotate_corpus import read_all
from nietpluis.cli.annotate_files import new_file, usage_errors
from nietpluis.cli.paths import Writable

if TYPE_CHECKING:
    from annotation.corpus import AnnotatedNote


@click.command(
    help="Lists marks that deserve a second look: by cheap rules, and with --learn by what other notes teach."
)
@click.argument("corpora", nargs=-1, required=True, metavar="CORPUS...", type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, metavar="FILE.csv", type=Writable(dir_okay=False))
@click.option("--learn", is_flag=True, help="labels that cleanlab finds suspicious; needs the extra `doubts`")
@click.option(
    "--by", multiple=True, metavar="KEY", help="notes that share it do not vouch for each other (with --learn)"
)
@click.option("--seed", default=1, show_default=True, type=int)
def doubts(corpora: tuple[Path, ...], output: Path, learn: bool, by: tuple[str, ...], seed: int) -> int:
    """A row a doubt: the note, the kind, the label or words, and what the learner expected. None is an error by itself."""
    from annotation.doubts import find_doubts

    notes = read_all(corpora)
    new_file(output)
    rows: list[list[object]] = [[doubt.note, "", doubt.kind, "", doubt.words, ""] for doubt in find_doubts(notes)]
    kinds = Counter({"by rules": len(rows)})
    if learn:
        learned = _learned(notes, by, seed)
        kinds["by learning"] = len(learned)
        rows += learned
    with output.open("w", encoding="utf-8", newline="") as file:
        written = csv.writer(file)
        written.writerow(["note", "annotator", "doubt", "label", "words", "expected"])
        written.writerows(rows)
    click.echo(f"{output}: {len(rows)} doubts ({', '.join(f'{kind} {count}' for kind, count in kinds.items())})")
    return 0


def _tagged(notes: list[AnnotatedNote]) -> list[frozenset[str]]:
    """The labels that the shipped tagger finds in each note, each text read once."""
    import nietpluis

    nlp = nietpluis.load()
    texts = list(dict.fromkeys(note.text for note in notes))
    found = {
        text: frozenset(span.label_ for span in doc.spans["signals"])
        for text, doc in zip(texts, nlp.pipe(texts), strict=True)
    }
    return [found[note.text] for note in notes]


def _learned(notes: list[AnnotatedNote], by: tuple[str, ...], seed: int) -> list[list[object]]:
    try:
        from annotation.suspicion import expectations, suspicions

        with usage_errors():
            done = suspicions(notes, expectations(notes, by, hints=_tagged(notes), seed=seed))
    except ModuleNotFoundError as error:
        raise click.ClickException(f"--learn needs {error.name}: pip install 'nietpluis[doubts]'") from error
    if done.not_judged:
        click.echo(f"nietpluis: too few notes to judge {', '.join(done.not_judged)}", err=True)
    words = {
        (note.id, note.annotator, mention.label): mention.text for note in reversed(notes) for mention in note.mentions
    }
    return [
        [
            found.note_id,
            found.annotator or "",
            "marked, but other notes do not lead one to expect it" if found.marked else "not marked, but expected",
            found.label,
            words.get((found.note_id, found.annotator, found.label), "") if found.marked else "",
            f"{found.expected:.2f}",
        ]
        for found in done.found
    ]

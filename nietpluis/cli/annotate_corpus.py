"""`nietpluis annotate check`, `merge`, `split`, `leaks`, `deduplicate`, `describe`, `freeze`, `versions`: work on corpora."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nietpluis.cli.annotate_files import new_file, read_corpus, usage_errors
from nietpluis.cli.paths import Writable

if TYPE_CHECKING:
    from annotation.corpus import AnnotatedNote

SHARES = ("train=0.7", "development=0.15", "test=0.15")


def read_all(paths: tuple[Path, ...]) -> list[AnnotatedNote]:
    """One corpus or several as one; ids of different texts may not be the same."""
    from annotation.merging import merge

    with usage_errors():
        return merge({path.stem: read_corpus(path) for path in paths}).notes


@click.command(help="Reads corpora and says of every mistake where it is and why.")
@click.argument("corpora", nargs=-1, required=True, metavar="CORPUS...", type=click.Path(path_type=Path))
def check(corpora: tuple[Path, ...]) -> int:
    """Prints all mistakes, not only the first, and gives 2 where there is one."""
    from annotation.corpus import CorpusError, read_jsonl, read_marked

    wrong = 0
    for path in corpora:
        try:
            notes = read_marked(path) if path.suffix == ".tsv" else read_jsonl(path)
        except CorpusError as error:
            wrong += len(error.problems)
            for problem in error.problems:
                click.echo(problem, err=True)
        except OSError as error:
            raise click.ClickException(f"cannot read {path}: {error.strerror}") from error
        else:
            click.echo(f"{path}: {len(notes)} notes, {sum(len(note.mentions) for note in notes)} mentions")
    return 2 if wrong else 0


@click.command(help="Puts corpora together in one; refuses an id with two texts, or two readings by one annotator.")
@click.argument("corpora", nargs=-1, required=True, metavar="CORPUS...", type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, metavar="FILE", type=Writable(dir_okay=False))
@click.option("--prefix", is_flag=True, help="put the name of its file before every id")
def merge(corpora: tuple[Path, ...], output: Path, prefix: bool) -> int:
    """Notes that stand in several corpora, word for word and mark for mark, are taken once."""
    from annotation.corpus import write_jsonl
    from annotation.merging import merge as together

    new_file(output)
    if len({path.stem for path in corpora}) < len(corpora):
        raise click.ClickException("two corpora have the same name: problems and prefixes would not tell them apart")
    with usage_errors():
        merged = together({path.stem: read_corpus(path) for path in corpora}, prefix=prefix)
    write_jsonl(output, merged.notes)
    click.echo(f"{output}: {len(merged.notes)} notes; {merged.repeated} stood in more than one corpus")
    return 0


@click.command(help="Splits a corpus by author, source or person, so that none of them, nor a text, is in two parts.")
@click.argument("corpora", nargs=-1, required=True, metavar="CORPUS...", type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--by", multiple=True, required=True, metavar="KEY", help="source, annotator or a key of the metadata")
@click.option("--share", "shares", multiple=True, default=SHARES, show_default=True, metavar="NAME=SHARE")
@click.option("--alone", is_flag=True, help="let a note without a value of KEY be a group of its own")
@click.option("--seed", default=1, show_default=True, type=int)
def split(
    corpora: tuple[Path, ...], output: Path, by: tuple[str, ...], shares: tuple[str, ...], alone: bool, seed: int
) -> int:
    """DIR/NAME.jsonl for every part, and DIR/split.json with how it was made and what each part holds."""
    from annotation.corpus import write_jsonl
    from annotation.splitting import split as divide
    from annotation.versions import digest

    wanted = _shares(shares)
    notes = read_all(corpora)
    targets = {name: new_file(output / f"{name}.jsonl") for name in wanted}
    with usage_errors():
        done = divide(notes, wanted, by, alone=alone, seed=seed)
    output.mkdir(parents=True, exist_ok=True)
    held = {}
    for name, part in done.parts.items():
        write_jsonl(targets[name], part)
        labels = Counter(mention.label for note in part for mention in note.mentions)
        held[name] = {"digest": digest(part), "notes": len(part), "mentions": dict(sorted(labels.items()))}
        click.echo(f"{targets[name]}: {len(part)} notes, {labels.total()} mentions of {len(labels)} labels")
    record = {
        "corpus": digest(notes),
        "by": by,
        "shares": wanted,
        "seed": seed,
        "groups": done.groups,
        "parts": held,
    }
    (output / "split.json").write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", "utf-8")
    for said in done.said:
        click.echo(f"nietpluis: {said}", err=True)
    return 0


def _shares(given: tuple[str, ...]) -> dict[str, float]:
    found: dict[str, float] = {}
    for share in given:
        name, _, size = share.partition("=")
        try:
            found[name] = float(size)
        except ValueError as error:
            raise click.UsageError(f"--share {share}: write NAME=SHARE, such as test=0.2") from error
        if not name.isidentifier():
            raise click.UsageError(f"--share {share}: a name is letters, digits and underscores")
    if len(found) < len(given):
        raise click.UsageError("--share names a part twice")
    return found


@click.command(
    help="Says what stands in two of these parts: values of KEY, ids, texts and near-doubles. Exits 1 if any."
)
@click.argument("parts", nargs=-1, required=True, metavar="PART...", type=click.Path(path_type=Path))
@click.option("--by", multiple=True, metavar="KEY", help="source, annotator or a key of the metadata")
def leaks(parts: tuple[Path, ...], by: tuple[str, ...]) -> int:
    """Parts are told apart by the names of their files."""
    from annotation.splitting import leaks as find

    found = find({path.stem: read_corpus(path) for path in parts}, by)
    for leak in found:
        click.echo(leak)
    click.echo(f"{len(found)} leaks between {len(parts)} parts")
    return 1 if found else 0


@click.command(help="Leaves of every two (near-)doubles one, and lists what went and why in FILE.doubles.csv.")
@click.argument("corpora", nargs=-1, required=True, metavar="CORPUS...", type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, metavar="FILE", type=Writable(dir_okay=False))
@click.option("--only-exact", is_flag=True, help="keep texts that are only much alike")
def deduplicate(corpora: tuple[Path, ...], output: Path, only_exact: bool) -> int:
    """Of two doubles the one with most words stays, then that with most mentions, then the first."""
    from annotation.corpus import write_jsonl
    from annotation.merging import deduplicate as without

    notes = read_all(corpora)
    new_file(output)
    done = without(notes, only_exact=only_exact)
    write_jsonl(output, done.notes)
    listed = output.with_name(f"{output.stem}.doubles.csv")
    with listed.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["dropped", "kept", "share_of_wording", "same_words"])
        for dropped, double in done.dropped.items():
            kept = double.second if dropped == double.first else double.first
            rows.writerow([dropped, kept, f"{double.share:.2f}", "yes" if double.exact else "no"])
    exact = sum(double.exact for double in done.dropped.values())
    click.echo(
        f"{output}: {len(done.notes)} notes; dropped {exact} doubles and {len(done.dropped) - exact} near-doubles"
    )
    return 0


def _print_questions(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    from annotation.description import questions

    if wanted:
        for key, question in questions("nl").items():
            click.echo(f"# {question} ({questions('en')[key]})\n{key}:")
        context.exit()


@click.command(help="Describes a corpus in a datasheet: counts, and the answers to its questions from a YAML file.")
@click.argument("corpora", nargs=-1, required=True, metavar="CORPUS...", type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, metavar="FILE.md", type=Writable(dir_okay=False))
@click.option("--about", metavar="FILE.yaml", type=click.Path(path_type=Path, exists=True), help="answers by people")
@click.option("--language", type=click.Choice(["nl", "en"]), default="nl", show_default=True)
@click.option(
    "--questions",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_questions,
    help="print the questions that people must answer, and stop",
)
def describe(corpora: tuple[Path, ...], output: Path, about: Path | None, language: str) -> int:
    """Writes the datasheet as Markdown, and says how many questions nobody answered."""
    from annotation.description import datasheet, questions, read_about
    from annotation.description import describe as count
    from annotation.versions import NAME, digest

    in_language: dict[str, str] = questions(language)  # type: ignore[arg-type]  # one of the choices above
    notes = read_all(corpora)
    with usage_errors():
        answers = read_about(about) if about else {}
        found = count(notes)
        sheet = datasheet(found, digest(notes)[:NAME], answers, language)  # type: ignore[arg-type]
    output.write_text(sheet, "utf-8")
    click.echo(f"{output}: {found.notes} notes, {found.all_mentions} mentions")
    if missing := [key for key in in_language if key not in answers]:
        click.echo(f"nietpluis: no answer to {', '.join(missing)}", err=True)
    return 0


@click.command(help="Keeps a corpus as a version that cannot change unseen: STORE/<digest of its notes>/.")
@click.argument("corpora", nargs=-1, required=True, metavar="CORPUS...", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", "store", required=True, metavar="STORE", type=click.Path(path_type=Path, file_okay=False)
)
@click.option("-m", "--message", default="", help="what is new in it")
@click.option("--parent", "parents", multiple=True, metavar="VERSION", help="the version it was made from")
@click.option("--about", metavar="FILE.yaml", type=click.Path(path_type=Path, exists=True), help="answers by people")
@click.option("--language", type=click.Choice(["nl", "en"]), default="nl", show_default=True)
def freeze(
    corpora: tuple[Path, ...], store: Path, message: str, parents: tuple[str, ...], about: Path | None, language: str
) -> int:
    """The same notes, in whatever order, are the same version and are kept once."""
    from annotation.description import read_about
    from annotation.versions import freeze as keep

    notes = read_all(corpora)
    with usage_errors():
        answers = read_about(about) if about else {}
        done = keep(store, notes, message=message, parents=parents, about=answers, language=language)  # type: ignore[arg-type]
    click.echo(f"{done.folder}: {done.version.notes} notes{'' if done.new else ', there already'}")
    return 0


@click.command(
    name="versions", help="Lists the versions in STORE, the oldest first, after checking that none has changed."
)
@click.argument("store", metavar="STORE", type=click.Path(path_type=Path, exists=True, file_okay=False))
def list_versions(store: Path) -> int:
    """Every version is read again and its digest made anew."""
    from annotation.versions import versions

    with usage_errors():
        found = versions(store)
    for version in found:
        parents = f", from {', '.join(version.parents)}" if version.parents else ""
        said = f": {version.message}" if version.message else ""
        click.echo(f"{version.name}  {version.made}  {version.notes} notes, {version.mentions} mentions{parents}{said}")
    return 0


COMMANDS = (check, merge, split, leaks, deduplicate, describe, freeze, list_versions)

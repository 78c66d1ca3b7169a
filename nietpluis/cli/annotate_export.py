"""`nietpluis annotate export`: a corpus for another tool, pseudonymised unless somebody asks for the texts as they are."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nietpluis.cli.annotate_files import needed, read_corpus, the_format, usage_errors
from nietpluis.cli.paths import Writable

if TYPE_CHECKING:
    from annotation.corpus import AnnotatedNote
    from annotation.privacy import Deidentifier, Leak, Pseudonymised
    from annotation.privacy.leaks import Why


@click.command(
    name="export",
    help="Writes a corpus for another tool (docs/exchange.md), pseudonymised. Refuses while something may still name somebody: "
    "look at the list it writes, then export again with --checked.",
)
@click.argument("corpus", type=click.Path(path_type=Path))
@click.option("--format", "name", required=True, metavar="FORMAT", help="jsonl, label-studio, doccano, brat, ...")
@click.option("-o", "--output", required=True, metavar="PATH", type=Writable())
@click.option("--personal-data", is_flag=True, help="leave texts, ids, annotators and metadata as they are")
@click.option("--checked", is_flag=True, help="somebody looked at what may still name a person")
@click.option(
    "--also", metavar="FILE", type=click.Path(path_type=Path, exists=True), help="words to replace too, one a line"
)
@click.option(
    "--fine", metavar="FILE", type=click.Path(path_type=Path, exists=True), help="words that name nobody, one a line"
)
@click.option("--keep", multiple=True, metavar="KEY", help="key of the metadata that travels along")
@click.option("--deduce", is_flag=True, help="find with deduce as well; needs the extra `privacy`")
@click.option("--key", metavar="FILE", type=Writable(dir_okay=False), help="keep old ids here; the same ids come again")
@click.option("--listed", metavar="FILE", type=Writable(dir_okay=False), help="write every replacement with its words")
def export_corpus(
    corpus: Path,
    name: str,
    output: Path,
    personal_data: bool,
    checked: bool,
    also: Path | None,
    fine: Path | None,
    keep: tuple[str, ...],
    deduce: bool,
    key: Path | None,
    listed: Path | None,
) -> int:
    """Writes a file, or a folder where the format is one; refuses what the format cannot hold."""
    form = the_format(name)
    notes = read_corpus(corpus)
    if output.exists() and not (form.folder and output.is_dir() and not any(output.iterdir())):
        raise click.ClickException(f"{output} exists already")
    if not personal_data:
        from annotation.privacy import key_content, new_secret, pseudonymise

        finders = _finders(also, deduce)
        secret = _secret(key) or new_secret()
        done = pseudonymise(notes, finders, secret, keep=keep)
        _say(done)
        _refuse_leaks(done, notes, finders, _words(fine), output, checked)
        if listed:
            _write_private(listed, _replacements(done))
        if key:
            _write_private(key, [json.dumps(key_content(done, secret), ensure_ascii=False, indent=1)])
        notes = done.notes
    with usage_errors(), needed(form):
        form.write(output, notes)
    click.echo(f"{output}: {len(notes)} notes{'' if personal_data else ', pseudonymised (not anonymous)'}")
    return 0


def _finders(also: Path | None, deduce: bool) -> list[Deidentifier]:
    from annotation.privacy import DutchRules

    finders: list[Deidentifier] = [DutchRules(_words(also))]
    if deduce:
        from annotation.privacy.deduce import DeduceFinder

        try:
            finders.append(DeduceFinder())
        except ModuleNotFoundError as error:
            raise click.ClickException("--deduce needs deduce: pip install 'nietpluis[privacy]'") from error
    return finders


def _words(path: Path | None) -> list[str]:
    return [line.strip() for line in path.read_text("utf-8-sig").splitlines() if line.strip()] if path else []


def _secret(key: Path | None) -> str | None:
    """The secret of a key file that is there already."""
    if key is None or not key.exists():
        return None
    try:
        secret = str(json.loads(key.read_text("utf-8"))["secret"])
        bytes.fromhex(secret)
    except (ValueError, KeyError, TypeError) as error:
        raise click.ClickException(f"{key} is no key file of an earlier export") from error
    return secret


def _say(done: Pseudonymised) -> None:
    counts = ", ".join(f"{kind} {count}" for kind, count in done.counts().items()) or "nothing"
    click.echo(f"replaced: {counts}")
    if done.dropped:
        gone = ", ".join(f"{key} ({count})" for key, count in sorted(done.dropped.items()))
        click.echo(f"metadata left out: {gone}; --keep KEY keeps one")


def _refuse_leaks(
    done: Pseudonymised,
    notes: Sequence[AnnotatedNote],
    finders: Sequence[Deidentifier],
    fine: Sequence[str],
    output: Path,
    checked: bool,
) -> None:
    from annotation.privacy import find_leaks, words_of

    originals = {new.id: old for new, old in zip(done.notes, notes, strict=True)}
    groups = words_of(find_leaks(done.notes, originals, finders, fine))
    if not groups:
        return
    target = output.with_name(f"{output.stem}.leaks.csv")
    _write_private(target, _leak_rows(groups))
    said = f"{len(groups)} words or numbers may still name somebody: see {target}"
    if not checked:
        raise click.ClickException(
            f"{said}. Put what must go in a file for --also, what may stay in one for --fine; or export with --checked"
        )
    click.echo(f"nietpluis: {said}; exported with --checked", err=True)


def _leak_rows(groups: Mapping[tuple[Why, str], list[Leak]]) -> Iterable[str]:
    yield _row(["why", "words", "times", "first_note", "field", "character"])
    for (why, words), found in groups.items():
        first = found[0]
        yield _row([why, words, len(found), first.note_id, first.field, first.start])


def _replacements(done: Pseudonymised) -> Iterable[str]:
    yield _row(["kind", "words", "tag", "old_note", "new_note", "character"])
    for found in sorted(done.replaced, key=lambda each: each.kind):
        yield _row([found.kind, found.text, found.tag, done.ids[found.note_id], found.note_id, found.start])


def _row(fields: Sequence[object]) -> str:
    import io

    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(fields)
    return line.getvalue()


def _write_private(path: Path, lines: Iterable[str]) -> None:
    """Writes what is personal data so that only its owner can read it."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in lines)
    path.chmod(0o600)

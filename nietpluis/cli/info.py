"""`nietpluis info`: versions of everything, the lexicon entry by entry, and the check of an own lexicon file."""

from __future__ import annotations

import json
import platform
import sys
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import click
import typer

if TYPE_CHECKING:
    from pipeline.lexicon.entries import Lexicon

HELP = "Versions of package, taxonomy, model and lexicon; with --lexicon every entry of the lexicon."


def info(
    as_json: Annotated[bool, typer.Option("--json", help="as JSON")] = False,
    lexicon: Annotated[bool, typer.Option("--lexicon", help="list every entry of the lexicon")] = False,
    check: Annotated[bool, typer.Option("--check", help="run the sentences of every entry of the lexicon")] = False,
    files: Annotated[
        list[Path] | None, typer.Option("--file", metavar="FILE", help="own lexicon file; repeatable")
    ] = None,
    label: Annotated[list[str] | None, typer.Option("--label", help="only this label; repeatable")] = None,
) -> int:
    """Prints what was asked; 1 where a sentence of the lexicon fails."""
    from pipeline.lexicon.entries import Lexicon, LexiconError, load_lexicon
    from pipeline.taxonomy import taxonomy

    unknown = sorted(set(label or ()) - set(taxonomy().labels))
    if unknown:
        raise click.UsageError(f"no such label: {', '.join(unknown)}")
    try:
        loaded = load_lexicon(files or ())
    except LexiconError as error:
        raise click.ClickException(str(error)) from error
    shown = Lexicon({name: rows for name, rows in loaded.rows.items() if not label or name in label})
    if check:
        return _check(shown)
    if lexicon:
        _list_entries(shown, as_json=as_json)
    else:
        _versions(loaded, as_json=as_json)
    return 0


def _versions(lexicon: Lexicon, *, as_json: bool) -> None:
    from pipeline.taxonomy import taxonomy
    from pipeline.versions import package_version

    known = taxonomy()
    found: dict[str, Any] = {
        "package": package_version(),
        "taxonomy": known.version,
        "model": "geen",
        "lexicon": lexicon.version,
        "entries": sum(1 for _ in lexicon.entries()),
        "patterns": sum(len(entry.phrase) for _, _, entry in lexicon.entries()),
        "signals": len(known.signals),
        "protective_factors": len(known.protective_factors),
        "python": platform.python_version(),
        "spacy": version("spacy"),
    }
    if as_json:
        print(json.dumps(found, ensure_ascii=False))
        return
    for name, value in found.items():
        print(f"{name:<20} {value}")


def _list_entries(lexicon: Lexicon, *, as_json: bool) -> None:
    for entry_id, label, entry in lexicon.entries():
        if as_json:
            row = {"id": entry_id, "label": label, **entry.model_dump(mode="json", by_alias=True)}
            print(json.dumps(row, ensure_ascii=False))
        else:
            print(f"{entry_id:<32} {entry.kind:<9} {entry.register_:<7} {'  /  '.join(entry.phrase)}")


def _check(lexicon: Lexicon) -> int:
    from pipeline.lexicon.check import check_lexicon

    failures = check_lexicon(lexicon)
    for failure in failures:
        print(f"{failure.entry}: {failure.problem}: {failure.sentence}", file=sys.stderr)
    entries = sum(1 for _ in lexicon.entries())
    print(f"{entries} entries checked, {len(failures)} failures")
    return 1 if failures else 0

"""`nietpluis info`: versions of everything, the lexicon entry by entry, and the check of an own lexicon file."""

from __future__ import annotations

import json
import platform
import sys
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from pipeline.lexicon.entries import Lexicon

HELP = "Versions of package, taxonomy, model and lexicon; with --lexicon every entry of the lexicon."


@click.command(help=HELP)
@click.option("--json", "as_json", is_flag=True, help="as JSON")
@click.option("--lexicon", is_flag=True, help="list every entry of the lexicon")
@click.option("--check", is_flag=True, help="run the sentences of every entry of the lexicon")
@click.option(
    "--file",
    "files",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="FILE",
    help="own lexicon file; repeatable",
)
@click.option("--label", multiple=True, metavar="LABEL", help="only this label; repeatable")
def info(as_json: bool, lexicon: bool, check: bool, files: tuple[Path, ...], label: tuple[str, ...]) -> int:
    """Prints what was asked; 1 where a sentence of the lexicon fails."""
    from pipeline.lexicon.entries import Lexicon, LexiconError, load_lexicon
    from pipeline.taxonomy import taxonomy

    unknown = sorted(set(label) - set(taxonomy().labels))
    if unknown:
        raise click.UsageError(f"no such label: {', '.join(unknown)}")
    try:
        loaded = load_lexicon(files)
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
    from models.scorer import default_version
    from pipeline.taxonomy import taxonomy
    from pipeline.versions import package_version

    known = taxonomy()
    found: dict[str, Any] = {
        "package": package_version(),
        "taxonomy": known.version,
        "model": default_version() or "geen",
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

"""`nietpluis annotate adjudicate` and `gold`: disagreements to a sheet, and a filled-in sheet to one gold corpus."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import click

from nietpluis.cli.annotate_files import new_file, read_by_annotator, read_study, usage_errors
from nietpluis.cli.paths import Writable

SHEET, SETTLED = "besluiten.csv", "besluiten.jsonl"


@click.command(help="Lists where annotators differ, in DIR/besluiten.csv: fill in its column besluit, then `gold`.")
@click.argument("corpora", nargs=-1, required=True, metavar="CORPUS...", type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
def adjudicate(corpora: tuple[Path, ...], output: Path) -> int:
    """A sheet that is there already is not overwritten: somebody may have filled it in."""
    from annotation.adjudication import cases
    from annotation.decision_sheet import write_sheet

    data = read_study(read_by_annotator(corpora))
    output.mkdir(parents=True, exist_ok=True)
    sheet = new_file(output / SHEET)
    with usage_errors():
        write_sheet(sheet, data)
    found = cases(data)
    open_cases = [case for case in found if case.differs]
    kinds = Counter(kind for case in open_cases for kind in case.differs)
    click.echo(
        f"{sheet}: {len(open_cases)} disagreements in {len({case.note_id for case in open_cases})} of {len(data.ids)} notes; "
        f"{len(found) - len(open_cases)} cases on which all agree"
    )
    for kind, count in kinds.most_common():
        click.echo(f"  {kind} {count}")
    return 0


@click.command(help="Makes the gold corpus of notes that several read: what all agree on, and what the sheet decides.")
@click.argument("corpora", nargs=-1, required=True, metavar="CORPUS...", type=click.Path(path_type=Path))
@click.option("--decisions", metavar="CSV", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("-o", "--output", required=True, metavar="FILE", type=Writable(dir_okay=False))
@click.option(
    "--rule",
    type=click.Choice(["agreed", "majority"]),
    default="agreed",
    show_default=True,
    help="what needs no decision",
)
@click.option(
    "--borders",
    type=click.Choice(["decide", "widest", "narrowest"]),
    default="decide",
    show_default=True,
    help="where only the first or last words of a mention differ",
)
@click.option("--leave-out", is_flag=True, help="leave out notes with an undecided case instead of refusing")
def gold(
    corpora: tuple[Path, ...], decisions: Path | None, output: Path, rule: str, borders: str, leave_out: bool
) -> int:
    """FILE, and beside it FILE.besluiten.jsonl: how every case in which annotators differ was settled, and why."""
    from annotation.adjudication import gold as settle_all
    from annotation.corpus import write_jsonl
    from annotation.decision_sheet import read_sheet

    data = read_study(read_by_annotator(corpora))
    new_file(output)
    with usage_errors():
        made = read_sheet(decisions, data) if decisions else []
        done = settle_all(data, made, rule=rule, borders=borders)  # type: ignore[arg-type]  # the choices above
    if done.undecided and not leave_out:
        first = ", ".join(case.id for case in done.undecided[:5])
        raise click.ClickException(
            f"{len(done.undecided)} cases are undecided, such as {first}: decide them in the sheet, or use --leave-out"
        )
    write_jsonl(output, done.notes)
    log = output.with_name(f"{output.stem}.{SETTLED}")
    with log.open("w", encoding="utf-8", newline="\n") as file:
        for settled in done.settled:
            if settled.case.differs:
                row = {"case": settled.case.id, "differs": settled.case.differs, "how": settled.how}
                row |= settled.decision.model_dump(mode="json", exclude={"case"}) if settled.decision else {}
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
    left = len(data.ids) - len(done.notes)
    counts = ", ".join(f"{name} {count}" for name, count in done.counts().items())
    click.echo(f"{output}: {len(done.notes)} notes; cases: {counts or 'none'}")
    without = sum(not settled.decision.reason for settled in done.settled if settled.decision)
    if without:
        click.echo(f"nietpluis: {without} decisions have no reason", err=True)
    if left:
        click.echo(f"nietpluis: {left} notes left out, with {len(done.undecided)} undecided cases", err=True)
    return 0

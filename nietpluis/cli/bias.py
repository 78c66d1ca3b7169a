"""`nietpluis bias`: does the tagger treat people alike?"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from nietpluis.cli.model import model_option

if TYPE_CHECKING:
    from annotation.corpus import AnnotatedNote
    from eval.bias.report import Beside, BiasReport, Options

HELP = (
    "Compares groups of annotated notes (JSON Lines, marked text, or folders of them), and lets the tagger read the same "
    "notes with other names, ages and words. Writes bias.json (figures only), parts.json (for a model card and the "
    "Algoritmeregister) and bias.html (figures, and the text of the notes in which a swap changed what is raised). With "
    "--plan PLAN --register and no corpus it only writes down what will be tested, with its hash and the date."
)
BY_HELP = (
    "columns to group by, with commas. A column that nothing records is read from the text where that is possible "
    "(gender, age_group, name_origin, register, length, slips); text:NAME always reads it. With --plan: columns to add"
)
READERS_HELP = "notes of the corpus as one annotator marked them (several times: one file an annotator)"
BEHAVIOUR_HELP = "run the behaviour suite too (3,000 sentences of our own): its matrix stands in the report"
SHORT_HELP = "a page without the table of every comparison and without flips: a tenth of the size, and no text of notes"
FIXED = ("depth", "minimum", "cluster", "seed", "draws")
"""Options that a plan sets."""
_PATH: Any = click.Path(path_type=Path)


@click.command(help=HELP)
@click.argument("corpora", nargs=-1, metavar="CORPUS...", type=_PATH)
@click.option("--by", default="age_group,source,gender", show_default=True, metavar="COLUMNS", help=BY_HELP)
@click.option("-o", "--output", type=_PATH, metavar="DIR", help="folder for the results")
@click.option("--plan", type=_PATH, metavar="FILE", help="a plan (bias.yaml): what is tested, and when to stop")
@click.option("--register", is_flag=True, help="write hash and date of the plan beside it, before the data is seen")
@click.option(
    "--triage", type=_PATH, metavar="FILE", help="export of triage with judgements: how people use the tagger"
)
@click.option("--since", type=_PATH, metavar="FILE", help="bias.json of the last evaluation: what has changed")
@click.option("--transfer", type=_PATH, metavar="FILE", help="table of `python -m training.baselines.transfer`")
@click.option("--readers", multiple=True, type=_PATH, metavar="FILE", help=READERS_HELP)
@click.option("--depth", default=2, show_default=True, type=click.IntRange(1, 3), help="columns combined at most")
@click.option("--minimum", default=20, show_default=True, type=click.IntRange(min=2), help="notes a group must have")
@click.option("--cluster", metavar="COLUMN", help="column that says which notes belong together (a person, a file)")
@click.option("--seed", default=0, show_default=True, help="of the draws and of the names that are put in")
@click.option("--draws", default=1, show_default=True, type=click.IntRange(min=1), help="variants of a note a swap")
@click.option("--swaps/--no-swaps", default=True, help="whether notes are read with other names, ages and words")
@click.option("--behaviour", is_flag=True, help=BEHAVIOUR_HELP)
@click.option("--short", is_flag=True, help=SHORT_HELP)
@click.option("--lexicon/--no-lexicon", "use_lexicon", default=True, help="whether the lexicon tags too")
@model_option
@click.pass_context
def bias(context: click.Context, /, **asked: Any) -> int:
    """Reads, tags, compares, writes."""
    from annotation.corpus import CorpusError
    from eval.bias.groups import GroupError
    from eval.bias.page import parts, render
    from eval.bias.plan import PlanError
    from eval.bias.report import make_report
    from eval.evaluation import read_corpora
    from models.scorer import ScorerError
    from pipeline.assemble import Settings, build

    output, model, lexicon = asked["output"], asked["model"], asked["use_lexicon"]
    try:
        if asked["register"]:
            return _register(asked)
        if not asked["corpora"]:
            raise click.UsageError("name a corpus, or --plan FILE --register")
        if output is None:
            raise click.UsageError("-o DIR is needed: the folder for the results")
        if not lexicon and model is None:
            raise click.UsageError("--no-lexicon needs a model: nothing is left that tags")
        beside = _beside(asked)
        options = _options(context, asked, beside)
        files = read_corpora(asked["corpora"])
        nlp = build(Settings(use_lexicon=lexicon, model=model))
        notes = [note for some in files.values() for note in some]
        report = make_report(nlp, notes, options, {Path(name).name: len(some) for name, some in files.items()}, beside)
        output.mkdir(parents=True, exist_ok=True)
        for name, content in (("bias.json", report.as_json()), ("parts.json", parts(report))):
            (output / name).write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")
        (output / "bias.html").write_text(render(report, short=asked["short"]), "utf-8")
    except (CorpusError, GroupError, PlanError, ScorerError) as error:
        raise click.ClickException(str(error)) from error
    _print(report)
    print(f"nietpluis: results in {output}", file=sys.stderr)
    return 0


def _register(asked: dict[str, Any]) -> int:
    """Writes the registration of a plan and nothing else."""
    from eval.bias.plan import register

    if asked["plan"] is None:
        raise click.UsageError("--register needs --plan FILE")
    if asked["corpora"]:
        raise click.UsageError("a plan is registered before the data is seen: leave the corpus out")
    file = register(asked["plan"], date.today())
    print(f"nietpluis: registered in {file}", file=sys.stderr)
    return 0


def _beside(asked: dict[str, Any]) -> Beside:
    """What is read beside the corpus."""
    from eval.bias.drift import read_evaluated
    from eval.bias.judged import read_judged
    from eval.bias.plan import load_plan
    from eval.bias.report import Beside
    from eval.bias.transfer import read_transfer

    return Beside(
        plan=load_plan(asked["plan"]) if asked["plan"] else None,
        judged=read_judged(asked["triage"]) if asked["triage"] else (),
        since=read_evaluated(asked["since"]) if asked["since"] else None,
        transfer=read_transfer(asked["transfer"]) if asked["transfer"] else None,
        readings=_readings(asked["readers"]),
    )


def _readings(files: tuple[Path, ...]) -> dict[str, list[AnnotatedNote]]:
    """Notes by annotator: the name that they record, or that of the file."""
    from eval.evaluation import read_corpora

    if len(files) == 1:
        raise click.UsageError("--readers needs two files or more: one an annotator")
    found: dict[str, list[AnnotatedNote]] = {}
    for file in files:
        notes = [note for some in read_corpora([file]).values() for note in some]
        recorded = {note.annotator for note in notes}
        name = recorded.pop() if len(recorded) == 1 else None
        found[name if name and name not in found else file.stem] = notes
    return found


def _options(context: click.Context, asked: dict[str, Any], beside: Beside) -> Options:
    """What is asked, with what a plan sets; columns of `--by` are added to those of a plan."""
    from eval.bias.report import Options

    given = context.get_parameter_source
    columns = tuple(name.strip() for name in asked["by"].split(",") if name.strip())
    if beside.plan is None:
        if not columns:
            raise click.UsageError("--by names no column")
        fixed = {name: asked[name] for name in FIXED}
    else:
        plan = beside.plan.plan
        if clash := [name for name in FIXED if given(name) == ParameterSource.COMMANDLINE]:
            raise click.UsageError(f"the plan sets --{clash[0]}: leave it out, or register a new plan")
        added = columns if given("by") == ParameterSource.COMMANDLINE else ()
        columns = (*plan.by, *(name for name in added if name not in plan.by))
        fixed = {name: getattr(plan, name) for name in FIXED}
    fixed["depth"] = min(fixed["depth"], len(columns))
    return Options(by=columns, swaps=asked["swaps"], behaviour=asked["behaviour"], **fixed)


def _print(report: BiasReport) -> None:
    """What is shown, and how often each swap changes what is raised."""
    counts = ", ".join(f"{verdict}: {number}" for verdict, number in report.verdicts.items())
    print(f"{report.notes:,} notes, {len(report.groupings)} groupings, {report.differences.family:,} tests; {counts}")
    if not report.groupings:
        print(
            f"nietpluis: no group was compared: a group needs {report.options.minimum} notes, and so does the rest "
            "(--minimum)",
            file=sys.stderr,
        )
    for row in report.shown:
        print(
            f"  {row.grouping} {row.group}: {row.label} {row.metric} {row.here.ratio.value:.3f} against "
            f"{row.rest.ratio.value:.3f}, adjusted p {row.p_holm:.4f}{'' if row.planned else ' (not planned)'}"
        )
    for result in report.swaps:
        rate = result.rows[0].rate
        known = "-" if rate.value is None else f"{100 * rate.value:.2f} % ({100 * (rate.high or 0):.2f} % at most)"
        print(f"  swap {result.swap:<14} {result.pairs:>6,} pairs, changed in {known}")
    for checked in report.stops:
        of = " ".join(str(value) for value in checked.stop.model_dump(exclude={"at_most"}, exclude_unset=True).values())
        print(f"  limit {of} at most {checked.stop.at_most}: {checked.outcome}")

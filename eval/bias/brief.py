"""What a manager must know, in ten Dutch sentences. The words are in `assets/kort.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from statistics import median
from typing import Any

from eval.bias.counterfactuals import SwapResult
from eval.bias.counting import ALL_SIGNALS, metrics
from eval.bias.report import BiasReport
from eval.bias.stops import OVER, UNKNOWN
from eval.bias.verdicts import SHOWN, UNDETERMINED, Difference
from eval.page import count, number, percent
from pipeline.language.data import read_yaml

ASSETS = Path(__file__).parent / "assets"
NAMES = ("first_names", "surnames")
GENDER = ("gender",)


def ten_sentences(report: BiasReport, words: Mapping[str, Any], names: Mapping[str, str]) -> tuple[str, ...]:
    """The ten. `words`: wording of the report; `names`: labels as people read them."""
    said = read_yaml(ASSETS / "kort.yaml")
    columns = dict.fromkeys(column.removeprefix("text:") for column in report.options.by)
    return (
        said["scope"].format(
            notes=count(report.notes), columns=", ".join(words["columns"].get(c, c).lower() for c in columns)
        ),
        _plan(report, said["plan"]),
        *_errors(report, said, words, names),
        _unknown(report, said["unknown"]),
        _swapped([result for result in report.swaps if result.swap in NAMES], said["names"]),
        _swapped([result for result in report.swaps if result.swap in GENDER], said["gender"]),
        _other(report, said["other"], words),
        _calibration(report, said["calibration"]),
        _last(report, said["last"]),
    )


def _plan(report: BiasReport, said: Mapping[str, str]) -> str:
    plan = report.plan
    if plan is None:
        return said["none"]
    if plan.date is None:
        return said["unregistered"]
    return said["changed" if plan.changed else "kept"].format(
        date=dutch_date(plan.date), added=count(report.differences.added)
    )


def _errors(
    report: BiasReport, said: Mapping[str, Any], words: Mapping[str, Any], names: Mapping[str, str]
) -> tuple[str, str]:
    worse = {metric.id for metric in metrics() if metric.worse}
    rows = [row for row in report.once if row.metric in worse and row.verdict != UNDETERMINED]
    shown = [row for row in rows if row.verdict == SHOWN and row.difference.value is not None]
    first = said["errors"]["shown" if shown else "none" if rows else "unknown"].format(
        shown=count(len(shown)), all=count(len(rows))
    )
    if not shown:
        return first, _power(report, said["largest"])
    row = max(shown, key=lambda r: abs(r.difference.value or 0.0))
    metric = words["metrics"][row.metric]["name"]
    return first, said["largest"]["shown"].format(
        group=row.group,
        metric=f"“{metric if metric.isupper() else metric.lower()}”",
        here=percent(row.here.ratio.value),
        rest=percent(row.rest.ratio.value),
        label=names[row.label],
    )


def _power(report: BiasReport, said: Mapping[str, str]) -> str:
    rows: list[Difference] = [r for r in report.once if (r.label, r.metric) == (ALL_SIGNALS, "miss_rate")]
    sizes = [row.smallest for row in rows if row.smallest is not None]
    return said["power"].format(points=count(round(100 * median(sizes)))) if sizes else said["none"]


def _unknown(report: BiasReport, said: Mapping[str, str]) -> str:
    unknown, every = report.verdicts[UNDETERMINED], sum(report.verdicts.values())
    if not every:
        return said["empty"].format(minimum=count(report.options.minimum))
    return said["some" if unknown else "none"].format(unknown=count(unknown), all=count(every))


def _swapped(results: list[SwapResult], said: Mapping[str, str]) -> str:
    pairs = sum(result.pairs for result in results)
    if not pairs:
        return said["none"]
    return said["measured"].format(flips=count(sum(r.rows[0].flips for r in results)), pairs=count(pairs))


def _other(report: BiasReport, said: Mapping[str, str], words: Mapping[str, Any]) -> str:
    rest = [result for result in report.swaps if result.swap not in (*NAMES, *GENDER) and result.pairs]
    if not rest:
        return said["none"]
    worst = max(rest, key=lambda result: result.rows[0].rate.value or 0.0)
    return said["measured"].format(
        swap=words["swaps"][worst.swap]["name"].lower(), flips=count(worst.rows[0].flips), pairs=count(worst.pairs)
    )


def _calibration(report: BiasReport, said: Mapping[str, str]) -> str:
    whole = report.reliability[0]
    if whole.ece.value is None or whole.by_chance is None:
        return said["none"]
    return said["measured"].format(ece=number(100 * whole.ece.value, 1), chance=number(100 * whole.by_chance, 1))


def _last(report: BiasReport, said: Mapping[str, str]) -> str:
    over = sum(row.outcome == OVER for row in report.stops)
    unknown = sum(row.outcome == UNKNOWN for row in report.stops)
    every = count(len(report.stops))
    if over:
        return said["over"].format(all=every, over=count(over), verb=_verb(over))
    if unknown:
        return said["open"].format(all=every, unknown=count(unknown), verb=_verb(unknown))
    if report.stops:
        return said["kept"].format(all=every)
    followed = None if report.use is None else report.use.row("follow")
    if followed is None or not followed.of:
        return said["none"]
    return said["used"].format(followed=count(followed.events), judged=count(followed.of))


def _verb(count: int) -> str:
    return "is" if count == 1 else "zijn"


def dutch_date(iso: str) -> str:
    """ "2026-03-09" as 9 maart 2026."""
    months = read_yaml(ASSETS / "bias.yaml")["months"]
    year, month, day = (int(part) for part in iso.split("-"))
    return f"{day} {months[month - 1]} {year}"

"""The bias report as one self-contained HTML page in Dutch. The whole one holds the text of the notes that a swap changed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from eval.behaviour.matrix import Row
from eval.bias.brief import dutch_date, ten_sentences
from eval.bias.charts import flip_chart, work_chart
from eval.bias.counterfactuals import Flip, SwapResult
from eval.bias.counting import metrics
from eval.bias.groups import JOINT
from eval.bias.parts import parts_of
from eval.bias.reliability import Reliability
from eval.bias.report import BiasReport
from eval.bias.stops import Checked
from eval.bias.verdicts import Difference
from eval.intervals import Figure
from eval.page import UNDEFINED, environment, number
from pipeline.language.data import read_yaml
from pipeline.taxonomy import taxonomy

ASSETS = Path(__file__).parent / "assets"
Named = list[tuple[str, Reliability]]


@dataclass(frozen=True, slots=True)
class Calibration:
    """Calibration for the page: of everybody, by column the groups, the labels, and labels within groups."""

    everybody: Reliability
    groups: dict[str, Named]
    labels: Named
    both: Named


def render(report: BiasReport, *, short: bool = False) -> str:
    """The page; a short one has no table of every comparison and no flips, and so no text of a note."""
    words = read_yaml(ASSETS / "bias.yaml")
    names = _names(words)
    templates = environment(ASSETS)
    templates.filters.update(
        percents=_percents,
        difference=_difference,
        points=_points,
        point=_point,
        p=_p,
        marked=_marked,
        dutch_date=dutch_date,
        reason=lambda said: _reason(said, words),
        rule=lambda row: _rule(row, words, names),
    )
    swaps = words["swaps"]
    return templates.get_template("bias.html").render(
        r=report,
        short=short,
        words=words,
        names=names,
        sentences=ten_sentences(report, words, names),
        metrics=[metric.id for metric in metrics()],
        tables=_tables(report),
        title=lambda name: _title(name, words),
        moved=[result for result in report.swaps if result.flips],
        planned_swaps=[s.swap for s in report.swaps if report.plan is None or report.plan.plan.covers_swap(s.swap)],
        flips=flip_chart(report.swaps, [swaps[result.swap]["name"] for result in report.swaps]),
        calibration=_calibration(report, names, words),
        work=_work(report, words),
        abilities=_abilities(report),
        rows_of=_rows_of,
        undefined=UNDEFINED,
    )


def parts(report: BiasReport) -> dict[str, Any]:
    """What a model card and the Algoritmeregister take in."""
    words = read_yaml(ASSETS / "bias.yaml")
    names = _names(words)
    return parts_of(report, ten_sentences(report, words, names), names)


def _names(words: dict[str, Any]) -> dict[str, str]:
    rows: dict[str, str] = words["rows"]
    return {label.id: label.label for label in taxonomy().labels.values()} | rows | {"": "Alle labels samen"}


def _title(name: str, words: dict[str, Any]) -> str:
    bare = (column.removeprefix("text:") for column in name.split(JOINT))
    return JOINT.join(words["columns"].get(column, column) for column in bare)


def _tables(report: BiasReport) -> list[dict[str, Any]]:
    """By grouping: groups with their rows, those of all labels together before those by label."""
    found = []
    for grouping in report.groupings:
        rows = [row for row in report.differences.rows if row.grouping == grouping.name]
        groups: dict[str, list[Difference]] = {}
        for row in rows:
            groups.setdefault(row.group, []).append(row)
        found.append({"grouping": grouping, "sizes": report.sizes(grouping), "groups": groups})
    return found


def _calibration(report: BiasReport, names: dict[str, str], words: dict[str, Any]) -> Calibration:
    groups: dict[str, Named] = {}
    for row in report.reliability:
        if row.grouping and not row.label:
            groups.setdefault(row.grouping, []).append((row.group, row))
    return Calibration(
        report.reliability[0],
        groups,
        [(names[row.label], row) for row in report.reliability if row.label and not row.grouping],
        [
            (f"{_title(row.grouping, words)}: {row.group}, {names[row.label]}", row)
            for row in report.reliability
            if row.label and row.grouping
        ],
    )


def _work(report: BiasReport, words: dict[str, Any]) -> list[dict[str, Any]]:
    """A chart for everybody, and one for each column with its groups."""
    found = []
    for column in dict.fromkeys(sweep.grouping for sweep in report.sweeps):
        own = [sweep for sweep in report.sweeps if sweep.grouping == column]
        named = [sweep.group or words["everybody"] for sweep in own]
        chart = work_chart(own, named)
        if chart is not None:
            title = _title(column, words) if column else words["everybody"]
            parts_of_chart = {"lines": chart.lines, "across": chart.across, "up": chart.up}
            found.append({"title": title, "sweeps": list(zip(named, own, strict=True)), **parts_of_chart})
    return found


def _abilities(report: BiasReport) -> list[dict[str, Any]]:
    """The matrix of the behaviour suite: by group and type the functionalities, with what passed of what was tried."""
    if report.behaviour is None:
        return []
    kinds: dict[tuple[str, str], list[Row]] = {}
    for row in report.behaviour.rows:
        kinds.setdefault((row.functionality.group, row.functionality.kind), []).append(row)
    return [
        {
            "group": report.behaviour.groups[group],
            "kind": kind,
            "rows": rows,
            "passed": sum(share.passed for row in rows for share in row.shares.values()),
            "total": sum(share.total for row in rows for share in row.shares.values()),
        }
        for (group, kind), rows in kinds.items()
    ]


def _rows_of(result: SwapResult) -> list[Any]:
    """Labels that changed, or whose words were lost; and all together."""
    return [row for row in result.rows if not row.label or row.flips or row.spans_lost]


def _rule(row: Checked, words: dict[str, Any], names: dict[str, str]) -> str:
    """A stop rule in words."""
    stop = row.stop
    text: str = words["stops"][stop.measure]
    return text.format(
        metric=words["metrics"][stop.metric]["name"],
        label=names[stop.label],
        grouping=_title(stop.grouping, words) if stop.grouping else words["everybody"],
        swap=words["swaps"][stop.swap]["name"] if stop.swap else "",
        name=words["uses"][stop.name]["name"],
        side=words["drift"][stop.side],
    )


def _percents(figure: Figure) -> Any:
    """A share in percents with its interval: "12,0% (8,1 tot 17,2)"."""
    return _hundredths(figure, "%")


def _points(figure: Figure) -> Any:
    """A distance in percentage points with its interval."""
    return _hundredths(figure, "")


def _hundredths(figure: Figure, unit: str) -> Any:
    if figure.value is None:
        return Markup('<span class="none">{}</span>').format(UNDEFINED)
    value = _point(figure.value) + unit
    if figure.low is None or figure.high is None:
        return value
    return Markup('{} <span class="interval">({} tot {})</span>').format(value, _point(figure.low), _point(figure.high))


def _point(value: float | None) -> str:
    return "–" if value is None else number(100 * value, 1)


def _difference(figure: Figure) -> Any:
    """A difference in percentage points with its sign and interval."""
    if figure.value is None:
        return Markup('<span class="none">{}</span>').format(UNDEFINED)
    value = f"{100 * figure.value:+.1f}".replace(".", ",").replace("-", "−")
    if figure.low is None or figure.high is None:
        return value
    low, high = (f"{100 * b:+.1f}".replace(".", ",").replace("-", "−") for b in (figure.low, figure.high))
    return Markup('{} <span class="interval">({} tot {})</span>').format(value, low, high)


def _p(value: float | None) -> str:
    if value is None:
        return "–"
    return "< 0,0001" if value < 0.0001 else f"{value:.4f}".replace(".", ",")


def _reason(said: str, words: dict[str, Any]) -> str:
    """A reason in Dutch; what the language rules say of one word is put under its kind."""
    known: dict[str, str] = words["reasons"]
    return next((dutch for english, dutch in known.items() if said.startswith(english)), said)


def _marked(flip: Flip) -> Markup:
    """The text of the second side with what was put in, and struck out what stood there."""
    pieces, last = [], 0
    for edit in sorted(flip.edits, key=lambda e: (e.start, e.end)):
        pieces.append(Markup.escape(flip.left[last : edit.start]))
        if gone := flip.left[edit.start : edit.end]:
            pieces.append(Markup("<del>{}</del>").format(gone))
        if edit.new:
            pieces.append(Markup("<ins>{}</ins>").format(edit.new))
        last = edit.end
    return Markup("").join([*pieces, Markup.escape(flip.left[last:])])

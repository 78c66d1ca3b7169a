"""The bias report as one self-contained HTML page in Dutch. It holds the text of the notes that a swap changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from markupsafe import Markup

from eval.bias.counterfactuals import Flip, SwapResult
from eval.bias.counting import metrics
from eval.bias.differences import Difference
from eval.bias.groups import JOINT
from eval.bias.report import BiasReport
from eval.intervals import Figure
from eval.page import UNDEFINED, environment
from pipeline.language.data import read_yaml
from pipeline.taxonomy import taxonomy

ASSETS = Path(__file__).parent / "assets"


def render(report: BiasReport) -> str:
    """The page."""
    words = read_yaml(ASSETS / "bias.yaml")
    names = {label.id: label.label for label in taxonomy().labels.values()} | words["rows"] | {"": "Alle labels samen"}
    templates = environment(ASSETS)
    templates.filters.update(
        percents=_percents, difference=_difference, p=_p, marked=_marked, reason=lambda said: _reason(said, words)
    )
    return templates.get_template("bias.html").render(
        r=report,
        words=words,
        names=names,
        metrics=[metric.id for metric in metrics()],
        tables=_tables(report),
        title=lambda name: JOINT.join(words["columns"].get(_bare(column), column) for column in name.split(JOINT)),
        moved=[result for result in report.swaps if result.flips],
        rows_of=_rows_of,
        undefined=UNDEFINED,
    )


def _bare(column: str) -> str:
    return column.removeprefix("text:")


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


def _rows_of(result: SwapResult) -> list[Any]:
    """Labels that changed, or whose words were lost; and all together."""
    return [row for row in result.rows if not row.label or row.flips or row.spans_lost]


def _percents(figure: Figure) -> Any:
    """A share in percents with its interval: "12,0% (8,1 tot 17,2)"."""
    if figure.value is None:
        return Markup('<span class="none">{}</span>').format(UNDEFINED)
    value = f"{100 * figure.value:.1f}%".replace(".", ",")
    if figure.low is None or figure.high is None:
        return value
    low, high = (f"{100 * bound:.1f}".replace(".", ",") for bound in (figure.low, figure.high))
    return Markup('{} <span class="interval">({} tot {})</span>').format(value, low, high)


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

"""The results of baselines as JSON that grows row by row, and as a Markdown table."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from eval.intervals import Figure
from eval.raised import RaisedFigures
from training.baselines.run import Row
from training.corpora.datasheet import corpus_digest

HEAD = (
    "| baseline | precision | recall | micro F1 | macro F1 | signals raised a note without one | micro F1, voice left out |\n"
    "| --- | --- | --- | --- | --- | --- | --- |\n"
)
PART_HEAD = (
    "| {} | precision | recall | micro F1 | macro F1 | signals raised a note without one |\n"
    "| --- | --- | --- | --- | --- | --- |\n"
)

SHORT_RUNS = "network of half the layers, one pass, joined with the lexicon"
"""The table of what `training.network.comparisons` makes."""


def described(train: int, test: int, seed: int, corpus: Path | None) -> dict[str, Any]:
    """What results are of: numbers of items and notes, the seed of the baselines, the corpus by its content."""
    about: dict[str, Any] = {"training items": train, "test notes": test, "seed": seed}
    return about if corpus is None else about | {"corpus": corpus_digest(corpus)}


class Results:
    """Results in `folder/name.json` and `folder/name.md`. Rows of an earlier run on the same notes are kept."""

    def __init__(self, folder: Path, name: str, about: dict[str, Any]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._json, self._markdown = folder / f"{name}.json", folder / f"{name}.md"
        self.data: dict[str, Any] = {"about": about, "rows": {}, "parts": {}}
        if self._json.exists():
            before = json.loads(self._json.read_text("utf-8"))
            if before["about"] == about:
                self.data = before

    def add_row(self, row: Row) -> None:
        """Adds or replaces a row, and writes."""
        self.data["rows"][row.name] = asdict(row)
        self._write()

    def add_part(self, title: str, figures: dict[str, RaisedFigures]) -> None:
        """Adds or replaces rows of a table of its own (a curve, an ablation), and writes."""
        self.data["parts"].setdefault(title, {}).update({name: asdict(some) for name, some in figures.items()})
        self._write()

    def _write(self) -> None:
        self._json.write_text(json.dumps(self.data, ensure_ascii=False, indent=1) + "\n", "utf-8")
        self._markdown.write_text(markdown(self.data), "utf-8")


def markdown(data: dict[str, Any]) -> str:
    """The tables of results as Markdown; 95 % bootstrap intervals over notes in parentheses."""
    about = "; ".join(f"{name} {value}" for name, value in data["about"].items())
    lines = [f"Raised labels a note; {about}. In parentheses 95 % intervals over notes.\n\n", HEAD]
    for name, row in data["rows"].items():
        left_out = row["left_out"]
        shown = _shown(left_out["micro"]["f1"]) if left_out else ("" if row["threshold"] is not None else "the same")
        shown += ", a third at a time" if row["thirds"] else ""
        lines.append(f"| {name} | {_cells(row['figures'])} | {shown} |\n")
    for title, part in data["parts"].items():
        lines += [f"\n{PART_HEAD.format(title)}", *(f"| {name} | {_cells(some)} |\n" for name, some in part.items())]
    lines.append("\n")
    for name, row in data["rows"].items():
        chosen = f"; threshold {row['threshold']:.2f}" if row["threshold"] is not None else ""
        lines.append(f"- **{name}**: {row['settings']}{chosen}; {row['seconds']:.0f} s\n")
    return "".join(lines)


def _cells(figures: dict[str, Any]) -> str:
    micro = figures["micro"]
    shown = [micro["precision"], micro["recall"], micro["f1"], figures["macro_f1"], figures["quiet_raised"]]
    return " | ".join(_shown(figure, interval=i >= 2) for i, figure in enumerate(shown))


def _shown(figure: dict[str, float | None], *, interval: bool = True) -> str:
    f = Figure(**figure)
    if f.value is None:
        return "not determinable"
    return f"{f.value:.3f} ({f.low:.3f} – {f.high:.3f})" if interval and f.low is not None else f"{f.value:.3f}"

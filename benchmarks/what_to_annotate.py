"""`python benchmarks/what_to_annotate.py`: does choosing what to annotate next pay? Played over on the training corpus.

The pool are items of the training split, the test notes are the development split, by other writers. The learner is logistic
regression on TF-IDF of words and pairs of words (scikit-learn, extra `eval`), the lexicon the shipped one. Writes the figures
as JSON and the curve as SVG.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from random import Random
from statistics import mean
from typing import Any

import nietpluis
from annotation.corpus import AnnotatedNote
from annotation.learner import Floats, learn
from annotation.simulation import STRATEGIES, Point, simulate
from training.corpora import load_corpus

SIZES = (200, 500, 1000, 1500)
COLOURS = {
    "chance": "#777777",
    "mixed": "#00567d",
    "uncertain": "#b35900",
    "disagreement": "#7a3b8f",
    "rare": "#2e7d32",
    "different": "#a3243b",
}
"""Told apart by their names at the end of each line too."""

_learned: dict[tuple[tuple[str, ...], int], Floats] = {}


def learner(known: Sequence[AnnotatedNote], others: Sequence[str]) -> Floats:
    """Probabilities of every label in `others`, learned from `known`; a label never seen has none.

    What all strategies begin with is learned once.
    """
    asked = (tuple(note.id for note in known), len(others))
    if asked not in _learned:
        _learned[asked] = learn(known, others)
    return _learned[asked]


def lexicon_labels(notes: Sequence[AnnotatedNote]) -> list[frozenset[str]]:
    """The labels that the shipped lexicon finds in each note."""
    nlp = nietpluis.load(model=None)
    return [frozenset(span.label_ for span in doc.spans["signals"]) for doc in nlp.pipe(note.text for note in notes)]


def chart(curves: dict[str, list[dict[str, float]]]) -> str:
    """Macro F1 against notes annotated: a line a strategy, its name at its end."""
    left, width, height, top = 60, 560, 360, 20
    values = [point["macro_f1"] for points in curves.values() for point in points]
    low, high = min(values) - 0.01, max(values) + 0.01
    sizes = [point["notes"] for point in next(iter(curves.values()))]

    def x(notes: float) -> float:
        return round(left + width * (notes - sizes[0]) / (sizes[-1] - sizes[0]), 1)

    def y(value: float) -> float:
        return round(top + height * (high - value) / (high - low), 1)

    parts = []
    for size in sizes:
        parts.append(f'<line x1="{x(size)}" x2="{x(size)}" y1="{top}" y2="{top + height}" stroke="#ddd"/>')
        parts.append(f'<text x="{x(size)}" y="{top + height + 18}" text-anchor="middle">{size:.0f}</text>')
    for step in range(int(low * 20) + 1, int(high * 20) + 1):
        parts.append(f'<line x1="{left}" x2="{left + width}" y1="{y(step / 20)}" y2="{y(step / 20)}" stroke="#ddd"/>')
        parts.append(f'<text x="{left - 8}" y="{y(step / 20) + 4}" text-anchor="end">{step / 20:.2f}</text>')
    ends: list[float] = []
    for name, points in sorted(curves.items(), key=lambda item: -item[1][-1]["macro_f1"]):
        path = " ".join(f"{x(point['notes'])},{y(point['macro_f1'])}" for point in points)
        dash = ' stroke-dasharray="6 4"' if name == "chance" else ""
        parts.append(f'<polyline points="{path}" fill="none" stroke="{COLOURS[name]}" stroke-width="2.5"{dash}/>')
        end = max([y(points[-1]["macro_f1"]), *(other + 16 for other in ends[-1:])])
        ends.append(end)
        parts.append(f'<text x="{left + width + 8}" y="{end + 4}" fill="{COLOURS[name]}">{name}</text>')
    parts.append(f'<text x="{left + width / 2}" y="{top + height + 40}" text-anchor="middle">notes annotated</text>')
    parts.append(
        f'<text x="14" y="{top + height / 2}" text-anchor="middle" transform="rotate(-90 14 {top + height / 2})">macro F1</text>'
    )
    box = f'viewBox="0 0 {left + width + 120} {top + height + 50}" width="{left + width + 120}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {box} font-family="system-ui, sans-serif" font-size="13">'
        f'<rect width="100%" height="100%" fill="white"/>{"".join(parts)}</svg>\n'
    )


def averaged(runs: Sequence[Sequence[Point]]) -> list[dict[str, float]]:
    """The mean over seeds at each size, with the least and the most of macro F1."""
    rows = []
    for points in zip(*runs, strict=True):
        macros = [point.macro_f1 for point in points]
        row: dict[str, float] = {
            "notes": points[0].notes,
            "macro_f1": mean(macros),
            "least": min(macros),
            "most": max(macros),
        }
        row |= {"micro_f1": mean(point.micro_f1 for point in points), "rarest": mean(point.rarest for point in points)}
        rows.append({name: round(value, 4) for name, value in row.items()})
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pool", type=int, default=2500, help="items of the training split to choose from")
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument(
        "-o", "--output", type=Path, default=Path("out"), help="folder for what_to_annotate.json and .svg"
    )
    options = parser.parse_args()
    pool = load_corpus("train")
    Random(1).shuffle(pool)
    pool = pool[: options.pool]
    test = load_corpus("development")
    lexicon = lexicon_labels(pool)
    curves: dict[str, Any] = {}
    for name, shares in STRATEGIES.items():
        runs = [
            simulate(pool, test, learner, shares, sizes=SIZES, lexicon=lexicon, seed=seed)
            for seed in range(1, options.seeds + 1)
        ]
        curves[name] = averaged(runs)
        print(name, " ".join(f"{row['notes']:.0f}: {row['macro_f1']:.3f}" for row in curves[name]), flush=True)
    options.output.mkdir(parents=True, exist_ok=True)
    (options.output / "what_to_annotate.json").write_text(json.dumps(curves, indent=1) + "\n", "utf-8")
    (options.output / "what_to_annotate.svg").write_text(chart(curves), "utf-8")


if __name__ == "__main__":
    main()

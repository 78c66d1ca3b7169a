"""Parts of a bias report that other papers take in: a section of a model card, and a field of the Algoritmeregister."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from eval.bias.report import BiasReport
from pipeline.language.data import read_yaml

ASSETS = Path(__file__).parent / "assets"
LONGEST = 2500
"""Characters that the Algoritmeregister's standard 1.0 allows in `risks`."""


def parts_of(report: BiasReport, sentences: Sequence[str], names: Mapping[str, str]) -> dict[str, Any]:
    """`model_card`: what to say and the figures behind it; `algoritmeregister`: text for the field `risks`.

    Nothing in it is of a note. `names`: labels as people read them.
    """
    words = read_yaml(ASSETS / "bias.yaml")
    return {
        "model_card": {
            "title": words["card"]["title"],
            "sentences": list(sentences),
            "corpus": {"files": report.corpora, "notes": report.notes, "sha256": report.corpus_hash},
            "plan": None if report.plan is None else {"sha256": report.plan.sha256, "date": report.plan.date},
            "produced_by": report.produced_by,
            "verdicts": report.verdicts,
            "shown": [
                {
                    "grouping": row.grouping,
                    "group": row.group,
                    "label": names[row.label],
                    "metric": row.metric,
                    "here": asdict(row.here.ratio),
                    "rest": asdict(row.rest.ratio),
                    "difference": asdict(row.difference),
                    "p_holm": row.p_holm,
                    "planned": row.planned,
                }
                for row in report.shown
            ],
            "swaps": {
                result.swap: {"pairs": result.pairs, "flips": result.rows[0].flips, **asdict(result.rows[0].rate)}
                for result in report.swaps
            },
            "stops": [
                {**row.stop.model_dump(mode="json"), "found": row.found.value, "outcome": row.outcome}
                for row in report.stops
            ],
        },
        "algoritmeregister": {"risks": _risks(sentences, words["card"])},
    }


def _risks(sentences: Sequence[str], words: Mapping[str, str]) -> str:
    """As many whole sentences as the field holds, after the heading."""
    text = words["risks"]
    for sentence in sentences:
        if len(text) + 1 + len(sentence) <= LONGEST:
            text += " " + sentence
    return text

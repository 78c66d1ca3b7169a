"""How well the whole pipeline tags marked text: raised signals a note, mentions, and false alarms.

`python -m eval.quality FILE...` reads one-line marked text (the last tab-separated field of a line) and prints micro and
macro precision, recall and F1 of raised labels with a bootstrap interval over notes, the same for overlapping mentions,
and a line a label. A label is raised in a note when a mention of it is present or doubted, not past, and of the person
concerned.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import spacy
from spacy.language import Language
from spacy.matcher import PhraseMatcher

from annotation.inline import Mark, parse_inline
from pipeline.assemble import build
from pipeline.lexicon.entries import load_lexicon
from pipeline.mentions import mentions_of
from pipeline.summarize import status_of
from pipeline.summary import RAISED
from pipeline.taxonomy import taxonomy

RESAMPLES = 2000


@dataclass(slots=True)
class Scored:
    """One note: labels that are raised in truth and by the pipeline, and its mentions."""

    text: str
    gold: set[str]
    found: set[str]
    mentions_gold: list[tuple[str, int, int]] = field(default_factory=list)
    mentions_found: list[tuple[str, int, int]] = field(default_factory=list)


def raised(mark: Mark) -> bool:
    """Whether a mark counts as raised."""
    return mark.presence != "ontkend" and mark.temporality != "verleden" and mark.experiencer == "betrokkene"


def score(nlp: Language, texts: Iterable[tuple[str, list[Mark]]]) -> Iterator[Scored]:
    """Runs the pipeline over marked texts."""
    for text, marks in texts:
        doc = nlp(text)
        row = Scored(text, {m.label for m in marks if raised(m)}, set())
        row.mentions_gold = [(m.label, m.start, m.end) for m in marks]
        for mention in mentions_of(doc):
            last = doc[mention["end"] - 1]
            place = (mention["label"], doc[mention["start"]].idx, last.idx + len(last))
            row.mentions_found.append(place)
            if status_of(mention) in RAISED:
                row.found.add(mention["label"])
        yield row


def score_literal(texts: Iterable[tuple[str, list[Mark]]]) -> Iterator[Scored]:
    """The baseline: the literal words of the lexicon, without inflection, gaps or context; all that is found is raised."""
    nlp = spacy.blank("nl")
    matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
    for _, label, entry in load_lexicon().entries():
        for phrase in entry.phrase:
            words = phrase.replace("=", "").split("|") if " " not in phrase else [phrase.replace("=", "")]
            plain = [word for word in words if not set("|&.*<>()") & set(word)]
            matcher.add(label, [nlp.make_doc(word) for word in plain])
    for text, marks in texts:
        doc = nlp(text)
        row = Scored(text, {m.label for m in marks if raised(m)}, set(), [(m.label, m.start, m.end) for m in marks])
        for span in matcher(doc, as_spans=True):
            row.found.add(span.label_)
            row.mentions_found.append((span.label_, span.start_char, span.end_char))
        yield row


def _f1(both: float, gold: float, found: float) -> tuple[float, float, float]:
    precision = both / found if found else float("nan")
    recall = both / gold if gold else float("nan")
    return precision, recall, 2 * both / (gold + found) if gold + found else float("nan")


def figures(rows: Sequence[Scored], seed: int = 0) -> dict[str, object]:
    """All figures of the module, as plain data. Undefined ones (no such label) are NaN and left out of macro means."""
    labels = list(taxonomy().labels)
    index = {label: i for i, label in enumerate(labels)}
    table = np.zeros((len(rows), 3, len(labels)))
    for r, row in enumerate(rows):
        for k, some in enumerate((row.gold & row.found, row.gold, row.found)):
            for label in some:
                table[r, k, index[label]] = 1
    spans = np.array([_span_counts(row) for row in rows], dtype=float).reshape(len(rows), 4)
    rng = np.random.default_rng(seed)
    samples = []
    for _ in range(RESAMPLES):
        take = rng.integers(0, len(rows), len(rows))
        totals = table[take].sum(axis=0)
        samples.append((_f1(*totals.sum(axis=1))[2], _macro(totals)))
    totals = table.sum(axis=0)
    signals = {label.id for label in taxonomy().signals}
    quiet = [row for row in rows if not row.gold & signals]
    low, high = np.nanquantile(np.array(samples), [0.025, 0.975], axis=0)
    return {
        "notes": len(rows),
        "micro": _f1(*totals.sum(axis=1)),
        "micro_f1_interval": (float(low[0]), float(high[0])),
        "macro_f1": _macro(totals),
        "macro_f1_interval": (float(low[1]), float(high[1])),
        "spans_overlap": _span_figures(spans.sum(axis=0)),
        "notes_without_signals": len(quiet),
        "raised_on_those": float(np.mean([len(row.found & signals) for row in quiet])) if quiet else float("nan"),
        "labels": {label: (*_f1(*totals[:, i]), int(totals[1, i])) for label, i in index.items()},
    }


def _macro(totals: np.ndarray) -> float:
    values = [_f1(*totals[:, i])[2] for i in range(totals.shape[1]) if totals[1, i]]
    return float(np.mean(values)) if values else float("nan")


def _span_counts(row: Scored) -> tuple[int, int, int, int]:
    """Marks, marks found, mentions, mentions that are right; one overlaps another when they share a character."""
    hits = sum(any(_overlap(g, f) for f in row.mentions_found) for g in row.mentions_gold)
    right = sum(any(_overlap(g, f) for g in row.mentions_gold) for f in row.mentions_found)
    return len(row.mentions_gold), hits, len(row.mentions_found), right


def _span_figures(totals: np.ndarray) -> tuple[float, float, float]:
    gold, hits, found, right = totals
    precision = right / found if found else float("nan")
    recall = hits / gold if gold else float("nan")
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else float("nan")


def _overlap(a: tuple[str, int, int], b: tuple[str, int, int]) -> bool:
    return a[0] == b[0] and a[1] < b[2] and b[1] < a[2]


def read(paths: Sequence[Path]) -> Iterator[tuple[str, list[Mark]]]:
    for path in paths:
        for line in path.read_text("utf-8").splitlines():
            yield parse_inline(line.split("\t")[-1])


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--literal", action="store_true", help="score the baseline: the literal words of the lexicon")
    options = parser.parse_args(arguments)
    texts = read(options.files)
    rows = list(score_literal(texts) if options.literal else score(build(), texts))
    found = figures(rows)
    if options.json:
        print(json.dumps(found))
        return 0
    labels: dict[str, tuple[float, float, float, int]] = found.pop("labels")  # type: ignore[assignment]
    for name, value in found.items():
        shown = ", ".join(f"{v:.3f}" for v in value) if isinstance(value, tuple) else value
        print(f"{name:<24} {shown if isinstance(shown, (str, int)) else f'{shown:.3f}'}")
    for label, (precision, recall, f1, n) in labels.items():
        print(f"  {label:<26} P {precision:.2f}  R {recall:.2f}  F1 {f1:.2f}  n {n}")
    wrong = Counter(label for row in rows for label in row.found - row.gold)
    print("most false alarms:", ", ".join(f"{label} {n}" for label, n in wrong.most_common(6)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

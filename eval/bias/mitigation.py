"""Two or more settings of the tagger side by side: how well each finds signals, and how often a swap tips it.

`python -m eval.bias.mitigation CORPUS... --setting NAME=DIR... -o DIR` writes `mitigation.json` and `mitigation.md`. A folder is
a model's; `none` is the lexicon alone. Differences are against the first setting, on the same notes and the same pairs.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from spacy.language import Language

from annotation.corpus import AnnotatedNote, CorpusError
from eval.bias.counterfactuals import SwapResult, run_swaps
from eval.bias.significance import mcnemar_p
from eval.bias.sizes import share
from eval.bias.swaps import SWAPS
from eval.evaluation import read_corpora
from eval.intervals import Array, Figure, figure
from eval.raised import counts_of, raised_figures
from eval.scored import ScoredNote, score
from models.scorer import ScorerError
from pipeline.assemble import Settings, build
from pipeline.taxonomy import taxonomy


@dataclass(frozen=True, slots=True)
class Flips:
    """Of a swap: pairs in which anything flips, and decisions that flip of those raised on either side.

    `fewer` and `more`: pairs that flip in the first setting only and in this one only; `p` that either is as likely.
    """

    pairs: int
    flipped: int
    rate: Figure
    decisions: Figure
    fewer: int
    more: int
    p: float | None


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting: micro precision, recall and F1, macro F1, signals a hundred notes, and flips by swap.

    `gain` is the micro F1 less that of the first setting, with a paired interval.
    """

    name: str
    version: str
    precision: Figure
    recall: Figure
    f1: Figure
    macro_f1: Figure
    gain: Figure
    work: float
    swaps: dict[str, Flips]


@dataclass(frozen=True, slots=True)
class _Read:
    version: str
    rows: list[ScoredNote]
    swaps: list[SwapResult]


def compare(
    taggers: Mapping[str, Language],
    notes: Sequence[AnnotatedNote],
    seed: int = 0,
    draws: int = 1,
    only: Sequence[str] | None = None,
) -> list[Setting]:
    """Every tagger on the same notes and the same pairs, the first one being what the others are held against."""
    read = [_read(nlp, notes, seed, draws, only) for nlp in taggers.values()]
    return [_setting(name, one, read[0]) for name, one in zip(taggers, read, strict=True)]


def _read(nlp: Language, notes: Sequence[AnnotatedNote], seed: int, draws: int, only: Sequence[str] | None) -> _Read:
    rows = list(score(nlp, notes))
    swaps = run_swaps(nlp, notes, seed, draws, only, known=rows)
    return _Read(str(nlp("").user_data["produced_by"].get("model") or "-"), rows, swaps)


def _setting(name: str, one: _Read, first: _Read) -> Setting:
    figures = raised_figures(*_labels(one), per_label=False)
    signals = {label.id for label in taxonomy().signals}
    both = np.stack([counts_of(*_labels(read)).sum(axis=1) for read in (one, first)], axis=1)
    return Setting(
        name=name,
        version=one.version,
        precision=figures.micro.precision,
        recall=figures.micro.recall,
        f1=figures.micro.f1,
        macro_f1=figures.macro_f1,
        gain=figure(both, lambda sums: _f1(sums[:, 0]) - _f1(sums[:, 1])),
        work=100 * sum(len(row.raised & signals) for row in one.rows) / max(1, len(one.rows)),
        swaps={mine.swap: _flips(mine, theirs) for mine, theirs in zip(one.swaps, first.swaps, strict=True)},
    )


def _labels(read: _Read) -> tuple[list[frozenset[str]], list[frozenset[str]]]:
    """What annotators raise and what the tagger does, by note."""
    return [row.note.raised for row in read.rows], [row.raised for row in read.rows]


def _f1(sums: Array) -> Array:
    """From draws × (both, in truth, found)."""
    f1: Array = 2 * sums[:, 0] / (sums[:, 1] + sums[:, 2])
    return f1


def _flips(mine: SwapResult, theirs: SwapResult) -> Flips:
    flipped, were = _pairs(mine), _pairs(theirs)
    decisions = sum(row.flips for row in mine.rows[1:])
    raised = sum(row.raised for row in mine.rows[1:])
    fewer, more = len(were - flipped), len(flipped - were)
    return Flips(
        mine.pairs,
        mine.rows[0].flips,
        mine.rows[0].rate,
        share(decisions, raised),
        fewer,
        more,
        mcnemar_p(fewer, more),
    )


def _pairs(result: SwapResult) -> set[tuple[str, str, tuple[Any, ...]]]:
    """The pairs in which anything flips, told by note, variant and edits."""
    return {(flip.note_id, flip.variant, flip.edits) for flip in result.flips}


def markdown(settings: Sequence[Setting]) -> str:
    """Two tables: quality, and pairs that flip by swap."""
    lines = ["| setting | micro F1 | against the first | precision | recall | macro F1 | signals a hundred notes |"]
    lines.append("| --- | --- | --- | --- | --- | --- | --- |")
    for s in settings:
        gain = "" if s is settings[0] else _signed(s.gain)
        cells = (s.name, _said(s.f1), gain, _said(s.precision), _said(s.recall), _said(s.macro_f1), f"{s.work:.0f}")
        lines.append(f"| {' | '.join(cells)} |")
    lines += ["", f"| swap | pairs | {' | '.join(s.name for s in settings)} |"]
    lines.append("| --- " * (2 + len(settings)) + "|")
    for swap, flips in settings[0].swaps.items():
        cells_of = [_flipped(s.swaps[swap], s is settings[0]) for s in settings]
        lines.append(f"| {swap} | {flips.pairs} | {' | '.join(cells_of)} |")
    return "\n".join(lines) + "\n"


def _said(figure: Figure) -> str:
    if figure.value is None or figure.low is None or figure.high is None:
        return "-"
    return f"{figure.value:.3f} ({figure.low:.3f} to {figure.high:.3f})"


def _signed(figure: Figure) -> str:
    if figure.value is None or figure.low is None or figure.high is None:
        return "-"
    return f"{figure.value:+.3f} ({figure.low:+.3f} to {figure.high:+.3f})"


def _flipped(flips: Flips, first: bool) -> str:
    if flips.rate.value is None:
        return "-"
    said = f"{flips.flipped} ({100 * flips.rate.value:.1f} %)"
    return said if first or flips.p is None else f"{said}, p {flips.p:.3f}"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m eval.bias.mitigation", description=__doc__)
    parser.add_argument("corpora", nargs="+", type=Path, help="annotated notes")
    parser.add_argument(
        "--setting", action="append", required=True, metavar="NAME=DIR", help="a model; none: the lexicon"
    )
    parser.add_argument("--swap", action="append", choices=list(SWAPS), help="only these swaps")
    parser.add_argument("--draws", type=int, default=1, help="variants of a note a swap")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("-o", "--output", type=Path, required=True, help="folder of the results")
    asked = parser.parse_args(arguments)
    try:
        notes = [note for some in read_corpora(asked.corpora).values() for note in some]
        settings = compare(_taggers(asked.setting), notes, asked.seed, asked.draws, asked.swap)
    except (CorpusError, ScorerError, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    asked.output.mkdir(parents=True, exist_ok=True)
    said = {"notes": len(notes), "seed": asked.seed, "draws": asked.draws, "settings": [asdict(s) for s in settings]}
    (asked.output / "mitigation.json").write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", "utf-8")
    (asked.output / "mitigation.md").write_text(markdown(settings), "utf-8")
    print(markdown(settings), end="")
    return 0


def _taggers(said: Iterable[str]) -> dict[str, Language]:
    """Pipelines by name. Raises `ValueError` for what is not NAME=DIR."""
    found: dict[str, Language] = {}
    for one in said:
        name, _, folder = one.partition("=")
        if not name or not folder or name in found:
            raise ValueError(f"--setting {one[:60]!r}: NAME=DIR, each name once")
        found[name] = build(Settings(model=None if folder == "none" else folder))
    return found


if __name__ == "__main__":
    raise SystemExit(main())

"""Transfer between registers: `python -m training.baselines.transfer -o transfer.json`.

TF-IDF is trained on the notes of one kind of writer and tried on each kind, for all pairs; `alle` is trained on all. A row
that is far higher on its own kind than on others has learned a manner of speech. `nietpluis bias --transfer` shows the table.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

from annotation.corpus import AnnotatedNote, CorpusError
from eval.bias.readings import register_of_source
from eval.bias.transfer import Cell, Score, Transfer
from eval.evaluation import read_corpora
from eval.raised import raised_figures
from training.baselines.linear import TfIdf
from training.baselines.tagger import HELD_OUT, Inner, best_threshold, inner_split, raised_at
from training.corpora import load_corpus, whole_notes

EVERYTHING = "alle"
FEWEST_TRAIN, FEWEST_TEST = 100, 20
KINDS: dict[str, Callable[[AnnotatedNote], str | None]] = {
    "register": lambda note: register_of_source(note.source),
    "source": lambda note: note.source or None,
}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m training.baselines.transfer", description=__doc__)
    parser.add_argument(
        "--train", type=Path, nargs="+", help="annotated corpora; default: our corpus, training writers"
    )
    parser.add_argument(
        "--test", type=Path, nargs="+", help="annotated corpora; default: the same, development, whole notes"
    )
    parser.add_argument("--by", choices=list(KINDS), default="register", help="register: professional or everyday")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("-o", "--output", type=Path, required=True, help="JSON file of the table")
    options = parser.parse_args(arguments)
    try:
        train = _read(options.train) if options.train else load_corpus("train")
        test = _read(options.test) if options.test else whole_notes(load_corpus("development"))
        table = transfer(train, test, options.by, options.seed)
    except (CorpusError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    options.output.write_text(table.model_dump_json(indent=1) + "\n", "utf-8")
    for cell in table.cells:
        print(
            f"{cell.train} -> {cell.test}: {'-' if cell.f1.value is None else f'{cell.f1.value:.3f}'} ({cell.tested} notes)"
        )
    return 0


def transfer(train: Sequence[AnnotatedNote], test: Sequence[AnnotatedNote], by: str, seed: int = 0) -> Transfer:
    """The table of all kinds with `FEWEST_TRAIN` items and `FEWEST_TEST` notes. Raises `CorpusError` under two of them."""
    kind = KINDS[by]
    names = [
        name
        for name in sorted({str(kind(note)) for note in train if kind(note) is not None})
        if sum(kind(note) == name for note in train) >= FEWEST_TRAIN
        and sum(kind(note) == name for note in test) >= FEWEST_TEST
    ]
    if len(names) < 2:
        raise CorpusError(
            [f"by {by} there are no two kinds with {FEWEST_TRAIN} items to learn and {FEWEST_TEST} notes"]
        )
    cells = []
    for name in (*names, EVERYTHING):
        learn = [note for note in train if name in (EVERYTHING, kind(note))]
        tagger = TfIdf(seed)
        inner = _inner(learn, seed)
        tagger.fit(inner.learn)
        threshold = best_threshold(tagger.scores(inner.choose), inner.choose)
        tagger.fit(learn)
        for other in names:
            notes = [note for note in test if kind(note) == other]
            raised = raised_at(tagger.scores(notes), threshold)
            f1 = raised_figures([note.raised for note in notes], raised, per_label=False).micro.f1
            score = Score(value=f1.value, low=f1.low, high=f1.high)
            cells.append(Cell(train=name, test=other, trained=len(learn), tested=len(notes), f1=score))
    return Transfer(by=by, model=TfIdf.settings, names=tuple(names), cells=tuple(cells))


def _inner(notes: Sequence[AnnotatedNote], seed: int) -> Inner:
    """Other writers to choose the threshold on; of a kind with one writer only, a quarter of what that one wrote."""
    inner = inner_split(notes, seed)
    if inner.choose:
        return inner
    shuffled = Random(seed).sample(list(notes), len(notes))
    held = round(HELD_OUT * len(notes))
    return Inner(shuffled[held:], shuffled[:held])


def _read(paths: Sequence[Path]) -> list[AnnotatedNote]:
    return [note for notes in read_corpora(paths).values() for note in notes]


if __name__ == "__main__":
    raise SystemExit(main())

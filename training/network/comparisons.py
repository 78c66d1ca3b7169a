"""`python -m training.network.comparisons -o DIR`: what voices, noise, masks and more text are worth to the network.

Trains the same network by a short schedule (`short.yaml`): on everything, on parts, with voices left out, without noise,
without masks.
Every network is calibrated, gets thresholds, and is joined with the lexicon as the shipped one is; the notes of a voice are
tagged by the network that never saw that voice. Results go beside those of the baselines; runs in `DIR` go on where they
stopped.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from annotation.corpus import AnnotatedNote
from eval.evaluation import read_corpora
from eval.raised import Labels, RaisedFigures, raised_figures
from eval.scored import score
from pipeline.assemble import Settings, build
from training.baselines.run import SHARES, THIRDS, in_parts
from training.baselines.table import SHORT_RUNS, Results, described
from training.corpora import CORPUS, load_corpus
from training.network.run import Corpus, Say, train_whole
from training.network.settings import Noise, TrainSettings, read_settings

SHORT = Path(__file__).with_name("short.yaml")
LEFT_OUT = "a third of the voices left out"
NO_NOISE = Noise(lower=0, upper=0, no_stop=0, no_signs=0, typos=0, unknown=0)


@dataclass(frozen=True, slots=True)
class Run:
    """One training: its settings, the voices that it does not see, and what share of the items it does."""

    settings: TrainSettings
    without: frozenset[str] = frozenset()
    share: float = 1.0

    def seen(self, notes: Sequence[AnnotatedNote]) -> tuple[AnnotatedNote, ...]:
        """What it learns from; a smaller share lies within a larger one."""
        if self.share < 1:
            notes = Random(self.settings.seed).sample(list(notes), len(notes))[: round(self.share * len(notes))]
        return tuple(note for note in notes if note.source not in self.without)


def runs_of(settings: TrainSettings, voices: Sequence[str]) -> dict[str, Run]:
    """The runs by name. Every voice is left out of one of three, or of fewer where there are fewer voices."""
    return {
        "everything": Run(settings),
        **{f"left out {number}": Run(settings, part) for number, part in enumerate(in_parts(voices, THIRDS), 1)},
        **{f"{share:.0%} of the items": Run(settings, share=share) for share in SHARES if share < 1},
        "without noise": Run(settings.model_copy(update={"noise": NO_NOISE})),
        "without masks": Run(settings.model_copy(update={"mask": False})),
    }


def raised_by(model: Path, notes: Sequence[AnnotatedNote]) -> list[Labels]:
    """The labels that the whole pipeline raises with a model, note by note."""
    nlp = build(Settings(model=str(model)))
    return [scored.raised for scored in score(nlp, notes)]


def compare(
    runs: dict[str, Run], corpus: Corpus, test: Sequence[AnnotatedNote], folder: Path, say: Say
) -> dict[str, RaisedFigures]:
    """Figures of every run on the test notes; those with voices left out are put together, where every voice is."""
    figures = {}
    apart: dict[str, Labels] = {}
    for name, run in runs.items():
        target = folder / name.replace(" ", "_").replace("%", "")
        if not (target / "model" / "manifest.json").is_file():
            seen = run.seen(corpus.train)
            say(f"{name}: {len(seen):,} items")
            train_whole(run.settings, replace(corpus, train=seen), target, say)
        notes = [note for note in test if not run.without or note.source in run.without]
        raised = raised_by(target / "model", notes)
        if run.without:
            apart.update(zip([note.id for note in notes], raised, strict=True))
        else:
            figures[name] = _figures(notes, raised)
    if len(apart) == len(test):
        figures[LEFT_OUT] = _figures(test, [apart[note.id] for note in test])
    return figures


def _figures(notes: Sequence[AnnotatedNote], raised: Sequence[Labels]) -> RaisedFigures:
    return raised_figures([note.raised for note in notes], raised, per_label=False)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m training.network.comparisons", description=__doc__)
    parser.add_argument("--test", type=Path, nargs="+", required=True, help="annotated corpora")
    parser.add_argument("--settings", type=Path, default=SHORT, help="settings of a training run (YAML)")
    parser.add_argument("--only", nargs="+", metavar="RUN", help="everything, left out 1, left out 2, …; default: all")
    parser.add_argument("--results", type=Path, required=True, help="folder of the results of the baselines")
    parser.add_argument("--name", default="test", help="name of the results; default: test")
    parser.add_argument("--seed", type=int, default=0, help="seed of those baselines; default: 0")
    parser.add_argument("-o", "--output", type=Path, required=True, help="folder of the runs")
    options = parser.parse_args(arguments)
    test = [note for notes in read_corpora(options.test).values() for note in notes]
    runs = runs_of(read_settings(options.settings), [note.source for note in test])
    if unknown := set(options.only or ()) - runs.keys():
        parser.error(f"no run {', '.join(sorted(unknown))}: {', '.join(runs)}")
    if options.only:
        runs = {name: runs[name] for name in options.only}
    corpus = Corpus(tuple(load_corpus("train")), tuple(load_corpus("development")))
    figures = compare(runs, corpus, test, options.output, lambda line: print(line, file=sys.stderr, flush=True))
    about = described(len(corpus.train), len(test), options.seed, CORPUS)
    Results(options.results, options.name, about).add_part(SHORT_RUNS, figures)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""`python -m training.baselines`: runs baselines and writes a JSON file and a Markdown table."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from annotation.corpus import AnnotatedNote, CorpusError
from eval.evaluation import read_corpora
from training.baselines.run import Bench
from training.baselines.table import Results, described
from training.corpora import CORPUS, load_corpus, whole_notes

NAMES = list(Bench([], []).baselines())
CHEAP = ["nothing", "prior", "literal words", "lexicon", "tf-idf", "tf-idf with lexicon"]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m training.baselines", description=__doc__)
    parser.add_argument("--corpus", type=Path, default=CORPUS, help="folder of marked text with writers.yaml")
    parser.add_argument(
        "--train", type=Path, nargs="+", help="annotated corpora; default: the corpus, training writers"
    )
    parser.add_argument(
        "--test", type=Path, nargs="+", help="annotated corpora; default: the same, development, whole notes"
    )
    parser.add_argument("--only", nargs="+", choices=NAMES, default=CHEAP, metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--left-out", action="store_true", help="also with every test voice left out of training")
    parser.add_argument(
        "--thirds", action="store_true", help="with --left-out: a third of the voices at a time, to save time"
    )
    parser.add_argument("--curve", action="store_true", help="also a learning curve of TF-IDF")
    parser.add_argument("--ablation", action="store_true", help="also TF-IDF with each kind of augmentation")
    parser.add_argument("--base", default="offline", help="encoder of the frozen baseline: offline, folder or hub id")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("-o", "--output", type=Path, required=True, help="folder of the results")
    parser.add_argument("--name", default="development", help="name of the files; rows are added to what they hold")
    options = parser.parse_args(arguments)
    try:
        train = _read(options.train) if options.train else load_corpus("train", options.corpus)
        test = _read(options.test) if options.test else whole_notes(load_corpus("development", options.corpus))
    except (CorpusError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    about = described(len(train), len(test), options.seed, None if options.train else options.corpus)
    results = Results(options.output, options.name, about)
    bench = Bench(train, test, options.base, options.seed)
    for name in options.only:
        row = bench.row(name, left_out=options.left_out, thirds=options.thirds)
        results.add_row(row)
        print(f"{name}: micro F1 {row.figures.micro.f1.value or 0:.3f}, {row.seconds:.0f} s", flush=True)
    if options.curve:
        results.add_part("tf-idf trained on", bench.curve("tf-idf"))
    if options.ablation:
        results.add_part("tf-idf with variants by", bench.ablation("tf-idf"))
    return 0


def _read(paths: Sequence[Path]) -> list[AnnotatedNote]:
    return [note for notes in read_corpora(paths).values() for note in notes]


if __name__ == "__main__":
    raise SystemExit(main())

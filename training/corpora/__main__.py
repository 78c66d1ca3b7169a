"""`python -m training.corpora`: checks the corpus, converts it to JSON Lines, writes its datasheet."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from annotation.corpus import AnnotatedNote, CorpusError, read_marked, write_jsonl
from annotation.doubles import NEAR, find_doubles
from annotation.doubts import find_doubts
from training.corpora import CORPUS, NOTE_WORDS, load_corpus, missing_files, whole_notes
from training.corpora.counts import count
from training.corpora.datasheet import DATASHEET, datasheet


def check(folder: Path, against: Sequence[Path], near: float, show: int, kinds: str) -> int:
    """Prints counts, goals, doubles and doubts; 1 where items are the same or doubles stand across splits.

    Of the files in `against` (text kept elsewhere, such as test notes) only ids are printed.
    """
    notes = load_corpus(folder=folder)
    counts = count(notes)
    print(f"{counts.snippets:,} snippets, {counts.notes:,} whole notes, {counts.mentions:,} mentions")
    print(f"{counts.quiet} whole notes without an active signal, {counts.unmarked_snippets} snippets without a mark")
    for label, mentions in sorted(counts.labels.items(), key=lambda item: item[1]):
        print(f"  {label:<26} {mentions:>6,}  raised {counts.raised[label]:>6,}")
    print("  " + ", ".join(f"{value} {mentions:,}" for value, mentions in counts.qualifiers.items()))
    if absent := missing_files(folder):
        print(f"no file yet of writers {', '.join(absent)}")
    for line in counts.shortfalls():
        print(f"short: {line}")
    others = [note for path in against for note in _elsewhere(path)]
    doubles = find_doubles([*notes, *others], near)
    for double in doubles:
        kind = "same" if double.exact else f"{double.share:.2f} near"
        print(f"double: {double.first} and {double.second}: {kind}{' ACROSS SPLITS' if double.across_splits else ''}")
    wrong = [double for double in doubles if double.exact or double.across_splits]
    print(f"{len(doubles)} doubles, {sum(double.across_splits for double in doubles)} of them across splits")
    doubts = [doubt for doubt in find_doubts(notes) if kinds in doubt.kind]
    for doubt in doubts[:show]:
        print(f"doubt: {doubt.note}: {doubt.kind}: {doubt.words!r}")
    by_writer = Counter(doubt.note.split("-")[0] for doubt in doubts)
    print(f"{len(doubts)} doubts; most in {', '.join(f'{name} ({n})' for name, n in by_writer.most_common(5))}")
    sheet = folder / DATASHEET
    if not sheet.exists() or sheet.read_text("utf-8") != datasheet(folder):
        print(f"{DATASHEET} is not that of these files: python -m training.corpora datasheet")
    return 1 if wrong else 0


def _elsewhere(path: Path) -> list[AnnotatedNote]:
    split = {"split": "elsewhere"}
    return [note.model_copy(update={"metadata": split}) for note in read_marked(path)]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m training.corpora", description=__doc__)
    parser.add_argument("--folder", type=Path, default=CORPUS)
    commands = parser.add_subparsers(dest="command", required=True)
    checking = commands.add_parser("check", help="marks, counts, doubles and doubts")
    checking.add_argument(
        "--against", type=Path, nargs="*", default=[], help="marked text elsewhere to find doubles with"
    )
    checking.add_argument("--near", type=float, default=NEAR, help="share of the wording that makes a near double")
    checking.add_argument("--show", type=int, default=40, help="doubts to show")
    checking.add_argument("--kind", default="", help="only doubts whose kind holds this")
    converting = commands.add_parser("convert", help="writes JSON Lines")
    converting.add_argument("output", type=Path)
    converting.add_argument("--split", choices=("train", "development"))
    converting.add_argument("--whole", action="store_true", help=f"notes of {NOTE_WORDS} words or more, no snippets")
    commands.add_parser("datasheet", help=f"writes {DATASHEET} in the folder")
    options = parser.parse_args(arguments)
    try:
        if options.command == "check":
            return check(options.folder, options.against, options.near, options.show, options.kind)
        if options.command == "convert":
            notes = load_corpus(options.split, options.folder)
            print(f"{write_jsonl(options.output, whole_notes(notes) if options.whole else notes):,} notes")
        else:
            (options.folder / DATASHEET).write_text(datasheet(options.folder), "utf-8")
    except CorpusError as error:
        print(error)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""Checks of the lexicon: every entry's own sentences, and how it does on marked text.

`python -m pipeline.lexicon.check [FILE ...]` runs the sentences of the files (default: all shipped files) and exits 1 when
one fails. With `--corpus FOLDER --label LABEL` it prints, for marked sentences, what the label misses and wrongly finds.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from spacy.language import Language

from pipeline.assemble import blank
from pipeline.language.data import read_yaml
from pipeline.language.tokens import Tokens, view
from pipeline.lexicon.entries import Entry, LabelRows, Lexicon, LexiconError, load_lexicon, read_file, shipped_files
from pipeline.lexicon.finder import Finder

_MARK = re.compile(r"\[([^\[\]]*)\]((?:\{[^}]*\})+)")


@dataclass(frozen=True, slots=True)
class Failure:
    """An entry or blocker whose own sentence does not do what it says."""

    entry: str
    problem: str
    sentence: str


def check_lexicon(lexicon: Lexicon, nlp: Language | None = None) -> list[Failure]:
    """Runs the hit and miss sentence of every entry, and the example of every blocker."""
    nlp = nlp or blank()
    failures: list[Failure] = []
    for label, rows in lexicon.rows.items():
        finder = Finder(Lexicon({label: rows}))

        def entries_in(sentence: str, finder: Finder = finder) -> set[str]:
            return finder.entries(_tokens(nlp, sentence))

        for number, entry in enumerate(rows.entries, 1):
            name = f"{label}-{number}"
            if name not in entries_in(entry.hit):
                failures.append(Failure(f"{name} {entry.phrase}", "hit is not found", entry.hit))
            failures.extend(
                Failure(f"{name} {entry.phrase}", "miss is found", miss)
                for miss in entry.miss
                if name in entries_in(miss)
            )
        failures.extend(
            Failure(f"{label} blocker {blocker.phrase}", "example is found", blocker.example)
            for blocker in rows.blockers
            if entries_in(blocker.example)
        )
    return failures


def _tokens(nlp: Language, text: str) -> Tokens:
    return view(nlp(text))


def marked_texts(folder: Path) -> Iterator[tuple[str, list[tuple[str, int, int]]]]:
    """Text and `(label, start, end)` marks of every `.tsv` of a folder of marked sentences."""
    for path in sorted(folder.glob("*.tsv")):
        for line in path.read_text("utf-8").splitlines():
            raw = line.split("\t")[2].replace("\\n", "\n")
            text, marks, last = "", [], 0
            for found in _MARK.finditer(raw):
                text += raw[last : found.start()]
                start = len(text)
                text += found[1]
                marks += [(part.split()[0], start, len(text)) for part in re.findall(r"\{([^}]*)\}", found[2])]
                last = found.end()
            yield text + raw[last:], marks


def measure(lexicon: Lexicon, label: str, folder: Path, show: int) -> None:
    """Prints recall and precision of one label on marked mentions, with what was missed and wrongly found."""
    nlp = blank()
    finder = Finder(lexicon, [label])
    marked = hit = found_all = right = 0
    missed, wrong = [], []
    for text, marks in marked_texts(folder):
        spans = [(start, end) for name, start, end in marks if name == label]
        tokens = _tokens(nlp, text)
        found = [(f.entry, tokens.starts[f.start], tokens.ends[f.end - 1]) for f in finder.find(tokens)]
        marked += len(spans)
        found_all += len(found)
        for start, end in spans:
            if any(s < end and start < e for _, s, e in found):
                hit += 1
            else:
                missed.append(f"{text[:start]}[{text[start:end]}]{text[end:]}")
        for entry, s, e in found:
            if any(s < end and start < e for start, end in spans):
                right += 1
            else:
                wrong.append(f"{entry}: {text[:s]}[{text[s:e]}]{text[e:]}")
    print(
        f"{label}: recall {hit}/{marked} = {hit / max(1, marked):.2f}, precision {right}/{found_all} = "
        f"{right / max(1, found_all):.2f}"
    )
    for title, rows in (("missed", missed), ("wrongly found", wrong)):
        print(f"-- {title} ({len(rows)})")
        for row in rows[:show]:
            print("   ", row.replace("\n", " / ")[:400])


def check_questions(path: Path) -> list[Failure]:
    """The same check for the cue patterns of the triage questions."""
    data = read_yaml(path)
    rows = {
        name: LabelRows(entries=tuple(Entry.model_validate({**e, "register": "beide"}) for e in entries))
        for name, entries in data["questions"].items()
    }
    return check_lexicon(Lexicon(rows))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--label")
    parser.add_argument("--show", type=int, default=60)
    options = parser.parse_args(arguments)
    try:
        if options.corpus:
            measure(load_lexicon(), options.label, options.corpus, options.show)
            return 0
        failures: list[Failure] = []
        for path in options.files or shipped_files():
            if "questions" in path.parts:
                failures += check_questions(path)
            else:
                found = read_file(path)
                failures += check_lexicon(Lexicon(found.signals))
                for label, rows in found.signals.items():
                    print(
                        f"{label}: {len(rows.entries)} entries, {sum(len(e.phrase) for e in rows.entries)} patterns, "
                        f"{len(rows.blockers)} blockers"
                    )
    except LexiconError as error:
        print(error)
        return 1
    for failure in failures:
        print(f"{failure.entry}: {failure.problem}: {failure.sentence}")
    print(f"{len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    raise SystemExit(main())

"""Checks of the lexicon: every entry's own sentences.

`python -m pipeline.lexicon.check [FILE ...]` runs the sentences of the files (default: all shipped files) and exits 1 when
one fails. `python -m eval.lexicon` says how the lexicon does on marked text.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from spacy.language import Language

from pipeline.assemble import blank
from pipeline.language.data import read_yaml
from pipeline.language.tokens import Tokens, view
from pipeline.lexicon.entries import Entry, LabelRows, Lexicon, LexiconError, read_file, shipped_files
from pipeline.lexicon.finder import Finder


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
    options = parser.parse_args(arguments)
    try:
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

"""How the lexicon does on one label: what it misses and what it wrongly finds among marked mentions, for its authors.

`python -m eval.lexicon LABEL CORPUS...` prints recall and precision of mentions, and the sentences (text of notes).
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from annotation.corpus import AnnotatedNote
from eval.evaluation import read_corpora
from pipeline.assemble import blank
from pipeline.language.tokens import view
from pipeline.lexicon.entries import Lexicon, load_lexicon
from pipeline.lexicon.finder import Finder
from pipeline.taxonomy import taxonomy


@dataclass(frozen=True, slots=True)
class LabelMeasure:
    """Mentions of a label: `marked` ones, `hit` by the lexicon; those it `found`, and the `right` ones among them.

    `missed` and `wrong` show each with its words in brackets, `wrong` behind the entry that found it.
    """

    marked: int
    hit: int
    found: int
    right: int
    missed: tuple[str, ...]
    wrong: tuple[str, ...]


def measure(lexicon: Lexicon, label: str, notes: Sequence[AnnotatedNote]) -> LabelMeasure:
    """Compares what the entries of a label find with what is marked, whatever the qualifiers."""
    nlp = blank()
    finder = Finder(lexicon, [label])
    marked = hit = found_all = right = 0
    missed, wrong = [], []
    for note in notes:
        spans = [(m.start, m.end) for m in note.mentions if m.label == label]
        tokens = view(nlp(note.text))
        found = [(f.entry, tokens.starts[f.start], tokens.ends[f.end - 1]) for f in finder.find(tokens)]
        marked += len(spans)
        found_all += len(found)
        for start, end in spans:
            if any(s < end and start < e for _, s, e in found):
                hit += 1
            else:
                missed.append(_bracketed(note.text, start, end))
        for entry, s, e in found:
            if any(s < end and start < e for start, end in spans):
                right += 1
            else:
                wrong.append(f"{entry}: {_bracketed(note.text, s, e)}")
    return LabelMeasure(marked, hit, found_all, right, tuple(missed), tuple(wrong))


def _bracketed(text: str, start: int, end: int) -> str:
    return f"{text[:start]}[{text[start:end]}]{text[end:]}".replace("\n", " / ")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("label", choices=list(taxonomy().labels), metavar="LABEL")
    parser.add_argument("corpora", nargs="+", type=Path)
    parser.add_argument("--show", type=int, default=60, help="sentences of either kind to show")
    options = parser.parse_args(arguments)
    notes = [note for some in read_corpora(options.corpora).values() for note in some]
    m = measure(load_lexicon(), options.label, notes)
    print(
        f"{options.label}: recall {m.hit}/{m.marked} = {m.hit / max(1, m.marked):.2f}, "
        f"precision {m.right}/{m.found} = {m.right / max(1, m.found):.2f}"
    )
    for title, rows in (("missed", m.missed), ("wrongly found", m.wrong)):
        print(f"-- {title} ({len(rows)})")
        for row in rows[: options.show]:
            print("   ", row[:400])
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

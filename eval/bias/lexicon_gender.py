"""Which entries of the lexicon know a text and not the same text about the other gender.

`python -m eval.bias.lexicon_gender [CORPUS...]` reads every entry's own sentence, and corpora, as they are and with everybody
of the other gender, and prints the entries by how often one side alone has their label, each with its shortest text.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from annotation.corpus import AnnotatedNote
from annotation.counterfactual.edits import Skipped
from annotation.counterfactual.gender import swap_gender
from eval.evaluation import read_corpora
from pipeline.assemble import blank
from pipeline.language.tokens import view
from pipeline.lexicon.entries import Lexicon, load_lexicon
from pipeline.lexicon.finder import Finder


@dataclass(frozen=True, slots=True)
class OneSided:
    """`texts`: pairs read; `entries`: by entry the texts that have its label, while the same of the other gender has not."""

    texts: int
    entries: dict[str, tuple[str, ...]]


def one_sided(lexicon: Lexicon, texts: Iterable[str]) -> OneSided:
    """Compares each text with itself about the other gender; texts that cannot be told so are left out."""
    finder, nlp = Finder(lexicon), blank()
    found: dict[str, list[str]] = defaultdict(list)
    read = 0
    for text in texts:
        other = swap_gender(AnnotatedNote(id="text", text=text), Random(0))
        if isinstance(other, Skipped):
            continue
        read += 1
        here, there = (finder.entries(view(nlp(side))) for side in (text, other.text))
        for side, mine, others in ((text, here, there), (other.text, there, here)):
            known = {_label(entry) for entry in others}
            for entry in mine:
                if _label(entry) not in known:
                    found[entry].append(side)
    return OneSided(read, {entry: tuple(sides) for entry, sides in found.items()})


def own_sentences(lexicon: Lexicon) -> list[str]:
    """The sentence that each entry must hit."""
    return [entry.hit for rows in lexicon.rows.values() for entry in rows.entries]


def _label(entry: str) -> str:
    return entry.rpartition("-")[0]


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints what is one-sided."""
    parser = argparse.ArgumentParser(prog="python -m eval.bias.lexicon_gender", description=__doc__)
    parser.add_argument("corpora", nargs="*", type=Path)
    options = parser.parse_args(arguments)
    lexicon = load_lexicon()
    notes = [note.text for some in read_corpora(options.corpora).values() for note in some] if options.corpora else []
    found = one_sided(lexicon, [*own_sentences(lexicon), *notes])
    sides = sum(len(texts) for texts in found.entries.values())
    print(f"{found.texts} texts, {sides} times one gender alone, by {len(found.entries)} entries")
    for entry, texts in sorted(found.entries.items(), key=lambda item: (-len(item[1]), item[0])):
        print(f"{len(texts):4} {entry}: {min(texts, key=len)}".replace("\n", " / ")[:240])
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

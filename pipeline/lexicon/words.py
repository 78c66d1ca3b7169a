"""Writes `pipeline/language/words.bin`: what the lemma list says of the words that notes are made of.

`python -m pipeline.lexicon.words [FILE ...]` reads the sentences of the lexicon, the frequent words of
`pipeline/patterns/frequency.tsv`, and any text files given (`training/corpus/*.tsv`), runs the pipeline over them and keeps
every answer of the list that it asked for. Only speed depends on it, never what is found.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.assemble import Settings, build
from pipeline.language.wordlist import FILE, record, write
from pipeline.lexicon.entries import load_lexicon
from pipeline.lexicon.finder import Finder
from pipeline.patterns.frequency import counts


def texts(files: Sequence[Path]) -> Iterator[str]:
    """Everything whose words are kept."""
    yield " ".join(key[1:] for key in counts() if key[0] == "=")
    lexicon = load_lexicon()
    for _, _, entry in lexicon.entries():
        yield from (entry.hit, *entry.miss)
    for rows in lexicon.rows.values():
        yield from (blocker.example for blocker in rows.blockers)
    for path in files:
        yield from path.read_text("utf-8").splitlines()


def main(arguments: Sequence[str]) -> None:
    asked = record()
    nlp = build(Settings())
    Finder(load_lexicon())
    for doc in nlp.pipe(texts([Path(file) for file in arguments])):
        doc.user_data.clear()
    print(f"{FILE.name}: {len(asked):,} words, {write(asked):,} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])

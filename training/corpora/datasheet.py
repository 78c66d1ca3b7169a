"""The datasheet of the corpus, `training/corpus/README.md`, from a template and the files themselves."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from training.corpora import CORPUS, NOTE_WORDS, load_corpus, load_writers, missing_files
from training.corpora.counts import count
from training.corpora.doubles import find_doubles

DATASHEET = "README.md"


def corpus_digest(folder: Path = CORPUS) -> str:
    """A hash of all marked text and its splits: the first 16 hex digits of a SHA-256."""
    digest = hashlib.sha256()
    for path in sorted([*folder.glob("*.tsv"), folder / "writers.yaml"]):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def datasheet(folder: Path = CORPUS) -> str:
    """The datasheet as Markdown. Raises `CorpusError` for a corpus that cannot be read."""
    notes = load_corpus(folder=folder)
    counts = count(notes)
    absent = set(missing_files(folder))
    environment = Environment(undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False)
    template = environment.from_string((Path(__file__).parent / "datasheet.md.jinja").read_text("utf-8"))
    return template.render(
        counts=counts,
        note_from=NOTE_WORDS,
        note_words_mean=round(counts.note_words / max(1, counts.notes)),
        quiet_share=counts.quiet / max(1, counts.notes),
        unmarked_share=counts.unmarked_snippets / max(1, counts.snippets),
        digest=corpus_digest(folder),
        doubles=len(find_doubles(notes)),
        writers_in=Counter(w.split for w in load_writers(folder).values() if w.id not in absent),
        shortfalls=counts.shortfalls(),
    )

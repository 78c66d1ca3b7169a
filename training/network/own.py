"""Putting together what a run learns from: our corpus, and a user's own marked notes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from annotation.corpus import AnnotatedNote, read_jsonl, read_marked
from training.corpora import load_corpus
from training.network.run import OWN, Corpus


def gather(add: Sequence[Path], development: Sequence[Path], *, only_own: bool = False) -> Corpus:
    """Our corpus and own files (`.jsonl`, or else one-line marked text). Raises `CorpusError` and `OSError`."""
    ours = [] if only_own else load_corpus("train")
    watched = [] if only_own else load_corpus("development")
    return Corpus(
        tuple(ours + [note for path in add for note in _read(path)]),
        tuple(watched + [note for path in development for note in _read(path)]),
    )


def _read(path: Path) -> list[AnnotatedNote]:
    notes = read_jsonl(path) if path.suffix == ".jsonl" else read_marked(path)
    return [note.model_copy(update={"metadata": {**note.metadata, "writer": f"{OWN}{path.stem}"}}) for note in notes]

"""The corpus that we wrote: marked text in `training/corpus/`, a file a writer, split by writer.

`writers.yaml` beside the files says of every writer the voice, who writes, and the split.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from annotation.corpus import AnnotatedNote, CorpusError, read_marked
from pipeline.joining import WHOLE_NOTE

CORPUS = Path(__file__).parent.parent / "corpus"
NOTE_WORDS = WHOLE_NOTE
"""From this many words an item counts as a whole note, as for the pipeline; shorter ones are snippets."""

Split = Literal["train", "development"]


class Writer(BaseModel):
    """One writer's brief: `id` is the name of the file without `.tsv`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    voice: str
    who: str
    split: Split


@cache
def load_writers(folder: Path = CORPUS) -> dict[str, Writer]:
    """All writers by id, in the order of their ids. Raises `CorpusError`."""
    raw = yaml.safe_load((folder / "writers.yaml").read_text("utf-8"))
    try:
        writers = [Writer.model_validate(entry) for entry in raw["writers"]]
    except (ValidationError, KeyError, TypeError) as error:
        raise CorpusError([f"writers.yaml: {type(error).__name__}: {error}"]) from error
    return {writer.id: writer for writer in sorted(writers, key=lambda writer: writer.id)}


def load_corpus(split: Split | None = None, folder: Path = CORPUS) -> list[AnnotatedNote]:
    """The notes and snippets of a split, or all, in the order of writer and line.

    `metadata` holds `writer` (id), `split` and `kind` (`note` or `snippet`). Writers whose file is not there yet are left
    out (`missing_files` names them). Raises `CorpusError` for a file of no known writer or with a wrong line.
    """
    writers = load_writers(folder)
    files = sorted(folder.glob("*.tsv"))
    if strangers := [path.name for path in files if path.stem not in writers]:
        raise CorpusError([f"{name}: no such writer in writers.yaml" for name in strangers])
    notes: list[AnnotatedNote] = []
    problems: list[str] = []
    for path in files:
        writer = writers[path.stem]
        if split not in (None, writer.split):
            continue
        try:
            notes += [_placed(note, writer) for note in read_marked(path)]
        except CorpusError as error:
            problems += error.problems
    if problems:
        raise CorpusError(problems)
    return notes


def missing_files(folder: Path = CORPUS) -> list[str]:
    """Ids of writers whose file is not there."""
    return [name for name in load_writers(folder) if not (folder / f"{name}.tsv").exists()]


def is_whole_note(note: AnnotatedNote) -> bool:
    """Whether an item is a whole note rather than a snippet."""
    return len(note.text.split()) >= NOTE_WORDS


def whole_notes(notes: Sequence[AnnotatedNote]) -> list[AnnotatedNote]:
    """The whole notes among items."""
    return [note for note in notes if is_whole_note(note)]


def _placed(note: AnnotatedNote, writer: Writer) -> AnnotatedNote:
    kind = "note" if is_whole_note(note) else "snippet"
    return note.model_copy(update={"metadata": {"writer": writer.id, "split": writer.split, "kind": kind}})

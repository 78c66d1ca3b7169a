"""Reading and writing the files of `nietpluis annotate`: every mistake becomes one clear usage error."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from annotation.agreement import Study
    from annotation.corpus import AnnotatedNote
    from annotation.formats import Format
    from pipeline.notes import Note

OF_A_READING = ("mentions", "annotator", "triage", "suggestions", "fates", "adjudication")
"""What a corpus says of a reading of a note, not of the note."""


@contextmanager
def usage_errors() -> Iterator[None]:
    """What is wrong with a corpus becomes a usage error, without a traceback."""
    from annotation.corpus import CorpusError

    try:
        yield
    except CorpusError as error:
        raise click.ClickException(str(error)) from error


def read_corpus(path: Path) -> list[AnnotatedNote]:
    """A corpus in JSON Lines, or one-line marked text (.tsv). Every mistake becomes one line of a usage error."""
    from annotation.corpus import read_jsonl, read_marked

    try:
        with usage_errors():
            return read_marked(path) if path.suffix == ".tsv" else read_jsonl(path)
    except OSError as error:
        raise click.ClickException(f"cannot read {path}: {error.strerror}") from error


def read_by_annotator(paths: Sequence[Path]) -> dict[str, list[AnnotatedNote]]:
    """Corpora by annotator: the field `annotator`, and where that is empty the name of the file."""
    found: dict[str, list[AnnotatedNote]] = {}
    for path in paths:
        for note in read_corpus(path):
            found.setdefault(note.annotator or path.stem, []).append(note)
    return found


def read_study(by_annotator: Mapping[str, Sequence[AnnotatedNote]]) -> Study:
    """The readings of annotators beside each other."""
    from annotation.agreement import study

    with usage_errors():
        return study(by_annotator)


def unmarked(note: Note) -> AnnotatedNote:
    """A note of any input, a corpus too, for a corpus of its own: without what others marked, with all else it says."""
    from annotation.corpus import AGE_GROUPS, AnnotatedNote

    metadata = dict(note.metadata)
    if isinstance(metadata.get("metadata"), dict):
        metadata |= metadata.pop("metadata")
    for name in OF_A_READING:
        metadata.pop(name, None)
    source = str(metadata.pop("source", None) or "")
    age_group = metadata.pop("age_group", None)
    return AnnotatedNote(
        id=note.id,
        text=note.text,
        source=source,
        age_group=age_group if age_group in AGE_GROUPS else None,
        metadata=metadata,
    )


def new_file(path: Path) -> Path:
    """The path, where nothing stands there yet."""
    if path.exists():
        raise click.ClickException(f"{path} exists already")
    return path


def the_format(name: str) -> Format:
    """The exchange format of this name."""
    from annotation.formats import FORMATS

    if name not in FORMATS:
        raise click.UsageError(f"no format {name}; there are {', '.join(FORMATS)}")
    return FORMATS[name]


@contextmanager
def needed(form: Format) -> Iterator[None]:
    """A package that a format needs and that is not there becomes a usage error that says what to install."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise click.ClickException(
            f"format {form.id} needs {form.needs or error.name}: pip install 'nietpluis[annotate]'"
        ) from error

"""Our own two forms as formats: JSON Lines of the contract, and one-line marked text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from annotation.corpus import AnnotatedNote, CorpusError, read_jsonl, read_marked, write_jsonl, write_marked
from annotation.formats.base import Format, Reading, kept
from annotation.inline import InlineError


def _write_jsonl(path: Path, notes: Sequence[AnnotatedNote]) -> None:
    write_jsonl(path, notes)


def _write_marked(path: Path, notes: Sequence[AnnotatedNote]) -> None:
    try:
        write_marked(path, notes)
    except InlineError as error:
        raise CorpusError([str(error)]) from error


JSONL = Format(
    "jsonl",
    "nietpluis (JSON Lines)",
    lambda path: Reading(read_jsonl(path)),
    _write_jsonl,
    kept(),
)
MARKED = Format(
    "marked",
    "nietpluis (marked text)",
    lambda path: Reading(read_marked(path)),
    _write_marked,
    kept(overlapping_mentions="no", triage="no", annotator="no", metadata="no", line_endings="no"),
    remark="The form in which the training corpus is written. Refuses what it cannot hold: mentions that partly overlap, "
    "brackets inside a mention, tabs. Ids are made anew.",
)

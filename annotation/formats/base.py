"""What every exchange format shares: reading and writing notes, and what is kept on the way."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from annotation.corpus import AnnotatedMention, AnnotatedNote, CorpusError
from pipeline.taxonomy import taxonomy

Kept = Literal["yes", "beside", "no"]
"""`beside`: the tool does not show it, but it travels along and comes back where the annotator left the mention as it was."""

HEADERS = "notes.jsonl"
"""In a folder of files a note: what the format has no place for, a line a note, by the name of its file."""

NO_HEADERS = f"no {HEADERS}: notes are named after their files, and have no source, age group or metadata"

ASPECTS = ("overlapping_mentions", "qualifiers", "triage", "annotator", "metadata", "line_endings")


def kept(**otherwise: Kept) -> dict[str, Kept]:
    """What a format keeps: everything but what is named `otherwise`."""
    all_of_it: dict[str, Kept] = dict.fromkeys(ASPECTS, "yes")
    return all_of_it | otherwise


@dataclass(frozen=True, slots=True)
class Reading:
    """Notes read from a file or folder, and what a person must know about it, such as how many were left out and why."""

    notes: list[AnnotatedNote]
    said: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Format:
    """One exchange format. `folder`: it is a folder of files; `needs` names a package beyond the base installation."""

    id: str
    tool: str
    read: Callable[[Path], Reading]
    write: Callable[[Path, Sequence[AnnotatedNote]], None]
    kept: dict[str, Kept]
    folder: bool = False
    needs: str = ""
    remark: str = ""


def qualifiers_of(mention: AnnotatedMention) -> dict[str, str]:
    """The four qualifiers by name."""
    return {name: getattr(mention, name) for name in taxonomy().qualifiers}


def header(note: AnnotatedNote) -> dict[str, Any]:
    """Everything of a note but its text and mentions, empty values left out."""
    found = note.model_dump(mode="json", exclude={"text", "mentions"})
    return {name: value for name, value in found.items() if value not in (None, "", {})}


def file_name(number: int) -> str:
    """The name, without suffix, of the file of the note with this number, from 1."""
    return f"note-{number:05d}"


def write_headers(folder: Path, rows: Iterable[dict[str, Any]]) -> None:
    """Writes the headers of a folder's notes, in the order of their files."""
    with (folder / HEADERS).open("w", encoding="utf-8", newline="\n") as file:
        for number, row in enumerate(rows, 1):
            file.write(json.dumps({"file": file_name(number)} | row, ensure_ascii=False) + "\n")


def read_headers(folder: Path) -> dict[str, dict[str, Any]]:
    """Headers by file name; none where the folder was not made by `write_headers`."""
    if not (folder / HEADERS).exists():
        return {}
    rows = [json.loads(line) for line in (folder / HEADERS).read_text("utf-8").split("\n") if line.strip()]
    return {row.pop("file"): row for row in rows}


def rebuilt(where: str, head: dict[str, Any], text: str, mentions: Sequence[dict[str, Any]]) -> AnnotatedNote:
    """A note from its header, text and mentions (label, start, end and qualifiers); checks all of it.

    Raises `CorpusError` that says where and why.
    """
    rows = [row | {"text": text[row["start"] : row["end"]]} for row in mentions]
    rows.sort(
        key=lambda row: (
            row["start"],
            row["end"],
            list(taxonomy().labels).index(row["label"]) if row["label"] in taxonomy().labels else 99,
        )
    )
    try:
        return AnnotatedNote.model_validate(head | {"text": text, "mentions": rows})
    except ValidationError as error:
        said = [
            f"{where}: {'.'.join(str(part) for part in found['loc'])}: {str(found['msg']).removeprefix('Value error, ')}"
            for found in error.errors(include_input=False, include_url=False)
        ]
        raise CorpusError(said) from error


def _place(label: str) -> int:
    """The place of a label in the taxonomy; one that is not in it, which the check will name, comes last."""
    labels = list(taxonomy().labels)
    return labels.index(label) if label in labels else len(labels)


def in_order(note: AnnotatedNote) -> AnnotatedNote:
    """The note with its mentions in the order in which `rebuilt` gives them."""
    ordered = sorted(note.mentions, key=lambda mention: (mention.start, mention.end, _place(mention.label)))
    return note.model_copy(update={"mentions": tuple(ordered)})


def utf16(text: str) -> list[int]:
    """The UTF-16 offset of every character and of the end: signs beyond the basic plane count twice. Length len + 1."""
    places = [0]
    for sign in text:
        places.append(places[-1] + (2 if ord(sign) > 0xFFFF else 1))
    return places


def code_points(text: str) -> dict[int, int]:
    """The way back from `utf16`: offset in UTF-16 to offset in characters; a half sign is no key."""
    return {place: number for number, place in enumerate(utf16(text))}

"""brat standoff: a folder with NAME.txt and NAME.ann a note, `annotation.conf`, and `notes.jsonl` for what brat has no place for.

Qualifiers are attributes of several values. A mention that runs over a line break is written in fragments, as brat wants.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from annotation.corpus import AnnotatedNote, CorpusError
from annotation.formats.base import (
    NO_HEADERS,
    Format,
    Reading,
    file_name,
    header,
    kept,
    read_headers,
    rebuilt,
    write_headers,
)
from pipeline.taxonomy import taxonomy

_TEXT_BOUND = re.compile(r"(T\d+)\t(\S+) ([\d ;]+)\t")


def _attribute(qualifier: str) -> str:
    return qualifier.capitalize()


def _fragments(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The stretches of a mention between its line breaks."""
    return [(start + match.start(), start + match.end()) for match in re.finditer(r"[^\r\n]+", text[start:end])]


def write(path: Path, notes: Sequence[AnnotatedNote]) -> None:
    """Writes the folder, which may exist but must hold none of these files' names yet."""
    path.mkdir(parents=True, exist_ok=True)
    known = taxonomy()
    for number, note in enumerate(notes, 1):
        (path / f"{file_name(number)}.txt").write_bytes(note.text.encode("utf-8"))
        (path / f"{file_name(number)}.ann").write_text("".join(_annotations(note)), "utf-8", newline="\n")
    write_headers(path, [header(note) for note in notes])
    values = "".join(
        f"{_attribute(name)}\tArg:<ENTITY>, Value:{'|'.join(options)}\n" for name, options in known.qualifiers.items()
    )
    labels = "".join(f"{label}\n" for label in known.labels)
    (path / "annotation.conf").write_text(
        f"[entities]\n{labels}[relations]\n[events]\n[attributes]\n{values}", "utf-8", newline="\n"
    )


def _annotations(note: AnnotatedNote) -> list[str]:
    lines = []
    attributes = 0
    for number, mention in enumerate(note.mentions, 1):
        fragments = _fragments(note.text, mention.start, mention.end)
        if not fragments:
            raise CorpusError([f"note {note.id}: a mention of line breaks only"])
        if fragments[0][0] != mention.start or fragments[-1][1] != mention.end:
            raise CorpusError([f"note {note.id}: a mention begins or ends with a line break, which brat cannot hold"])
        places = ";".join(f"{start} {end}" for start, end in fragments)
        words = " ".join(note.text[start:end] for start, end in fragments)
        lines.append(f"T{number}\t{mention.label} {places}\t{words}\n")
        for qualifier, options in taxonomy().qualifiers.items():
            value = getattr(mention, qualifier)
            if value != options[0]:
                attributes += 1
                lines.append(f"A{attributes}\t{_attribute(qualifier)} T{number} {value}\n")
    return lines


def read(path: Path) -> Reading:
    """Reads a folder of .txt and .ann files. Raises `CorpusError` with file and line."""
    heads = read_headers(path)
    notes = []
    for file in sorted(path.glob("*.ann")):
        text = file.with_suffix(".txt").read_bytes().decode("utf-8")
        head = heads.get(file.stem, {"id": file.stem})
        notes.append(rebuilt(file.name, head, text, _mentions(file, text)))
    if not notes:
        raise CorpusError([f"{path.name}: no .ann file in this folder"])
    return Reading(notes, [] if heads else [NO_HEADERS])


def _mentions(file: Path, text: str) -> list[dict[str, Any]]:
    names = {_attribute(name): name for name in taxonomy().qualifiers}
    found: dict[str, dict[str, Any]] = {}
    for number, line in enumerate(file.read_text("utf-8").split("\n"), 1):
        where = f"{file.name}:{number}"
        if line.startswith("T"):
            match = _TEXT_BOUND.match(line)
            if not match:
                raise CorpusError([f"{where}: no text-bound annotation"])
            fragments = [tuple(map(int, part.split())) for part in match[3].split(";")]
            for (_, end), (start, _) in pairwise(fragments):
                if text[end:start].strip():
                    raise CorpusError(
                        [f"{where}: fragments with words in between; a mention here is one stretch of text"]
                    )
            found[match[1]] = {"label": match[2], "start": fragments[0][0], "end": fragments[-1][1]}
        elif line.startswith("A"):
            fields = line.split("\t")[-1].split(" ")
            if len(fields) != 3 or fields[0] not in names or fields[1] not in found:
                raise CorpusError([f"{where}: no attribute of an annotation above, with a value"])
            found[fields[1]][names[fields[0]]] = fields[2]
    return list(found.values())


FORMAT = Format(
    "brat",
    "brat (standoff)",
    read,
    write,
    kept(triage="beside", annotator="beside", metadata="beside"),
    folder=True,
)

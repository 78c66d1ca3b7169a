"""CSV for a spreadsheet: a row a mention, with its note; a note without mentions has one row without a label."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from annotation.corpus import AnnotatedNote, CorpusError
from annotation.formats.base import Format, Reading, header, kept, qualifiers_of, rebuilt
from pipeline.taxonomy import taxonomy

_MENTION = ("label", "start", "end", "mention")
_NOTE = ("id", "source", "age_group", "annotator", "triage", "metadata", "text")


def write(path: Path, notes: Sequence[AnnotatedNote]) -> None:
    """UTF-8 with a byte order mark, so that Excel reads the letters right."""
    columns = [*_NOTE[:-1], *_MENTION, *taxonomy().qualifiers, "text"]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.DictWriter(file, columns, lineterminator="\n")
        rows.writeheader()
        for note in notes:
            head: dict[str, Any] = {
                name: json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value
                for name, value in header(note).items()
            }
            head["text"] = note.text
            for mention in note.mentions:
                place = {"label": mention.label, "start": mention.start, "end": mention.end, "mention": mention.text}
                rows.writerow(head | place | qualifiers_of(mention))
            if not note.mentions:
                rows.writerow(head)


def read(path: Path) -> Reading:
    """Reads such a file back. Raises `CorpusError` with file and row."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        missing = {"id", "text", "label", "start", "end"} - set(rows.fieldnames or ())
        if missing:
            raise CorpusError([f"{path.name}: no column {', '.join(sorted(missing))}"])
        found: dict[tuple[str, str], tuple[dict[str, Any], str, list[dict[str, Any]]]] = {}
        for number, row in enumerate(rows, 2):
            where = f"{path.name}, row {number}"
            try:
                head = {name: row[name] for name in _NOTE[:-1] if row.get(name)}
                head |= {name: json.loads(head[name]) for name in ("triage", "metadata") if name in head}
                mentions = found.setdefault((row["id"], row.get("annotator") or ""), (head, row["text"], []))[2]
                if row["label"]:
                    place = {"label": row["label"], "start": int(row["start"]), "end": int(row["end"])}
                    mentions.append(place | {name: row[name] for name in taxonomy().qualifiers if row.get(name)})
            except (ValueError, TypeError) as error:
                raise CorpusError([f"{where}: {type(error).__name__} in start, end, triage or metadata"]) from error
    return Reading([rebuilt(f"{path.name}, note {key[0]}", *value) for key, value in found.items()])


FORMAT = Format(
    "csv",
    "CSV (spreadsheet)",
    read,
    write,
    kept(),
    remark="Save it as CSV again: a spreadsheet may turn an id such as 1-2 into a date.",
)

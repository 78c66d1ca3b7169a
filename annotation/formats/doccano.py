"""doccano: JSON Lines for sequence labelling. Offsets are characters; extra keys come back on export.

doccano has no attributes of spans: qualifiers travel in the extra key `mentions` and are taken back for every span that has
the same place and label; a span that an annotator made or moved gets the defaults, and the reading says how many.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from annotation.corpus import AnnotatedNote, CorpusError
from annotation.formats.base import Format, Reading, header, kept, qualifiers_of, rebuilt


def write(path: Path, notes: Sequence[AnnotatedNote]) -> None:
    """One object a note: `text`, `label` as [start, end, label], and our own keys, which doccano keeps as meta."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for note in notes:
            head = header(note)
            row = {
                "text": note.text,
                "label": [[mention.start, mention.end, mention.label] for mention in note.mentions],
                "note_id": head.pop("id"),
                "note": head,
                "mentions": [
                    {"label": mention.label, "start": mention.start, "end": mention.end} | qualifiers_of(mention)
                    for mention in note.mentions
                ],
            }
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def read(path: Path) -> Reading:
    """Reads an export. Raises `CorpusError` with file and line."""
    notes = []
    new = 0
    for number, line in enumerate(path.read_text("utf-8").split("\n"), 1):
        if not line.strip():
            continue
        where = f"{path.name}:{number}"
        try:
            row: dict[str, Any] = json.loads(line)
            text, spans = str(row["text"]), [(int(s), int(e), str(name)) for s, e, name in row["label"]]
        except (ValueError, KeyError, TypeError) as error:
            raise CorpusError([f"{where}: no doccano line ({type(error).__name__})"]) from error
        known = {(old["start"], old["end"], old["label"]): old for old in row.get("mentions", [])}
        new += sum(span not in known for span in spans)
        mentions = [known.get(span, {"start": span[0], "end": span[1], "label": span[2]}) for span in spans]
        head = row.get("note", {}) | {"id": str(row.get("note_id", row.get("id", where)))}
        notes.append(rebuilt(where, head, text, mentions))
    said = [f"{new} spans are new or moved: their qualifiers are the defaults"] if new else []
    return Reading(notes, said)


FORMAT = Format(
    "doccano",
    "doccano (JSONL)",
    read,
    write,
    kept(qualifiers="beside", triage="beside", annotator="beside", metadata="beside"),
    remark="Set *allow overlapping entities* when the project is made, or doccano drops overlapping spans on import.",
)

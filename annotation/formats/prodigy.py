"""Prodigy: JSON Lines for `spans_manual`, with tokens. `token_end` is inclusive; spans carry their qualifiers as own keys."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from annotation.corpus import AnnotatedNote, CorpusError
from annotation.formats.base import Format, Reading, header, kept, qualifiers_of, rebuilt
from annotation.formats.tokens import covered, words
from pipeline.taxonomy import taxonomy


def write(path: Path, notes: Sequence[AnnotatedNote]) -> None:
    """One task a note, answered with accept."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for note in notes:
            file.write(json.dumps(_task(note), ensure_ascii=False) + "\n")


def _task(note: AnnotatedNote) -> dict[str, Any]:
    places = words(note)
    spans = []
    for mention in note.mentions:
        inside = covered(places, mention.start, mention.end)
        if not inside:
            raise CorpusError([f"note {note.id}: a mention of white space only, which has no token"])
        spans.append(
            {
                "start": mention.start,
                "end": mention.end,
                "token_start": inside[0],
                "token_end": inside[-1],
                "label": mention.label,
                **qualifiers_of(mention),
            }
        )
    return {
        "text": note.text,
        "tokens": [
            {
                "text": note.text[start:end],
                "start": start,
                "end": end,
                "id": number,
                "ws": note.text[end : end + 1] == " ",
            }
            for number, (start, end) in enumerate(places)
        ],
        "spans": spans,
        "meta": header(note),
        "answer": "accept",
    }


def read(path: Path) -> Reading:
    """Reads accepted tasks; rejected and ignored ones are left out and counted. Raises `CorpusError` with file and line."""
    notes = []
    left_out = 0
    for number, line in enumerate(path.read_text("utf-8").split("\n"), 1):
        if not line.strip():
            continue
        where = f"{path.name}:{number}"
        try:
            task: dict[str, Any] = json.loads(line)
            text, spans = str(task["text"]), task.get("spans", [])
            mentions = [
                {"label": span["label"], "start": span["start"], "end": span["end"]}
                | {name: span[name] for name in taxonomy().qualifiers if name in span}
                for span in spans
            ]
        except (ValueError, KeyError, TypeError) as error:
            raise CorpusError([f"{where}: no Prodigy task ({type(error).__name__})"]) from error
        if task.get("answer", "accept") != "accept":
            left_out += 1
            continue
        head = {name: value for name, value in task.get("meta", {}).items() if name in AnnotatedNote.model_fields}
        if "annotator" not in head and task.get("_annotator_id"):
            head["annotator"] = str(task["_annotator_id"])
        notes.append(rebuilt(where, {"id": where} | head, text, mentions))
    return Reading(notes, [f"{left_out} tasks were rejected or ignored and are left out"] if left_out else [])


FORMAT = Format(
    "prodigy",
    "Prodigy (JSONL, spans_manual)",
    read,
    write,
    kept(qualifiers="beside", triage="beside", annotator="beside", metadata="beside"),
    remark="Written from Prodigy's documentation; not tried against the tool itself, which is not free.",
)

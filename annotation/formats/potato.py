"""Potato: a folder to start Potato in, with its configuration and our notes; reads what the annotators left in it.

Potato reads a note as HTML, joins runs of spaces and tabs, drops control signs and trims; its offsets are characters of what is
left. So what it gets is left as it is by all that (`displayed`), and the item holds the note itself beside it.

Mentions go in as pre-annotations, which Potato shows but stores only when the annotator touches them. Spans have no
attributes: qualifiers travel in the items and are taken back for every span of the same place and label.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, get_args

import yaml

from annotation.corpus import AnnotatedNote, Answer, CorpusError
from annotation.formats.base import Format, Reading, header, kept, qualifiers_of, rebuilt
from pipeline.taxonomy import taxonomy

SPAN = "signaal"
ITEMS, CONFIG, OUTPUT = "notes.jsonl", "config.yaml", "annotation_output"

Place = tuple[int, int, str]
_ALIKE = {"<": "‹", ">": "›"}
_ENTITY = re.compile(r"&(?=[#A-Za-z])")


def configuration() -> dict[str, Any]:
    """The project: the labels as spans, each question of triage as a choice, our mentions as pre-annotations."""
    known = taxonomy()
    spans = {
        "annotation_type": "span",
        "name": SPAN,
        "description": "Markeer de woorden die een signaal laten zien",
        "labels": [{"name": label.id, "tooltip": label.label} for label in known.labels.values()],
    }
    questions = [
        {
            "annotation_type": "radio",
            "name": question.id,
            "description": question.question,
            "labels": list(get_args(Answer)),
        }
        for question in known.questions
    ]
    return {
        "annotation_task_name": "nietpluis",
        "task_dir": ".",
        "data_files": [ITEMS],
        "item_properties": {"id_key": "id", "text_key": "text"},
        "output_annotation_dir": OUTPUT,
        "user_config": {"allow_all_users": True, "users": []},
        "pre_annotation": {"enabled": True, "field": "predictions"},
        "annotation_schemes": [spans, *questions],
    }


def write(path: Path, notes: Sequence[AnnotatedNote]) -> None:
    """The folder: configuration and a line a note."""
    path.mkdir(parents=True, exist_ok=True)
    (path / CONFIG).write_text(yaml.safe_dump(configuration(), allow_unicode=True, sort_keys=False), "utf-8")
    with (path / ITEMS).open("w", encoding="utf-8", newline="\n") as file:
        for note in notes:
            file.write(json.dumps(_item(note), ensure_ascii=False) + "\n")


def displayed(text: str) -> tuple[str, list[int]]:
    """The text as Potato is to show it, and where in the note each of its characters stands."""
    signs: list[str] = []
    places: list[int] = []
    for at, sign in enumerate(_ENTITY.sub("＆", text)):
        if sign == "\r" and text[at + 1 : at + 2] != "\n":
            sign = "\n"
        elif sign == "\t":
            sign = " "
        if (sign == " " and signs[-1:] == [" "]) or (sign != "\n" and (sign < " " or sign == "\x7f")):
            continue
        signs.append(_ALIKE.get(sign, sign))
        places.append(at)
    shown = "".join(signs)
    first = len(shown) - len(shown.lstrip())
    last = len(shown.rstrip())
    return shown[first:last], places[first:last]


def _item(note: AnnotatedNote) -> dict[str, Any]:
    head = header(note)
    text, places = displayed(note.text)
    mentions = [{"label": m.label, "start": m.start, "end": m.end} | qualifiers_of(m) for m in note.mentions]
    borders = [(bisect_left(places, m.start), bisect_left(places, m.end), m.label) for m in note.mentions]
    spans = [{"start": start, "end": end, "label": label} for start, end, label in borders if start < end]
    return {
        "id": head.pop("id"),
        "text": text,
        "original": note.text,
        "predictions": {SPAN: spans} if spans else {},
        "mentions": mentions,
        "note": head,
    }


def read(path: Path) -> Reading:
    """The annotators' notes; the notes as they went in where nobody has annotated. Raises `CorpusError`.

    Of several annotators each note comes back once for each of them.
    """
    items = _items(path / ITEMS)
    states = sorted((path / OUTPUT).glob("*/user_state.json"))
    if not states:
        notes = [
            rebuilt(item["where"], item["note"] | {"id": item["id"]}, item["text"], item["mentions"]) for item in items
        ]
        return Reading(notes, ["nobody has annotated in this folder: these are the notes as they went in"])
    notes = []
    new = gone = 0
    for state in states:
        for item, spans, answers in _annotated(state, items):
            known = {(old["start"], old["end"], old["label"]): old for old in item["mentions"]}
            new += sum(span not in known for span in spans)
            gone += sum(place not in spans for place in known)
            rows = [known.get(span, dict(zip(("start", "end", "label"), span, strict=True))) for span in spans]
            head = item["note"] | {"id": item["id"], "annotator": state.parent.name, "triage": answers}
            notes.append(rebuilt(f"{state.parent.name}, item {item['id']}", head, item["text"], rows))
    said = [f"{new} spans are new or moved: their qualifiers are the defaults"] if new else []
    if gone:
        said.append(
            f"{gone} mentions that went in were not stored: Potato does not tell a rejected one from an untouched one"
        )
    left = len(items) * len(states) - len(notes)
    return Reading(notes, said + ([f"{left} notes without an answer or a span are left out"] if left else []))


def _items(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        raise CorpusError([f"{path.parent.name}: no {ITEMS}; this is no folder that was written for Potato"])
    items = []
    for number, line in enumerate(path.read_text("utf-8").split("\n"), 1):
        if not line.strip():
            continue
        try:
            row: dict[str, Any] = json.loads(line)
            items.append(
                {
                    "where": f"{path.name}:{number}",
                    "id": str(row["id"]),
                    "text": str(row.get("original", row["text"])),
                    "mentions": list(row.get("mentions", [])),
                    "note": dict(row.get("note", {})),
                }
            )
        except (ValueError, KeyError, TypeError) as error:
            raise CorpusError([f"{path.name}:{number}: no item of Potato ({type(error).__name__})"]) from error
    return items


def _annotated(
    state: Path, items: list[dict[str, Any]]
) -> Iterator[tuple[dict[str, Any], list[Place], dict[str, str]]]:
    """Items in which this annotator stored something, with the spans and the answers."""
    try:
        found = json.loads(state.read_text("utf-8"))
        all_spans, all_answers = found["instance_id_to_span_to_value"], found["instance_id_to_label_to_value"]
        for item in items:
            places = displayed(item["text"])[1]
            spans = [
                (places[int(span["start"])], places[int(span["end"]) - 1] + 1, str(span["name"]))
                for span, _ in all_spans.get(item["id"], [])
                if span["schema"] == SPAN
            ]
            answers = {answer["schema"]: str(answer["name"]) for answer, _ in all_answers.get(item["id"], [])}
            if spans or answers:
                yield item, spans, answers
    except (ValueError, KeyError, TypeError) as error:
        raise CorpusError(
            [f"{state.parent.name}/{state.name}: not what Potato 2 stores ({type(error).__name__})"]
        ) from error


FORMAT = Format(
    "potato",
    "Potato (folder of a project)",
    read,
    write,
    kept(qualifiers="beside", triage="beside", annotator="beside", metadata="beside"),
    folder=True,
    remark="Start it with `potato start config.yaml` in the folder; then import the same folder, a note for every annotator. "
    "Potato reads notes as HTML and joins spaces; the folder holds them so that they count right.",
)

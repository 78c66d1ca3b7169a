"""Label Studio JSON, with the labelling configuration made from the taxonomy. Offsets are characters.

A qualifier is a second result with the id of its span. Labels that are not in the configuration are accepted by Label Studio
without a word, so reading checks them. JSON_MIN and CONLL exports lose which span a qualifier belongs to: read JSON only.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from annotation.corpus import AnnotatedNote, CorpusError
from annotation.formats.base import Format, Reading, header, kept, rebuilt
from pipeline.taxonomy import taxonomy

_SPAN, _TEXT = "signaal", "text"
_ANSWERS = ("ja", "nee", "niet_vermeld")


def labelling_config() -> str:
    """The XML to paste into a project: the labels, the qualifiers of each span, the questions of triage."""
    known = taxonomy()
    labels = "\n".join(
        f"    <Label value={quoteattr(label.id)} hint={quoteattr(label.label)}/>" for label in known.labels.values()
    )
    qualifiers = "\n".join(
        f'  <Choices name="{name}" toName="{_TEXT}" perRegion="true" choice="single-radio" showInline="true">\n'
        + "\n".join(f"    <Choice value={quoteattr(value)}/>" for value in values)
        + "\n  </Choices>"
        for name, values in known.qualifiers.items()
    )
    questions = "\n".join(
        f"  <Header value={quoteattr(question.question)}/>\n"
        f'  <Choices name="{question.id}" toName="{_TEXT}" choice="single-radio" showInline="true">\n'
        + "\n".join(f"    <Choice value={quoteattr(value)}/>" for value in _ANSWERS)
        + "\n  </Choices>"
        for question in known.questions
    )
    return (
        f'<View>\n  <Labels name="{_SPAN}" toName="{_TEXT}">\n{labels}\n  </Labels>\n'
        f'  <Text name="{_TEXT}" value="$text"/>\n{qualifiers}\n{questions}\n</View>\n'
    )


def write(path: Path, notes: Sequence[AnnotatedNote], *, suggestions: bool = False) -> None:
    """Tasks with their mentions as annotations, or as predictions if `suggestions`, which a person may then change."""
    path.write_text(
        json.dumps([_task(note, suggestions) for note in notes], ensure_ascii=False, indent=1) + "\n", "utf-8"
    )


def _task(note: AnnotatedNote, suggestions: bool) -> dict[str, Any]:
    results: list[dict[str, Any]] = []
    for number, mention in enumerate(note.mentions, 1):
        place = {"start": mention.start, "end": mention.end, "text": mention.text}
        common = {"id": f"m{number}", "to_name": _TEXT}
        results.append(common | {"from_name": _SPAN, "type": "labels", "value": place | {"labels": [mention.label]}})
        for name, values in taxonomy().qualifiers.items():
            value = getattr(mention, name)
            if value != values[0]:
                results.append(common | {"from_name": name, "type": "choices", "value": place | {"choices": [value]}})
    results += [
        {"id": f"q-{name}", "from_name": name, "to_name": _TEXT, "type": "choices", "value": {"choices": [answer]}}
        for name, answer in note.triage.items()
    ]
    head = header(note)
    head.pop("triage", None)
    data = {"text": note.text, "note_id": head.pop("id"), "note": head}
    if suggestions:
        return {"data": data, "predictions": [{"model_version": "nietpluis", "result": results}]}
    return {"data": data, "annotations": [{"result": results, "was_cancelled": False, "ground_truth": False}]}


def read(path: Path) -> Reading:
    """Reads a JSON export; cancelled annotations are left out and counted. Raises `CorpusError` with file and task.

    A task that several people annotated becomes as many notes of the same id, each with its annotator.
    """
    try:
        tasks = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise CorpusError([f"{path.name}: no JSON"]) from error
    if not isinstance(tasks, list) or any(not isinstance(task, dict) or "data" not in task for task in tasks):
        raise CorpusError([f"{path.name}: not the JSON export of Label Studio (JSON_MIN loses marks: export as JSON)"])
    notes = []
    cancelled = empty = 0
    for number, task in enumerate(tasks, 1):
        annotations = [found for found in task.get("annotations", []) if not found.get("was_cancelled")]
        cancelled += len(task.get("annotations", [])) - len(annotations)
        empty += not annotations
        for annotation in annotations:
            notes.append(_note(f"{path.name}, task {number}", task, annotation))
    said = [f"{cancelled} cancelled annotations are left out"] if cancelled else []
    return Reading(notes, said + ([f"{empty} tasks have no annotation and are left out"] if empty else []))


def _note(where: str, task: dict[str, Any], annotation: dict[str, Any]) -> AnnotatedNote:
    known = taxonomy()
    questions = {question.id for question in known.questions}
    mentions: dict[str, list[dict[str, Any]]] = {}
    values: dict[str, dict[str, str]] = {}
    triage: dict[str, str] = {}
    for result in annotation.get("result", []):
        kind, value = result.get("from_name"), result.get("value", {})
        if kind == _SPAN:
            mentions[result["id"]] = [
                {"label": label, "start": value["start"], "end": value["end"]} for label in value.get("labels", [])
            ]
        elif kind in known.qualifiers and value.get("choices"):
            values.setdefault(result["id"], {})[kind] = value["choices"][0]
        elif kind in questions and value.get("choices"):
            triage[kind] = value["choices"][0]
        elif kind not in known.qualifiers and kind not in questions:
            raise CorpusError([f"{where}: a result of {kind!r}, which our labelling configuration does not have"])
    data = task["data"]
    who = annotation.get("completed_by")
    head = dict(data.get("note", {})) | {"id": str(data.get("note_id", task.get("id", where)))}
    if isinstance(who, dict):
        head["annotator"] = str(who.get("email") or who.get("id"))
    elif who is not None:
        head["annotator"] = f"label-studio-{who}"
    rows = [row | values.get(key, {}) for key, found in mentions.items() for row in found]
    return rebuilt(where, head | ({"triage": triage} if triage else {}), str(data["text"]), rows)


FORMAT = Format(
    "label-studio",
    "Label Studio (JSON)",
    read,
    write,
    kept(metadata="beside"),
    remark="`nietpluis annotate config` prints the labelling configuration.",
)

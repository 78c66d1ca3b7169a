"""WebAnno TSV 3.3: a folder with a file a note, for INCEpTION, which calls the format legacy and prefers UIMA CAS.

Offsets are UTF-16. The whole note is one sentence, since the format does not keep what stands between sentences. Notes'
headers stand in `notes.jsonl` beside the files.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from annotation.corpus import AnnotatedNote, CorpusError
from annotation.formats.base import (
    NO_HEADERS,
    Format,
    Reading,
    code_points,
    file_name,
    header,
    kept,
    read_headers,
    rebuilt,
    utf16,
    write_headers,
)
from annotation.formats.tokens import covered, words
from pipeline.taxonomy import taxonomy

LAYER = "webanno.custom.Signaal"
_LETTERS = {"\t": "\\t", "\n": "\\n", "\r": "\\r"}
_ESCAPED = re.compile(r"\\(->|.)", re.DOTALL)
_TO_ESCAPE = re.compile(r"->|[\\\[\]|_;\t\n\r*]")
_VALUE = re.compile(r"(.+?)\[(\d+)\]$")


def escape(text: str) -> str:
    """Text as the format writes it."""
    return _TO_ESCAPE.sub(lambda found: _LETTERS.get(found[0], "\\" + found[0]), text)


def unescape(text: str) -> str:
    """The way back from `escape`."""
    letters = {"t": "\t", "n": "\n", "r": "\r"}
    return _ESCAPED.sub(lambda found: letters.get(found[1], found[1]), text)


def write(path: Path, notes: Sequence[AnnotatedNote]) -> None:
    """Writes the folder. Raises `CorpusError` for a mention that holds no word."""
    path.mkdir(parents=True, exist_ok=True)
    for number, note in enumerate(notes, 1):
        (path / f"{file_name(number)}.tsv").write_text("\n".join(_lines(note)) + "\n", "utf-8", newline="\n")
    borders = [{"borders": [[mention.start, mention.end] for mention in note.mentions]} for note in notes]
    write_headers(path, [places | header(note) for places, note in zip(borders, notes, strict=True)])


def _lines(note: AnnotatedNote) -> list[str]:
    names = list(taxonomy().qualifiers)
    places = words(note)
    inside: list[list[int]] = [[] for _ in places]
    for number, mention in enumerate(note.mentions, 1):
        found = covered(places, mention.start, mention.end)
        if not found:
            raise CorpusError([f"note {note.id}: a mention without a word, which has no token"])
        for token in found:
            inside[token].append(number)
    offsets = utf16(note.text)
    lines = [
        "#FORMAT=WebAnno TSV 3.3",
        f"#T_SP={LAYER}|{'|'.join(['label', *names])}",
        "",
        "",
        f"#Text={escape(note.text)}",
    ]
    for number, ((start, end), numbers) in enumerate(zip(places, inside, strict=True), 1):
        columns = []
        for name in ("label", *names):
            values = [f"{escape(getattr(note.mentions[mention - 1], name))}[{mention}]" for mention in numbers]
            columns.append("|".join(values) or "_")
        fields = [f"1-{number}", f"{offsets[start]}-{offsets[end]}", escape(note.text[start:end]), *columns, ""]
        lines.append("\t".join(fields))
    return lines


def read(path: Path) -> Reading:
    """Reads a folder of .tsv files. Raises `CorpusError` with file and line."""
    heads = read_headers(path)
    notes = []
    for file in sorted(path.glob("*.tsv")):
        head = heads.get(file.stem, {"id": file.stem})
        borders = [tuple(pair) for pair in head.pop("borders", [])]
        text, mentions = _parsed(file)
        for mention in mentions:
            mention |= _with_white_space(text, mention, borders)
        notes.append(rebuilt(file.name, head, text, mentions))
    if not notes:
        raise CorpusError([f"{path.name}: no .tsv file in this folder"])
    return Reading(notes, [] if heads else [NO_HEADERS])


def _with_white_space(text: str, mention: dict[str, Any], borders: list[tuple[int, ...]]) -> dict[str, int]:
    """The borders as they were written, where a mention began or ended with white space that no token holds."""
    for start, end in borders:
        outer = text[start : mention["start"]] + text[mention["end"] : end]
        if start <= mention["start"] and mention["end"] <= end and not outer.strip():
            return {"start": start, "end": end}
    return {}


def _parsed(file: Path) -> tuple[str, list[dict[str, Any]]]:
    names: list[str] = []
    text = ""
    back: dict[int, int] = {}
    mentions: dict[str, dict[str, Any]] = {}
    for number, line in enumerate(file.read_text("utf-8").split("\n"), 1):
        where = f"{file.name}:{number}"
        if line.startswith("#T_SP="):
            layer, *features = line.removeprefix("#T_SP=").split("|")
            if layer != LAYER:
                raise CorpusError([f"{where}: layer {layer!r} instead of {LAYER}"])
            names = features
        elif line.startswith("#Text="):
            if text:
                raise CorpusError(
                    [f"{where}: more than one sentence; what stands between sentences is not in the format"]
                )
            text = unescape(line.removeprefix("#Text="))
            back = code_points(text)
        elif line and not line.startswith("#"):
            fields = line.split("\t")
            try:
                start, end = (back[int(part)] for part in fields[1].split("-"))
            except (KeyError, ValueError, IndexError) as error:
                raise CorpusError([f"{where}: no offsets of this text"]) from error
            for name, column in zip(names, fields[3 : 3 + len(names)], strict=False):
                for value in [] if column == "_" else re.split(r"(?<!\\)\|", column):
                    found = _VALUE.match(value)
                    key = found[2] if found else f"token-{number}"
                    mention = mentions.setdefault(key, {"start": start, "end": end})
                    mention["end"] = end
                    if (found[1] if found else value) != "*":
                        mention[name] = unescape(found[1] if found else value)
    return text, list(mentions.values())


FORMAT = Format(
    "webanno-tsv",
    "WebAnno TSV 3.3 (INCEpTION, legacy)",
    read,
    write,
    kept(triage="beside", annotator="beside", metadata="beside"),
    folder=True,
)

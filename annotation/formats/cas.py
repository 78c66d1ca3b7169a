"""UIMA CAS for INCEpTION: a folder with TypeSystem.xml and a file a note, as XMI or as UIMA CAS JSON 0.4.

A layer `webanno.custom.Signaal` with the label and the qualifiers, DKPro tokens and one DKPro sentence a line of the note.
dkpro-cassis turns characters into UTF-16 offsets and back.
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
    file_name,
    header,
    kept,
    qualifiers_of,
    read_headers,
    rebuilt,
    write_headers,
)
from annotation.formats.tokens import words
from pipeline.taxonomy import taxonomy

LAYER = "webanno.custom.Signaal"
TOKEN = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token"
SENTENCE = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Sentence"


def type_system() -> Any:
    """The types that INCEpTION wants: tokens, sentences and our layer with its features."""
    from cassis import TypeSystem

    types = TypeSystem()
    for name in (TOKEN, SENTENCE):
        types.create_type(name=name, supertypeName="uima.tcas.Annotation")
    layer = types.create_type(name=LAYER, supertypeName="uima.tcas.Annotation")
    for feature in ("label", *taxonomy().qualifiers):
        types.create_feature(domainType=layer, name=feature, rangeType="uima.cas.String")
    return types


def cas_of(note: AnnotatedNote, types: Any | None = None) -> Any:
    """A note as a CAS; needs dkpro-cassis."""
    from cassis import Cas

    types = types or type_system()
    cas = Cas(typesystem=types)
    cas.sofa_string = note.text
    cas.sofa_mime = "text/plain"
    for start, end in words(note):
        cas.add(types.get_type(TOKEN)(begin=start, end=end))
    for line in re.finditer(r"[^\r\n]*\S[^\r\n]*", note.text):
        cas.add(types.get_type(SENTENCE)(begin=line.start(), end=line.end()))
    for mention in note.mentions:
        cas.add(
            types.get_type(LAYER)(begin=mention.start, end=mention.end, label=mention.label, **qualifiers_of(mention))
        )
    return cas


def note_of(where: str, cas: Any, head: dict[str, Any]) -> AnnotatedNote:
    """A CAS as a note. Raises `CorpusError` where its layer does not fit the taxonomy."""
    mentions = []
    for found in cas.select(LAYER):
        row: dict[str, Any] = {"label": found.label, "start": found.begin, "end": found.end}
        for name in taxonomy().qualifiers:
            value = getattr(found, name, None)
            if value:
                row[name] = value
        mentions.append(row)
    return rebuilt(where, head, cas.sofa_string, mentions)


def _write(path: Path, notes: Sequence[AnnotatedNote], suffix: str) -> None:
    path.mkdir(parents=True, exist_ok=True)
    types = type_system()
    (path / "TypeSystem.xml").write_text(types.to_xml(), "utf-8")
    for number, note in enumerate(notes, 1):
        cas = cas_of(note, types)
        content = cas.to_xmi() if suffix == "xmi" else cas.to_json()
        (path / f"{file_name(number)}.{suffix}").write_text(content, "utf-8")
    write_headers(path, [header(note) for note in notes])


def _read(path: Path, suffix: str) -> Reading:
    from cassis import load_cas_from_json, load_cas_from_xmi, load_typesystem

    heads = read_headers(path)
    notes = []
    types = None
    if suffix == "xmi":
        with (path / "TypeSystem.xml").open("rb") as file:
            types = load_typesystem(file)
    for place in sorted(path.glob(f"*.{suffix}")):
        with place.open("rb") as file:
            cas = load_cas_from_xmi(file, typesystem=types) if suffix == "xmi" else load_cas_from_json(file)
        notes.append(note_of(place.name, cas, heads.get(place.stem, {"id": place.stem})))
    if not notes:
        raise CorpusError([f"{path.name}: no .{suffix} file in this folder"])
    return Reading(notes, [] if heads else [NO_HEADERS])


def write_xmi(path: Path, notes: Sequence[AnnotatedNote]) -> None:
    """A folder of XMI files. Raises `CorpusError` for a character that XML cannot hold."""
    for note in notes:
        if re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]", note.text):
            raise CorpusError([f"note {note.id}: a control character, which XML cannot hold; CAS JSON can"])
    _write(path, notes, "xmi")


def read_xmi(path: Path) -> Reading:
    """Reads a folder of XMI files with their TypeSystem.xml. Raises `CorpusError`."""
    return _read(path, "xmi")


def write_json(path: Path, notes: Sequence[AnnotatedNote]) -> None:
    """A folder of UIMA CAS JSON files."""
    _write(path, notes, "json")


def read_json(path: Path) -> Reading:
    """Reads a folder of UIMA CAS JSON files. Raises `CorpusError`."""
    return _read(path, "json")


_KEPT = kept(triage="beside", annotator="beside", metadata="beside")
XMI = Format(
    "cas-xmi",
    "UIMA CAS XMI (INCEpTION)",
    read_xmi,
    write_xmi,
    _KEPT,
    folder=True,
    needs="dkpro-cassis",
    remark="Import TypeSystem.xml as a layer first, then the files.",
)
JSON = Format(
    "cas-json",
    "UIMA CAS JSON (INCEpTION)",
    read_json,
    write_json,
    _KEPT,
    folder=True,
    needs="dkpro-cassis",
)

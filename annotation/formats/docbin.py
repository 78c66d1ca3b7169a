"""spaCy DocBin: documents with `doc.spans["signals"]`, ready for `spacy debug data` and `spacy train`.

Tokens are cut where a mention begins or ends, so that every span fits. Qualifiers and the header stand in `user_data`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import spacy
from spacy.tokens import Doc, DocBin, Span, SpanGroup

from annotation.corpus import AnnotatedNote, CorpusError
from annotation.formats.base import Format, Reading, header, kept, qualifiers_of, rebuilt
from annotation.formats.tokens import Token, covered, tokens

KEY = "signals"
_DATA = "nietpluis"


def write(path: Path, notes: Sequence[AnnotatedNote]) -> None:
    """Writes one .spacy file. Raises `CorpusError` for a mention of one space only."""
    nlp = spacy.blank("nl")
    store = DocBin(store_user_data=True)
    for note in notes:
        store.add(_doc(nlp, note))
    store.to_disk(path)


def _doc(nlp: Any, note: AnnotatedNote) -> Doc:
    places = _with_spaces(note)
    doc = Doc(
        nlp.vocab,
        words=[note.text[start:end] for start, end, _ in places],
        spaces=[space for _, _, space in places],
    )
    group = SpanGroup(doc, name=KEY)
    for mention in note.mentions:
        inside = covered([(start, end) for start, end, _ in places], mention.start, mention.end)
        if not inside:
            raise CorpusError([f"note {note.id}: a mention of white space only, which has no token"])
        group.append(Span(doc, inside[0], inside[-1] + 1, label=mention.label))
    doc.spans[KEY] = group
    doc.user_data[_DATA] = {
        "note": header(note),
        "mentions": [
            {"label": mention.label, "start": mention.start, "end": mention.end} | qualifiers_of(mention)
            for mention in note.mentions
        ],
    }
    return doc


def _with_spaces(note: AnnotatedNote) -> list[tuple[int, int, bool]]:
    """Tokens as spaCy wants them: one space after a word belongs to it, unless a mention begins or ends there."""
    borders = {place for mention in note.mentions for place in (mention.start, mention.end)}
    found: list[tuple[int, int, bool]] = []
    for start, end in tokens(note):
        text = note.text[start:end]
        if (
            text[0] == " "
            and found
            and not found[-1][2]
            and start not in borders.intersection({end})
            and _plain(note, found[-1])
        ):
            found[-1] = (found[-1][0], found[-1][1], True)
            start += 1
        if start < end:
            found.append((start, end, False))
    return found


def _plain(note: AnnotatedNote, token: tuple[int, int, bool]) -> bool:
    return not note.text[token[0] : token[1]].isspace()


def read(path: Path) -> Reading:
    """Reads a file that `write` or another spaCy user made; spans of a stranger get the default qualifiers."""
    nlp = spacy.blank("nl")
    notes = []
    bare = 0
    for number, doc in enumerate(DocBin(store_user_data=True).from_disk(path).get_docs(nlp.vocab), 1):
        where = f"{path.name}, document {number}"
        data: dict[str, Any] = doc.user_data.get(_DATA, {})
        known = {(row["label"], row["start"], row["end"]): row for row in data.get("mentions", [])}
        mentions = []
        spans: list[tuple[str, Token]] = [
            (span.label_, (span.start_char, span.end_char)) for span in doc.spans.get(KEY, [])
        ]
        for label, (start, end) in spans:
            kept = known.get((label, start, end))
            bare += kept is None
            mentions.append(kept or {"label": label, "start": start, "end": end})
        notes.append(rebuilt(where, data.get("note", {"id": f"{path.stem}-{number}"}), doc.text, mentions))
    return Reading(notes, [f"{bare} spans have no qualifiers: theirs are the defaults"] if bare else [])


FORMAT = Format(
    "spacy",
    "spaCy (DocBin)",
    read,
    write,
    kept(qualifiers="beside", triage="beside", annotator="beside", metadata="beside"),
)

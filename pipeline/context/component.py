"""The spaCy component that qualifies mentions: `nietpluis_context`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.context.cues import CueFile, cue_files
from pipeline.context.qualify import Place, Qualifier
from pipeline.context.quotation import QUOTES
from pipeline.context.sections import sections_of
from pipeline.language.tokens import surface_of, view
from pipeline.mentions import mentions_of

_SIGNS = frozenset(QUOTES)
"""A text without these need not be read for quotations."""


@Language.factory("nietpluis_context", requires=["doc.spans", "token.is_sent_start"])
def create_context(nlp: Language, name: str) -> Context:
    """Presence, temporality, experiencer and attribution of every mention, each with its cue words."""
    return Context(cue_files())


class Context:
    """Sets the qualifiers of the mentions of a doc."""

    def __init__(self, files: tuple[CueFile, ...]) -> None:
        self._files = files
        self._qualifier = Qualifier(files)

    def predict(self, doc: Doc) -> list[Place]:
        """What the rules say of every mention of a doc, parallel to its mentions; the doc is not changed."""
        mentions = mentions_of(doc)
        if not mentions:
            return []
        tokens = view(doc)
        position = dict(zip(tokens.at, range(len(tokens)), strict=True))
        sections = sections_of(tokens, doc.spans.get("sections", ()))
        places = [
            Place(
                mention["label"],
                position[mention["start"]],
                position[mention["end"] - 1] + 1,
                frozenset(position[i] for i in mention["own"] if i in position),
                sections.get(mention["start"], ""),
            )
            for mention in mentions
        ]
        self._qualifier.qualify(tokens, places, "" if _SIGNS.isdisjoint(tokens.words) else surface_of(doc).text)
        for place in places:
            place.cues = [(tokens.at[start], tokens.at[end - 1] + 1, name) for start, end, name in place.cues]
        return places

    def __call__(self, doc: Doc) -> Doc:
        for mention, place in zip(mentions_of(doc), self.predict(doc), strict=True):
            mention.update(place.values)
            mention["cues"] = [list(cue) for cue in place.cues]
        return doc

    def to_bytes(self, **kwargs: Any) -> bytes:
        return json.dumps([file.model_dump(mode="json") for file in self._files], ensure_ascii=False).encode()

    def from_bytes(self, data: bytes, **kwargs: Any) -> Context:
        self.__init__(tuple(CueFile.model_validate(file) for file in json.loads(data)))  # type: ignore[misc]
        return self

    def to_disk(self, path: str | Path, **kwargs: Any) -> None:
        """Writes the cues, so that a saved pipeline reads tomorrow as it reads today."""
        Path(path).mkdir(parents=True, exist_ok=True)
        (Path(path) / "cues.json").write_bytes(self.to_bytes())

    def from_disk(self, path: str | Path, **kwargs: Any) -> Context:
        return self.from_bytes((Path(path) / "cues.json").read_bytes())

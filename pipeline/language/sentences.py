"""Sentence borders in one pass, for text in telegram style, bullets, SOEP lines and letters without capitals."""

from __future__ import annotations

import re

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.language.data import abbreviations

_STOPS = frozenset({".", "!", "?", "..", "...", "…"})
_CLOSING = frozenset({'"', "'", "”", "’", ")", "]", "»"})


@Language.factory("nietpluis_sentences", assigns=["token.is_sent_start"])
def create_sentences(nlp: Language, name: str) -> Sentences:
    return Sentences()


class Sentences:
    """Writes `SENT_START` for every token."""

    def __call__(self, doc: Doc) -> Doc:
        starts = np.full((len(doc), 1), -1, dtype="int64")
        previous_end = True
        for i, token in enumerate(doc):
            text = token.text
            if previous_end:
                starts[i, 0] = 1
            previous_end = text[0] in ".!?…" and text in _STOPS or re.match(r"!+$|\?+$", text) is not None
        if len(doc):
            starts[0, 0] = 1
            doc.from_array(["SENT_START"], starts.astype("uint64"))
        return doc

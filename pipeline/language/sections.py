"""Sections of a note: SOEP lines and headings, as `doc.spans["sections"]`."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

_SOEP = {"s": "S", "o": "O", "e": "E", "p": "P", "subjectief": "S", "objectief": "O", "evaluatie": "E", "plan": "P"}


@Language.factory("nietpluis_sections", assigns=["doc.spans"])
def create_sections(nlp: Language, name: str) -> Sections:
    """Finds SOEP lines and headings."""
    return Sections()


class Sections:
    """Writes `doc.spans["sections"]`."""

    def __call__(self, doc: Doc) -> Doc:
        heads: list[tuple[int, str]] = []
        line_start = True
        for i, token in enumerate(doc):
            if token.is_space:
                line_start = line_start or "\n" in token.text
                continue
            if line_start and token.lower_ in _SOEP and i + 1 < len(doc) and doc[i + 1].text == ":":
                heads.append((i, _SOEP[token.lower_]))
            line_start = False
        ends = [*(start for start, _ in heads[1:]), len(doc)] if heads else []
        spans = [Span(doc, start, end, label=label) for (start, label), end in zip(heads, ends, strict=True)]
        doc.spans["sections"] = SpanGroup(doc, name="sections", spans=spans)
        return doc

"""Suggestions put into a CAS: the label of each mention, or one of its qualifiers, anchored as the layer wants."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from annotation.corpus import AnnotatedMention
from annotation.formats.cas import SENTENCE, TOKEN
from annotation.recommender.protocol import EXPLANATION, PREDICTED, Anchoring, Metadata
from annotation.suggestions import Suggest
from pipeline.taxonomy import taxonomy


class RequestError(ValueError):
    """A request that cannot be answered; says what is wrong with it, never with text of the document."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where the tokens and sentences of a document are, each (start, end) in characters, in order."""

    tokens: tuple[tuple[int, int], ...]
    sentences: tuple[tuple[int, int], ...]

    def anchored(self, start: int, end: int, mode: Anchoring, cross_sentence: bool) -> tuple[int, int] | None:
        """The place on which INCEpTION can put this suggestion; None where its layer has no room for it."""
        touched = [place for place in self.sentences if place[0] < end and start < place[1]]
        if mode == "sentences":
            return touched[0] if len(touched) == 1 else None
        if len(touched) > 1 and not cross_sentence:
            return None
        if mode == "characters":
            return start, end
        inside = [place for place in self.tokens if place[0] < end and start < place[1]]
        if not inside or (mode == "singleToken" and len(inside) > 1):
            return None
        return inside[0][0], inside[-1][1]


def read_document(xmi: str, types: str) -> Any:
    """The CAS of a request. Raises `RequestError`."""
    from cassis import load_cas_from_xmi, load_typesystem

    # No document of INCEpTION declares entities, and one that does may make the reader fetch or unfold them.
    if "<!DOCTYPE" in xmi or "<!DOCTYPE" in types or "<!ENTITY" in xmi:
        raise RequestError("a document type declaration is not read")
    try:
        return load_cas_from_xmi(xmi, typesystem=load_typesystem(types))
    # cassis and lxml raise a dozen kinds of errors for broken input, and their messages may quote the document.
    except Exception as error:
        raise RequestError(f"the document or its type system cannot be read ({type(error).__name__})") from None


def predict(xmi: str, types: str, wanted: Metadata, suggest: Suggest) -> str:
    """The document with suggestions for the wanted feature, as XMI. Raises `RequestError`."""
    cas = read_document(xmi, types)
    if not cas.typesystem.contains_type(wanted.layer):
        raise RequestError(f"the type system has no layer {wanted.layer}")
    layer = cas.typesystem.get_type(wanted.layer)
    for feature in (wanted.feature, PREDICTED):
        if layer.get_feature(feature) is None:
            raise RequestError(f"layer {wanted.layer} has no feature {feature}")
    explained = layer.get_feature(wanted.feature + EXPLANATION) is not None
    places = _places(cas)
    text = cas.sofa_string or ""
    done = set()
    for mention in suggest(text) if text else ():
        place = places.anchored(mention.start, mention.end, wanted.anchoring_mode, wanted.cross_sentence)
        value = _value(mention, wanted.feature)
        if place is None or (place, value) in done:
            continue
        done.add((place, value))
        features = {wanted.feature: value, PREDICTED: True}
        if explained:
            features[wanted.feature + EXPLANATION] = taxonomy().labels[mention.label].label
        cas.add(layer(begin=place[0], end=place[1], **features))
    return str(cas.to_xmi())


def _value(mention: AnnotatedMention, feature: str) -> str:
    """A feature named after a qualifier gets that; every other one gets the label."""
    return str(getattr(mention, feature)) if feature in taxonomy().qualifiers else mention.label


def _places(cas: Any) -> Places:
    found = [
        tuple((item.begin, item.end) for item in cas.select(name)) if cas.typesystem.contains_type(name) else ()
        for name in (TOKEN, SENTENCE)
    ]
    return Places(*found)

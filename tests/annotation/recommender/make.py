"""A document as INCEpTION sends it: its own type system, UTF-16 offsets, metadata and an annotation made by hand."""

from __future__ import annotations

import re
from typing import Any
from xml.sax.saxutils import quoteattr

from annotation.formats.base import utf16

TEXT = "Buurvrouw 😊 meldt ernstige vervuiling. Geen schulden\nbekend."
LAYER = "webanno.custom.Signaal"

_SEGMENTS = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type"
_FEATURE = (
    "<featureDescription><name>{name}</name><description/><rangeTypeName>{range}</rangeTypeName></featureDescription>"
)
_TYPE = (
    "<typeDescription><name>{name}</name><description/><supertypeName>{above}</supertypeName>"
    "<features>{features}</features></typeDescription>"
)


def type_system(features: tuple[str, ...] = ("label", "presence"), *, recommends: bool = True) -> str:
    """The type system of a project with our layer; `recommends`: with the features of a layer that gets suggestions."""
    layer = [(name, "uima.cas.String") for name in features]
    if recommends:
        layer.append(("inception_internal_predicted", "uima.cas.Boolean"))
        for name in features:
            layer += [
                (f"{name}_score", "uima.cas.Double"),
                (f"{name}_score_explanation", "uima.cas.String"),
                (f"{name}_auto_accept", "uima.cas.String"),
            ]
    types = [
        (f"{_SEGMENTS}.Token", "uima.tcas.Annotation", [("order", "uima.cas.Integer")]),
        (f"{_SEGMENTS}.Sentence", "uima.tcas.Annotation", [("id", "uima.cas.String")]),
        (
            "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData",
            "uima.tcas.DocumentAnnotation",
            [("documentTitle", "uima.cas.String"), ("documentId", "uima.cas.String")],
        ),
        (LAYER, "uima.tcas.Annotation", layer),
    ]
    described = "".join(
        _TYPE.format(
            name=name,
            above=above,
            features="".join(_FEATURE.format(name=feature, range=kind) for feature, kind in owned),
        )
        for name, above, owned in types
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier">'
        f"<types>{described}</types></typeSystemDescription>"
    )


def xmi(text: str = TEXT) -> str:
    """The document, with tokens, a sentence a line and one annotation of the user."""
    at = utf16(text)
    rows = []
    for number, match in enumerate(re.finditer(r"\w+|[^\w\s]", text), 10):
        rows.append(
            f'<t:Token xmi:id="{number}" sofa="1" begin="{at[match.start()]}" end="{at[match.end()]}" order="0"/>'
        )
    for number, match in enumerate(re.finditer(r"[^\n]+", text), 100):
        rows.append(f'<t:Sentence xmi:id="{number}" sofa="1" begin="{at[match.start()]}" end="{at[match.end()]}"/>')
    rows.append(
        f'<m:DocumentMetaData xmi:id="200" sofa="1" begin="0" end="{at[-1]}" language="nl" documentTitle="m-001"/>'
    )
    rows.append('<c:Signaal xmi:id="201" sofa="1" begin="0" end="9" label="overlast"/>')
    members = " ".join(re.findall(r'xmi:id="(\d+)"', "".join(rows)))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore" xmi:version="2.0"'
        ' xmlns:t="http:///de/tudarmstadt/ukp/dkpro/core/api/segmentation/type.ecore"'
        ' xmlns:m="http:///de/tudarmstadt/ukp/dkpro/core/api/metadata/type.ecore"'
        ' xmlns:c="http:///webanno/custom.ecore">'
        f'<cas:NULL xmi:id="0"/>{"".join(rows)}'
        f'<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text" sofaString={_attribute(text)}/>'
        f'<cas:View sofa="1" members="{members}"/></xmi:XMI>'
    )


def _attribute(text: str) -> str:
    return quoteattr(text, {"\n": "&#10;"})


def request(feature: str = "label", **changed: Any) -> dict[str, Any]:
    """The body of a request; `changed` are keys of its metadata, or `text`, `types`, `xmi`."""
    text = changed.pop("text", TEXT)
    types = changed.pop("types", type_system())
    document = changed.pop("xmi", xmi(text))
    return {
        "metadata": {
            "layer": LAYER,
            "feature": feature,
            "projectId": 1,
            "anchoringMode": "tokens",
            "crossSentence": False,
        }
        | changed,
        "document": {"xmi": document, "documentId": 42, "userId": "anna"},
        "typeSystem": types,
    }

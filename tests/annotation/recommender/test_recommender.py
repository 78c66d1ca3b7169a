"""The external recommender answers INCEpTION's requests."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("cassis")
pytest.importorskip("fastapi")

from cassis import load_cas_from_xmi, load_typesystem
from fastapi.testclient import TestClient

from annotation.corpus import AnnotatedMention
from annotation.recommender.app import create_app

from .make import LAYER, TEXT, request, type_system


def suggest(text: str) -> tuple[AnnotatedMention, ...]:
    found = []
    for words, label, presence in (
        ("rnstige vervuil", "vervuiling", "aanwezig"),
        ("schulden\nbekend", "financiele_problemen", "ontkend"),
    ):
        start = text.find(words)
        if start >= 0:
            found.append(
                AnnotatedMention(label=label, start=start, end=start + len(words), text=words, presence=presence)
            )
    return tuple(found)


@pytest.fixture
def client() -> TestClient:
    return TestClient(create_app(suggest))


def predictions(answer: Any) -> list[Any]:
    assert answer.status_code == 200, answer.text
    cas = load_cas_from_xmi(answer.json()["document"], typesystem=load_typesystem(type_system()))
    assert cas.sofa_string == TEXT
    assert [a.label for a in cas.select(LAYER) if not a.inception_internal_predicted] == ["overlast"]
    return [a for a in cas.select(LAYER) if a.inception_internal_predicted]


def test_suggestions_stand_on_whole_tokens(client: TestClient) -> None:
    (found,) = predictions(client.post("/predict", json=request()))
    assert (found.get_covered_text(), found.label) == ("ernstige vervuiling", "vervuiling")
    assert found.label_score_explanation == "Vervuiling van woning of omgeving"
    assert found.label_score is None and found.label_auto_accept is None


def test_offsets_are_utf16_in_the_answer(client: TestClient) -> None:
    document = client.post("/predict", json=request()).json()["document"]
    assert 'begin="19" end="38"' in document


def test_a_suggestion_over_two_sentences_only_where_the_layer_allows_it(client: TestClient) -> None:
    found = predictions(client.post("/predict", json=request(crossSentence=True)))
    assert [a.get_covered_text() for a in found] == ["ernstige vervuiling", "schulden\nbekend"]


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("characters", ["rnstige vervuil"]),
        ("singleToken", []),
        ("sentences", ["Buurvrouw 😊 meldt ernstige vervuiling. Geen schulden"]),
    ],
)
def test_anchoring(client: TestClient, mode: str, expected: list[str]) -> None:
    found = predictions(client.post("/predict", json=request(anchoringMode=mode)))
    assert [a.get_covered_text() for a in found] == expected


def test_a_feature_that_is_a_qualifier_gets_the_qualifier(client: TestClient) -> None:
    found = predictions(client.post("/predict", json=request("presence", crossSentence=True)))
    assert [(a.presence, a.label) for a in found] == [("aanwezig", None), ("ontkend", None)]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"layer": "webanno.custom.Anders"}, "no layer"),
        ({"feature": "kleur"}, "no feature kleur"),
        ({"types": type_system(recommends=False)}, "no feature inception_internal_predicted"),
        ({"xmi": "<kapot"}, "cannot be read"),
        ({"types": "geen xml"}, "cannot be read"),
        ({"xmi": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}, "declaration"),
        ({"anchoringMode": "ergens"}, "anchoringMode"),
    ],
)
def test_what_cannot_be_answered_is_refused_without_text(
    client: TestClient, changed: dict[str, Any], said: str
) -> None:
    answer = client.post("/predict", json=request(**changed))
    assert answer.status_code == 422 and said in answer.text and "Buurvrouw" not in answer.text


def test_a_broken_body_is_not_repeated(client: TestClient) -> None:
    body = request()
    del body["typeSystem"]
    answer = client.post("/predict", json=body)
    assert answer.status_code == 422 and "typeSystem" in answer.text and "Buurvrouw" not in answer.text


def test_training_is_taken_in_silence(client: TestClient) -> None:
    answer = client.post("/train", json=request())
    assert answer.status_code == 204 and not answer.content


def test_a_cas_of_our_own_export_is_understood(client: TestClient) -> None:
    from annotation.corpus import AnnotatedNote
    from annotation.formats.cas import cas_of

    types = type_system(("label", "presence", "temporality", "experiencer", "attribution"))
    cas = cas_of(AnnotatedNote(id="m", text=TEXT), load_typesystem(types))
    body = request(xmi=cas.to_xmi(), types=types)
    answer = client.post("/predict", json=body)
    assert answer.status_code == 200 and "financiele_problemen" not in answer.json()["document"]
    assert 'label="vervuiling"' in answer.json()["document"]

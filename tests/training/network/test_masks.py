"""The masks that are made of the tables: what the counterfactual swaps change is hidden, and what they do not is kept."""

from __future__ import annotations

import pytest

from models.masking import Masks
from training.network.masks import make_masks

CORPUS = ["de post ligt op de mat, hij weigert hulp en polen is een land", "zij drinkt"]


@pytest.fixture(scope="module")
def masks() -> Masks:
    return make_masks(CORPUS)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sanne belt.", "Chin-Fa belt."),
        ("Zijn broer is patiënt.", "Haar zus is patiënte."),
        ("De buurvrouw van oma.", "De buurman van opa."),
        ("Betrokkene is in Polen geboren.", "Betrokkene is in Nederland geboren."),
        ("een Turkse weduwe", "een Nederlandse weduwnaar"),
        ("Gaat naar de moskee.", "Gaat naar de kerk."),
        ("Mw. de Vries weigert.", "Dhr. Yilmaz weigert."),
        ("Hij praat met hem.", "Die praat met hen."),
    ],
)
def test_a_swap_leaves_the_network_nothing_to_see(masks: Masks, one: str, other: str) -> None:
    assert masks.mask(one).text == masks.mask(other).text


@pytest.mark.parametrize(
    "text", ["Vet haar en een baard.", "Spreekt geen Nederlands.", "Heeft Korsakov, via de Wmo hulp."]
)
def test_what_matters_is_kept(masks: Masks, text: str) -> None:
    assert masks.mask(text).text == text


def test_words_of_the_corpus_are_no_names(masks: Masks) -> None:
    assert masks.mask("Gevonden: Post op de Mat").text == "Gevonden: Post op de Mat"
    assert masks.mask("Gevonden: op de Xyltoor").text == "Gevonden: op de Sam"

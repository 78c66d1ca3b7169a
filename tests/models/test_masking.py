"""What is hidden from the network: who somebody is. What is the matter stays, and so do the places of words."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import ModelError
from models.masking import FILE, Masks

MASKS = Masks(
    words={
        "hij": "die", "zij": "die", "ze": "die", "haar": "zijn", "hem": "zijn", "mw": "betrokkene", "dhr": "betrokkene",
        "mevrouw": "betrokkene", "man": "persoon", "vrouw": "persoon", "jongen": "kind", "meisje": "kind",
        "turkse": "nederlandse",
    },
    neuter={"de": "het", "die": "dat"},
    unless={"haar": frozenset({"vet", "ongewassen"})},
    children=frozenset({"jongen", "meisje"}),
    titles=frozenset({"mw", "dhr", "mevrouw"}),
    names=frozenset({"Truus", "Mehmet"}),
    prefixes=frozenset({"van", "der", "el"}),
    known=frozenset({"nederlandse", "post", "weigert", "vervuild"}),
    kept=frozenset({"Wmo", "Korsakov"}),
)  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Truus doet niet open.", "Mehmet doet niet open."),
        ("De post van Mehmet ligt er.", "De post van Ewa Kowalski ligt er."),
        ("Mw. Yilmaz weigert hulp.", "Dhr. van der Berg weigert hulp."),
        ("Truus belt.", "Mehmet-Can belt."),
        ("Bezoek bij mw. Jansen-El Amrani.", "Bezoek bij dhr. Li."),
        ("Hij zegt dat haar man slaat.", "Zij zegt dat hem vrouw slaat."),
        ("Zag de jongen huilen", "Zag het meisje huilen"),
        ("een Turkse man", "een Nederlandse vrouw"),
        ("HIJ SLAAT HEM", "ZIJ SLAAT HAAR"),
        ("Met [PERSOON-1] gebeld", "Met Truus gebeld"),
        ("Ze woont in Almelo", "Ze woont in Rotterdam"),
    ],
)
def test_two_texts_that_differ_in_who_are_one_text(one: str, other: str) -> None:
    hidden = MASKS.mask(one).text
    assert hidden == MASKS.mask(other).text
    assert hidden != one


@pytest.mark.parametrize(
    "text",
    [
        "Post ligt tot aan de deurmat.",
        "Al jaren Korsakov, via de Wmo hulp.",
        "Vet haar en vuile nagels.",
        "De Post van gisteren, Weigert hulp.",
        "Gehaktballen. Kokhalzend weg.",
        "ggz en GGD gebeld",
    ],
)
def test_what_is_the_matter_stays(text: str) -> None:
    assert MASKS.mask(text).text == text


def test_a_word_after_a_title_that_is_no_name_stays() -> None:
    assert MASKS.mask("Gesproken met mw. Vervuild huis.").text == "Gesproken met betrokkene Vervuild huis."


def test_places_are_those_of_the_written_text() -> None:
    text = "Mw. Van der Berg weigert haar man en Mehmet binnen te laten."
    masked = MASKS.mask(text)
    assert masked.text == "Betrokkene Sam weigert zijn persoon en Sam binnen te laten."
    for shown, written in (
        ("Betrokkene", "Mw"), ("Sam", "Van der Berg"), ("weigert", "weigert"), ("zijn persoon", "haar man"),
        ("en Sam binnen", "en Mehmet binnen"), ("laten.", "laten."), ("ersoo", "man"),
    ):  # fmt: skip
        at = masked.text.index(shown)
        starts, ends = masked.written(np.array([at]), np.array([at + len(shown)]))
        assert text[starts[0] : ends[0]] == written


@given(st.text(alphabet="Mw. dhrTuszijaeJH[]-\n'", max_size=60), st.data())
def test_a_stretch_comes_back_around_itself(text: str, data: st.DataObject) -> None:
    if not text:
        return
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    masked = MASKS.mask(text)
    low, high = masked.read(np.array([start]), np.array([end]))
    assert 0 <= low[0] <= high[0] <= len(masked.text)
    if low[0] < high[0]:
        back_low, back_high = masked.written(low, high)
        assert back_low[0] <= start
        assert back_high[0] >= end or not text[back_high[0] : end].strip(" .")


def test_masks_are_read_as_they_were_written(tmp_path: Path) -> None:
    MASKS.save(tmp_path)
    assert Masks.load(tmp_path) == MASKS
    (tmp_path / FILE).write_text("{}", "utf-8")
    with pytest.raises(ModelError, match="masks"):
        Masks.load(tmp_path)
    (tmp_path / FILE).unlink()
    assert Masks.load(tmp_path) is None

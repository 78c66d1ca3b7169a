"""What words are compared by."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.data import spelling_variants, word_classes
from pipeline.language.norms import classes, fold, lemma, lemmas, standard, stems


@pytest.mark.parametrize(
    ("word", "base"),
    [
        # plurals
        ("schulden", "schuld"), ("huizen", "huis"), ("brieven", "brief"), ("ratten", "rat"), ("kinderen", "kind"),
        ("woningen", "woning"), ("huurschulden", "huurschuld"), ("muizen", "muis"), ("foto's", "foto"),
        # diminutives
        ("flesjes", "fles"), ("boompje", "boom"), ("tafeltje", "tafel"), ("raampje", "raam"), ("katjes", "kat"),
        ("buurvrouwtje", "buurvrouw"), ("schuldje", "schuld"), ("zusje", "zus"),
        # declined adjectives
        ("argwanende", "argwanend"), ("boze", "boos"), ("magere", "mager"), ("dikke", "dik"),
        ("verwarde", "verward"),
        ("suïcidale", "suicidaal"), ("agressieve", "agressief"),
        # verbs
        ("drinkt", "drinken"), ("dronk", "drinken"), ("sliep", "slapen"), ("gesproken", "spreken"),
        ("liep", "lopen"),
        ("sloeg", "slaan"), ("schold", "schelden"), ("verloor", "verliezen"), ("viel", "vallen"),
        ("bleef", "blijven"),
        ("kreeg", "krijgen"), ("bracht", "brengen"), ("dacht", "denken"), ("ging", "gaan"), ("kwam", "komen"),
        ("leest", "lezen"), ("beeft", "beven"), ("verwaarloost", "verwaarlozen"), ("vervuilde", "vervuilen"),
        ("Mishandelt", "mishandelen"), ("GEBEURT", "gebeuren"),
        # misspellings, dialect, chat
        ("huurachterstant", "huurachterstand"), ("agresief", "agressief"), ("geïsoleert", "isoleren"),
        ("geisoleert", "isoleren"), ("psygose", "psychose"), ("stinckt", "stinken"), ("dreigd", "dreigen"),
        ("weigerd", "weigeren"), ("kakkerlaken", "kakkerlak"), ("hallusinaties", "hallucinatie"),
        ("medecijnen", "medicijn"),
        ("vanacht", "vannacht"), ("altijt", "altijd"), ("nerges", "nergens"), ("gister", "gisteren"),
        ("suicidale", "suicidaal"),
        ("nie", "niet"), ("onhygienische", "onhygienisch"), ("patienten", "patient"),
        ("buurvrow", "buurvrouw"), ("appartment", "appartement"), ("schreewt", "schreeuwen"),
    ],
)  # fmt: skip
def test_lemma(word: str, base: str) -> None:
    assert lemma(word) == base


@pytest.mark.parametrize(
    ("word", "bases"),
    [
        ("rook", {"roken", "ruiken"}),
        ("mist", {"missen", "misten"}),
        ("vocht", {"vechten"}),
        ("at", {"eten"}),
        ("stal", {"stelen"}),
        ("katten", {"kat"}),
    ],
)
def test_a_form_of_two_words_has_both(word: str, bases: set[str]) -> None:
    assert lemmas(word) >= bases


@pytest.mark.parametrize(
    ("word", "base"),
    [
        ("argwanende", "argwanend"), ("boze", "boos"), ("dikke", "dik"), ("flesje", "fles"), ("boompje", "boom"),
        ("balletje", "bal"), ("huizen", "huis"), ("brieven", "brief"), ("katten", "kat"), ("foto's", "foto"),
        ("ouders", "ouder"),
    ],
)  # fmt: skip
def test_stems_hold_the_base(word: str, base: str) -> None:
    assert base in stems(word)


@pytest.mark.parametrize("word", ["nee", "was", "", "ze"])
def test_a_short_word_has_no_stems(word: str) -> None:
    assert stems(word) == ()


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("Suïcidaal", "suicidaal"), ("CLIËNT", "client"), ("z’n", "z'n"), ("foto`s", "foto's"),
        ("cafe\u0301", "cafe"),
        ("oud‑collega", "oud-collega"), ("hygi\u00adene", "hygiene"), ("één", "een"), ("", ""),
    ],
)  # fmt: skip
def test_fold(word: str, folded: str) -> None:
    assert fold(word) == folded


@given(st.text(max_size=20))
def test_folding_twice_is_folding_once(word: str) -> None:
    assert fold(fold(word)) == fold(word)


@pytest.mark.parametrize(
    ("word", "names"),
    [
        ("z'n", {"<bez>", "<lid>"}), ("mw.", {"<wie>"}), ("moeder", {"<wie>", "<familie>"}), ("drie", {"<getal>"}),
        ("12", {"<getal>"}), ("3x", {"<getal>"}), ("1.200", {"<getal>"}), ("3-5-2024", {"<datum>"}),
        ("03/05", {"<datum>"}),
        ("3.5.24", {"<datum>"}), ("2024-05-03", {"<datum>"}), ("14:30", {"<tijd>"}), ("14.30", {"<tijd>"}),
        ("€ 1.200,-", {"<bedrag>"}), ("eur 40", {"<bedrag>"}), ("mei", {"<maand>"}), ("buurman", {"<buur>"}),
    ],
)  # fmt: skip
def test_classes(word: str, names: set[str]) -> None:
    assert set(classes(word)) >= names


@pytest.mark.parametrize("word", ["tafel", "geen", "120/80", "06-12345678", "[naam]", "€", "12a4"])
def test_other_words_have_no_class_by_shape(word: str) -> None:
    assert not set(classes(word)) & {"<getal>", "<datum>", "<tijd>", "<bedrag>"}


def test_the_table_of_spelling() -> None:
    variants = spelling_variants()
    assert len(variants) >= 150
    for form, right in variants.items():
        assert form == form.lower() and form.isalpha(), form
        assert form != right and right not in variants, form


REAL = """
    angst arm bang boos dakloos deur drank drinken eten geld gezin heer huis huur hulp huilt kind klacht leeg
    moed moeder muis niet nooit
    oud overlast praat roept ruzie schuld slaapt slaat staat stank steelt straat vader vals vies voelt vrouw
    vuil wand wint wonen woont zat
    ziek zorg zus geweld gebruikt meldt gebeurt vervuild vervuilt verward verslaafd verslaafde geleerd
    weigert weigerde minder meer
    zelfs later gans hield held heeft had hoort hart hard moet met mens minst
"""


@pytest.mark.parametrize("word", REAL.split())
def test_a_real_word_stays_itself(word: str) -> None:
    assert standard(word) == word


def test_no_misspelling_is_a_word_of_the_classes() -> None:
    listed = {word for name, words in word_classes().items() if name not in ("bez", "lid", "getal") for word in words}
    assert not listed & spelling_variants().keys()

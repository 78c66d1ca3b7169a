"""Finding patterns in Dutch."""

from __future__ import annotations

import pytest
from spacy.language import Language

from pipeline.assemble import blank
from pipeline.language.tokens import view
from pipeline.patterns import Matcher, parse


@pytest.fixture(scope="module")
def dutch() -> Language:
    return blank()


def words(nlp: Language, pattern: str, text: str, *, within: int | None = None, fuzzy: bool = False) -> list[str]:
    tokens = view(nlp(text))
    matcher = Matcher((rule, 0, fuzzy) for rule in parse(pattern, within=within))
    return sorted({text[tokens.starts[m.start] : tokens.ends[m.end - 1]] for m in matcher.find(tokens)})


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("schuld", "Er zijn schulden.", ["schulden"]),
        ("drinken", "Ze dronk, hij drinkt, er is gedronken.", ["drinkt", "dronk", "gedronken"]),
        ("fles", "lege flesjes en een fles", ["fles", "flesjes"]),
        ("argwanend", "een Argwanende vrouw", ["Argwanende"]),
        ("missen", "hij mist haar", ["mist"]),
        ("ruiken ... naar =drank", "Ze rook erg sterk naar drank", ["rook erg sterk naar drank"]),
        ("=rook", "de rook hing er nog; hij ruikt niets", ["rook"]),
        ("*schuld", "huurschulden en schuld", ["huurschulden", "schuld"]),
        ("vervuil*", "een vervuilde woning", ["vervuilde"]),
        ("suïcidaal", "SUICIDALE uitingen", ["SUICIDALE"]),
        ("niet & opendoen", "Doet al weken de deur niet open.", ["Doet al weken de deur niet open"]),
        ("niet & opendoen", "omdat hij niet opendoet", ["niet opendoet"]),
        ("niet & opendoen", "weigerde niet om open te doen", ["niet om open te doen"]),
        ("niet & opendoen", "Open is hij niet, dat doe je niet.", []),
        ("niet & opendoen", "Hij doet open, maar praat niet.", []),
        ("opendoen", "Hij doet de deur voor iedereen open.", ["doet de deur voor iedereen open"]),
        ("geen ... netwerk", "Geen. Netwerk is er wel.", []),
        ("komen ...2 =niet ... na", "komt zijn afspraken vaak niet goed na", []),
        (
            "komen ...4 =niet (goed) na",
            "komt zijn afspraken vaak niet goed na",
            ["komt zijn afspraken vaak niet goed na"],
        ),
        (
            "hebben ...2 (vast) baan",
            "hij heeft een baan; zij heeft een vaste baan",
            ["heeft een baan", "heeft een vaste baan"],
        ),
        ("<bez> huis", "z'n huis en het huis", ["z'n huis"]),
        ("<bedrag> & schuld", "een schuld van € 1.200,-", ["schuld van € 1.200,-"]),
        ("<bedrag> & schuld", "een schuld van 1200 euro", ["schuld van 1200 euro"]),
        ("<getal> jaar =geleden", "drie jaar geleden en 12 jaar geleden", ["12 jaar geleden", "drie jaar geleden"]),
        ("niet meer", "nie meer zo", ["nie meer"]),
    ],
)
def test_patterns(dutch: Language, pattern: str, text: str, found: list[str]) -> None:
    assert words(dutch, pattern, text) == sorted(found)


def test_a_pattern_of_many_parts_keeps_within_its_width(dutch: Language) -> None:
    text = "geen van de buren in deze lange straat kent hem of haar als vriend"
    assert words(dutch, "geen & vriend", text) == []
    assert words(dutch, "geen & vriend", text, within=16) != []


@pytest.mark.parametrize(
    ("word", "hits"), [("verwaarlosing", True), ("verwaarlozing", True), ("verwaarlozer", False), ("vertaling", False)]
)
def test_fuzzy_only_near_a_long_unknown_word(dutch: Language, word: str, hits: bool) -> None:
    assert bool(words(dutch, "verwaarlozing", f"Er is {word} hier.", fuzzy=True)) is hits


def test_fuzzy_never_touches_a_short_word(dutch: Language) -> None:
    for word in ("slaapt", "staat", "laat"):
        assert words(dutch, "slaan", f"Hij {word} veel.", fuzzy=True) == []


def test_the_words_of_a_gap_are_not_the_pattern_s_own(dutch: Language) -> None:
    tokens = view(dutch("Doet al weken niet open."))
    matcher = Matcher((rule, 0, False) for rule in parse("niet & opendoen"))
    (match,) = matcher.find(tokens)
    assert [tokens.word(p) for p in match.own] == ["Doet", "niet", "open"]

"""Tokens of notes."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from spacy.vocab import Vocab

from pipeline.language.data import abbreviation_table, abbreviations
from pipeline.language.tokenizer import NoteTokenizer, split

TOKENIZER = NoteTokenizer(Vocab())


def words(text: str) -> list[str]:
    return [word for word in split(text)[0] if not word.isspace()]


@pytest.mark.parametrize(
    "word",
    [
        # abbreviations
        "mw.", "Dhr.", "i.v.m.", "i.v.m", "o.a.", "n.a.v.", "t.g.v.", "a.u.b.", "e.d.", "enz.", "jl.", "nr.",
        "tel.", "ca.",
        "evt.", "wrsch.", "bijv.", "A.B.", "t/m", "m/v", "p/w", "en/of", "c.q.", "i.h.k.v.", "S/O/E/P",
        # dates and times
        "3-5-2024", "03-05-'24", "03/05", "3/5/2024", "3.5.24", "03.05.2024", "2024-05-03", "14:30",
        "14:30:05", "9u30", "14u",
        # telephone
        "06-12345678", "06 12 34 56 78", "020-1234567", "(020) 1234567", "+31 6 1234 5678",
        "+31(0)6-12345678", "0031612345678",
        "06 - 12345678", "0470 12 34 56", "+32 470 12 34 56",
        # amounts
        "€ 1.200,-", "€ 12,50", "€12", "EUR 40", "eur 12,50", "€ 1200,=", "€ 15.000", "€ 12.50",
        # numbers
        "12a", "14-2", "3hs", "14-II", "123456789", "1234.56.789", "120/80", "38,5", "2x", "3dd1", "10mg",
        "1.200", "5e", "1,5L",
        # placeholders
        "[PERSOON-1]", "<NAAM>", "[DATUM]", "<ADRES-2>", "[PERSOON_1]",
        # apostrophes and hyphens
        "'s", "z'n", "foto's", "’t", "'s-Hertogenbosch", "foto`s", "zo’n", "oud-collega",
        "mantelzorg-overbelasting", "huis-aan-huis",
        "16-jarige", "24-uurs", "65-plusser",
        # addresses
        "jan.de-vries+wmo@voorbeeld.nl", "https://voorbeeld.nl/a?b=c", "www.voorbeeld.nl", "marktplaats.nl",
        # signs
        "👨‍👩‍👧", "👍🏽", "❤️", "🇳🇱", "...", "!!!", "?!", "cafe\u0301", "reu\u0308nie", "geïsoleerd",
    ],
)  # fmt: skip
@pytest.mark.parametrize("frame", ["{}", "zie {} vandaag", "({})", "{}, of niet"])
def test_one_token(word: str, frame: str) -> None:
    assert word in words(frame.format(word))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("woning.Zij", ["woning", ".", "Zij"]),
        ("e.d.Zij", ["e.d.", "Zij"]),
        ("boos,vies", ["boos", ",", "vies"]),
        ("12,Zij", ["12", ",", "Zij"]),
        ("dak- en thuislozen", ["dak", "-", "en", "thuislozen"]),
        ("man/vrouw", ["man", "/", "vrouw"]),
        ("Nummer 12. Er", ["Nummer", "12", ".", "Er"]),
        ("om 14.30 uur", ["om", "14.30", "uur"]),
        ("14.30u.", ["14.30", "u", "."]),
        ("05-06-2024 14:30", ["05-06-2024", "14:30"]),
        ("1200 euro", ["1200", "euro"]),
        ("€ 40-50", ["€ 40", "-", "50"]),
        ("€ 40.", ["€ 40", "."]),
        ("2-3x", ["2", "-", "3x"]),
        ("10mg/dag", ["10mg", "/", "dag"]),
        ("'stomme trut'", ["'", "stomme", "trut", "'"]),
        ('"\'t is"', ['"', "'t", "is", '"']),
        ("-geen", ["-", "geen"]),
        ("•geen", ["•", "geen"]),
        ("zie https://voorbeeld.nl.", ["zie", "https://voorbeeld.nl", "."]),
        ("wat?!nee", ["wat", "?!", "nee"]),
        ("a_b", ["a", "_", "b"]),
        ("EUR en euro", ["EUR", "en", "euro"]),
        ("mw.Jansen", ["mw.", "Jansen"]),
        ("mw .", ["mw", "."]),
    ],
)
def test_borders_of_tokens(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize("word", ["min", "max", "gem", "ha", "st", "psych", "nvt", "kop", "bijl", "zo", "jan", "okt"])
def test_an_everyday_word_keeps_clear_of_its_full_stop(word: str) -> None:
    assert words(f"dat is {word}.") == ["dat", "is", word, "."]


def test_the_table_of_abbreviations() -> None:
    assert len(abbreviations()) >= 150
    for form, entry in abbreviation_table().items():
        assert form == form.lower() and not form.endswith("."), form
        assert entry.keys() <= {"dot", "ends", "loose", "means", "ambiguous"}, form
        assert not entry.get("ends") or entry.get("dot"), form
        assert not (entry.get("loose") and entry.get("dot")), form
        assert bool(entry.get("ambiguous")) == (len(entry["means"]) > 1), form


@pytest.mark.parametrize("form", sorted(abbreviations()))
def test_an_abbreviation_keeps_its_full_stop(form: str) -> None:
    assert words(f"zie {form}. en verder") == ["zie", f"{form}.", "en", "verder"]


PIECES = st.sampled_from(
    ["mw.", " ", "  ", "\n", "\r\n", "\t", "<br>", "&nbsp;", "&euml;", "\x00", "\x1f", "\x85", "\u00ad",
     "\u200d", "👩", "🏽", "🇳",
     "\u0301", "'s", "-", ".", "...", "i.v.m.", "€ 1.200,-", "06-12", "[NAAM]", "<NAAM>", "@", "a", "Zij",
     "12", "_", "\ud800", "\u202e",
     "Van: ", "Groet", "{\\rtf1 \\par}", "=3D", "é", "ﬁ", "İ", "\u034f"]
)  # fmt: skip


@settings(deadline=None, max_examples=300)
@given(st.one_of(st.text(), st.lists(PIECES, max_size=30).map("".join)))
@example("")
@example(" ")
@example(" a  b ")
def test_nothing_is_lost(text: str) -> None:
    found, spaces = split(text)
    assert "".join(word + " " * space for word, space in zip(found, spaces, strict=True)) == text
    assert all(found)


@settings(deadline=None, max_examples=300)
@given(
    st.one_of(
        st.text(st.characters(exclude_categories=["Cs"])),
        st.lists(PIECES.filter(str.isprintable), max_size=30).map("".join),
    )
)
@example("Mw.<br>is&nbsp;boos\x00\x1f!")
def test_a_doc_is_its_text(text: str) -> None:
    doc = TOKENIZER(text)
    assert doc.text == text
    for token in doc:
        assert text[token.idx : token.idx + len(token)] == token.text


@pytest.mark.parametrize(
    "unit", ["ab.", "a.", "1.", "1.111", "a@", "-a", "'s", "06 ", "a\u0301", "https://", "\u200d", "[A", "1-", "_"]
)
def test_a_long_text_takes_no_more_than_its_length(unit: str) -> None:
    """A branch that looks to the end of the text at every token would make this run for minutes."""
    text = unit * (200_000 // len(unit))
    found, spaces = split(text)
    assert sum(map(len, found)) + sum(spaces) == len(text)

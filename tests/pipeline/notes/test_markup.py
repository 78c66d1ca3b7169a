"""Mark-up in a note is found, and what only looks like it is left."""

from __future__ import annotations

import pytest

from pipeline.notes import find_noise, mask
from pipeline.notes.noise import FILLER


def covered(text: str) -> str:
    """The masked text with `·` for each filler."""
    return mask(text, find_noise(text)).replace(FILLER, "·")


def read_words(text: str) -> list[str]:
    """The words that a reader of the masked text sees."""
    return mask(text, find_noise(text)).replace(FILLER, "").split()


@pytest.mark.parametrize(
    "text",
    [
        "De gang ligt vol afval, mw. doet niet open.",
        "Woont < 5 km verderop, bloeddruk <90, eet > 2 keer, a<b en c>d",
        "<NAAM> en <PERSOON-1> en [PERSOON-1] en <Adres> en <naam> gezien",
        "<jan@voorbeeld.nl> of <https://voorbeeld.nl/x?a=1&b=2>",
        "M&M en V&D; R&D; &zo; & nog iets; AT&T",
        "In C:\\temp\\par en \\\\server\\map\\par staat {sic} de post",
        "=20 euro, MMSE=20\nSNAQ =3D, x=20 en a=b",
        "score: MMSE=20\nGAF=20\nBMI=20",
        "de jaren \\'80 en \\'90, \\'een en \\'effe",
        "als p <b en c> d, <s zij zei>, <i denk ik>",
        "a == b, ->, =>, <- en <3",
        "regel 1\r\nregel 2\tmet tab\n\nslot",
        "Familie 👩‍👩‍👧 gezien, ‘t is – zo… €5 é ë",
        "> 5 km lopen gaat niet\nBMI > 30",
        "- schulden\n- vervuiling",
        "{rtf} en {a} en }",
        "مرحبا شما می‌خواهید",
    ],
)
def test_what_is_no_noise(text: str) -> None:
    assert find_noise(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Regel<br>twee", "Regel\n   twee"),
        ("Regel<BR />twee", "Regel\n     twee"),
        ('<p class="a>b">Hij <b>wil</b> niet</p>', "\n              Hij    wil     niet\n   "),
        ("a<td nowrap>b</td>", "a           b     "),
        ("x<o:p></o:p>y", "x           y"),
        ("x<!-- stil\nhier -->y", "x         \n        y"),
        ("x<style>p{a:b}</style>y", f"x{' ' * 21}y"),
        ("x<script type='a'>1<2</script >y", f"x{' ' * 30}y"),
        ("x<style>open", "x       open"),
        ("x<!--open", "x    open"),
        ("<!DOCTYPE html><html>x", "               \n     x"),
        ("<?xml version='1.0'?>x", "                     x"),
        ("<![if !lists]>x<![endif]>", "              x          "),
        ("<title>Zorgen</title>", "       Zorgen        "),
        ("&lt;p&gt;Hij wil&lt;/p&gt;", "\n        Hij wil\n         "),
        ("&amp;lt;br&amp;gt;x", "\n                 x"),
    ],
)
def test_html(text: str, expected: str) -> None:
    assert covered(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("drie&nbsp;keer", "drie      keer"),
        ("drie&nbsp keer", "drie      keer"),
        ("caf&eacute;", "café       "),
        ("caf&eacute;s", "café·······s"),
        ("hygi&#235;ne", "hygië·····ne"),
        ("hygi&#xEB;ne", "hygië·····ne"),
        ("&eacute;&eacute;n", "é·······é·······n"),
        ("foto&#39;s", "foto····'s"),
        ("M&amp;M", "M&    M"),
        ("&lt; 5 km", "<    5 km"),
        ("&amp;nbsp;x", "          x"),
        ("&amp;eacute;n", "é···········n"),
        ("ver&shy;vuiling", "ver·····vuiling"),
        ("a&#10;b", "a\n    b"),
        ("&euro;50", "€     50"),
    ],
)
def test_entities(text: str, expected: str) -> None:
    assert covered(text) == expected


def test_an_rtf_document() -> None:
    text = (
        r"{\rtf1\ansi\deff0{\fonttbl{\f0 Arial;}{\f1 Symbol;}}{\*\generator Schrijver 1;}\viewkind4\f0\fs20 "
        r"Mw. is verw\'e9\'e9nd\par en na\u239?ef.\line {\b Geen} hulp \{sic\}\par}"
    )

    assert read_words(text) == ["Mw.", "is", "verwéénd", "en", "naïef.", "Geen", "hulp", "{", "sic}"]
    assert covered(text).count("\n") == 3


def test_rtf_that_is_cut_off() -> None:
    assert read_words(r"{\rtf1\ansi Hij wil\par niet") == ["Hij", "wil", "niet"]
    assert read_words(r"Vooraf {\rtf1 een} en {\rtf1 twee} na") == ["Vooraf", "een", "en", "twee", "na"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("einde.\\par Volgende", "einde.\n    Volgende"),
        ("\\pard\\plain\\f0\\fs20 Hij", "                    Hij"),
        ("caf\\'e9 en na\\'efef", "café    en naï···ef"),
        ("\\'e9\\'e9n", "é···é···n"),
        ("zie C:\\map\\par maar\\par nu", "zie C:\\map\\par maar\n    nu"),
    ],
)
def test_rtf_leftovers(text: str, expected: str) -> None:
    assert covered(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hygi=C3=ABne", "hygië·····ne"),
        ("hygi=EBne", "hygië··ne"),
        ("=C3=A9=C3=A9n", "é·····é·····n"),
        ("caf=C3=A9 en=C2=A0zo", "café      en      zo"),
        ("het is vol.=20\nslot=20\n", "het is vol.   \nslot   \n"),
        ('<a href=3D"x">hier</a>', "              hier    "),
    ],
)
def test_quoted_printable(text: str, expected: str) -> None:
    assert covered(text) == expected


def test_a_soft_line_break_joins_what_it_cut() -> None:
    text = "Dit is een regel die zo lang is dat een programma hem op het eind afbre=\nekt, en =\ndoor."

    assert read_words(text)[-3:] == ["afbreekt,", "en", "door."]
    assert find_noise("kort =\nregel") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ver\u00advuiling", "ver·vuiling"),
        ("ver\u200b\u200bvuiling", "ver··vuiling"),
        ("\ufeffbegin \u200bhier", " begin  hier"),
        ("ver\x00vuiling", "ver·vuiling"),
        ("a\x07 b\x1fc", "a  b c"),
        ("een\x0btwee\x85drie", "een\ntwee\ndrie"),
        ("foto\x92s \x96 \x80 5", "foto’s – € 5"),
        ("na\u200dam", "na·am"),
        ("\x81", " "),
    ],
)
def test_control_and_invisible_characters(text: str, expected: str) -> None:
    assert covered(text) == expected


def test_noise_says_what_it_is() -> None:
    text = "a<br>&euml;\u00ad\x07\\par =C3=AB"

    assert [(text[noise.start : noise.end], noise.kind, noise.replacement) for noise in find_noise(text)] == [
        ("<br>", "html", "\n"),
        ("&euml;", "entity", "ë"),
        ("\u00ad", "invisible", ""),
        ("\x07", "control", ""),
        ("\\par ", "rtf", "\n"),
        ("=C3=AB", "quoted_printable", "ë"),
    ]

"""Notices about a text: too short, no words, not Dutch, noise."""

from __future__ import annotations

import pytest
from spacy.language import Language

from pipeline.notices import notices_for_doc
from pipeline.wording import wording


def ids(nlp: Language, text: str) -> list[str]:
    names = {words: name for name, words in wording().items()}
    return [names.get(notice, "noise") for notice in notices_for_doc(nlp(text))]


@pytest.mark.parametrize(
    "text",
    [
        "The neighbour is shouting all night and there is rubbish in the garden, please help us.",
        "Die Nachbarin schreit jede Nacht und überall liegt Müll im Garten, bitte helfen Sie uns, sie ist krank.",
        "La voisine crie toute la nuit et il y a des ordures partout dans le jardin.",
        "Komşu bütün gece bağırıyor ve bahçede her yerde çöp var, bu çok kötü.",
        "الجار يصرخ طوال الليل وهناك قمامة في كل مكان في الحديقة",
        "Сосед кричит всю ночь и везде мусор",
    ],
)
def test_another_language_is_said(nlp: Language, text: str) -> None:
    assert ids(nlp, text) == ["not_dutch"]


@pytest.mark.parametrize(
    "text",
    [
        "mw cl. slaapt slecht gb bzh, thz 3x p/w, RR 120/80, cpap, dochter mantelz.",
        "hij is zo raar de laatste tijd en dan zit ie maar te kijken",
        "Ons ma heeft da nie graag, ge moet er nie over klappen.",
        "The Voice stond aan, verder zat hij te slapen in zijn stoel en zei niets.",
    ],
)
def test_dutch_gets_no_notice(nlp: Language, text: str) -> None:
    assert ids(nlp, text) == []


def test_little_or_nothing_to_read(nlp: Language) -> None:
    assert ids(nlp, "😊😊 !!") == ["no_words"]
    assert ids(nlp, "hij drinkt") == ["very_short"]
    assert ids(nlp, "") == ["no_words"]


def test_what_was_not_read_is_said(nlp: Language) -> None:
    assert ids(nlp, "<p>De gang ligt vol afval en hij doet niet open.</p>") == ["noise"]

"""Surnames are told from words by the form of address before them."""

from __future__ import annotations

import pytest

from pipeline.assemble import Settings, build
from pipeline.language.surnames import is_surname
from pipeline.summarize import summarize


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("mw. Dwaal belde", "Dwaal"),
        ("de heer Van der Wrat", "Wrat"),
        ("familie in 't Vuil", "Vuil"),
        ("Dwaal belde vandaag", None),
        ("mw. dwaalt op straat", None),
        ("MW. DWAALT OP STRAAT", None),
        ("meneer gaf Wrat een hand", None),
        ("de Wrat", None),
    ],
)
def test_a_name_follows_a_form_of_address(text: str, name: str | None) -> None:
    words = text.split()
    found = [word for place, word in enumerate(words) if is_surname(words, place)]
    assert found[-1:] == ([name] if name else [])


def test_a_surname_is_no_signal_and_the_same_word_is() -> None:
    nlp = build(Settings())
    assert summarize(nlp("Mw. Dwaal kwam op spreekuur voor een griepprik.")).signals == ()
    signals = summarize(nlp("Mw. de Wit dwaalt in haar nachthemd over straat.")).signals
    assert [signal.id for signal in signals if signal.raised] == ["cognitieve_achteruitgang"]

"""Pseudonymising: placeholders that fit their text, nothing thrown away in silence, and deduce where it is installed."""

from __future__ import annotations

import logging
from importlib.util import find_spec

import pytest

from triage.intake.deidentify import (
    Deidentified,
    DeidentifyError,
    NoDeidentifier,
    Replacement,
    align,
    deidentifier_named,
)

TEXT = "Mw. Jansen belt over Piet Bos. Jansen is boos."


def test_none_changes_nothing() -> None:
    assert NoDeidentifier()(TEXT) == Deidentified(TEXT)
    assert not deidentifier_named("geen").replaces


def test_each_placeholder_knows_what_it_replaced() -> None:
    found = align("Jansen en Bos", "[PERSOON-1] en [PERSOON-2]", [(0, 6), (10, 13)])
    assert found.replacements == (Replacement(0, 6, "Jansen", "[PERSOON-1]"), Replacement(10, 13, "Bos", "[PERSOON-2]"))


@pytest.mark.parametrize(
    ("replaced", "spans"),
    [
        ("[PERSOON-1] en Bos", [(0, 6), (10, 13)]),
        ("[PERSOON-1] of [PERSOON-2]", [(0, 6), (10, 13)]),
        ("[PERSOON-1] en [PERSOON-2]!", [(0, 6), (10, 13)]),
        ("Jansen en Bos", [(0, 6)]),
    ],
)
def test_a_text_that_does_not_fit_its_original_is_refused(replaced: str, spans: list[tuple[int, int]]) -> None:
    with pytest.raises(DeidentifyError) as error:
        align("Jansen en Bos", replaced, spans)
    assert "Jansen" not in str(error.value)


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(DeidentifyError, match="geen or deduce"):
        deidentifier_named("toverstaf")


@pytest.mark.skipif(find_spec("deduce") is not None, reason="deduce is installed")
def test_without_deduce_the_message_says_what_to_install() -> None:
    with pytest.raises(DeidentifyError, match=r"nietpluis\[privacy\]"):
        deidentifier_named("deduce")


@pytest.mark.slow
@pytest.mark.skipif(find_spec("deduce") is None, reason="deduce is not installed (pip install 'nietpluis[privacy]')")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_deduce_replaces_names_addresses_and_numbers() -> None:
    root = logging.getLogger()
    before = (list(root.handlers), root.level)
    deduce = deidentifier_named("deduce", ("ages",))
    assert (list(root.handlers), root.level) == before, "deduce turns on logging of everything"
    text = "Mw. Jansen (87 jaar), Kerkstraat 12, tel. 06-12345678, doet niet open. Haar zoon Piet Jansen belt."
    found = deduce(text)
    for word in ("Kerkstraat", "12345678", "Piet"):
        assert word not in found.text
    assert "87" in found.text and "doet niet open" in found.text
    for each in found.replacements:
        assert text[each.start : each.end] == each.words and each.placeholder in found.text
    with pytest.raises(DeidentifyError, match="toverij"):
        deidentifier_named("deduce", ("toverij",))

"""What counts as a finite verb, and in which tense."""

from __future__ import annotations

import pytest

from pipeline.context.verbs import is_finite_verb, is_infinitive, is_participle, is_past_tense


@pytest.mark.parametrize(
    "word", ["drinkt", "rookt", "is", "Heeft", "slaapt", "belde", "zwierf", "scheldt", "durf", "blowt"]
)
def test_finite_verbs(word: str) -> None:
    assert is_finite_verb(word)


@pytest.mark.parametrize(
    "word",
    ["schulden", "vervuild", "opgehaald", "gebruiken", "nacht", "gemeente", "vierde", "dreigende", "te", "stank"],
)
def test_other_words_are_no_finite_verbs(word: str) -> None:
    assert not is_finite_verb(word)


@pytest.mark.parametrize("word", ["dronk", "was", "haalde", "maakten", "Vertelde", "sliep"])
def test_past_tense(word: str) -> None:
    assert is_past_tense(word)


@pytest.mark.parametrize("word", ["drinkt", "is", "begeleide", "lopende", "klachten", "overleden"])
def test_not_past_tense(word: str) -> None:
    assert not is_past_tense(word)


def test_infinitives_and_participles() -> None:
    assert is_infinitive("slapen") and not is_infinitive("slaapt") and not is_infinitive("samen")
    assert is_participle("weggelopen") and is_participle("geslagen") and not is_participle("slaapt")

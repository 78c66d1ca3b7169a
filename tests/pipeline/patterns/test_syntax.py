"""Reading patterns."""

from __future__ import annotations

import pytest

from pipeline.patterns import PatternError, parse


@pytest.mark.parametrize(
    ("pattern", "complaint"),
    [
        ("", "empty pattern"),
        ("niet &", "empty pattern or empty part"),
        ("... schuld", "begin or end"),
        ("schuld ...", "begin or end"),
        ("a ... b & c", "inside a part"),
        ("arm|", "empty alternative"),
        ("<onzin>", "unknown class"),
        ("sch*uld", "cannot read the word"),
        ("(heel)", "optional as a whole"),
    ],
)
def test_a_wrong_pattern_is_named(pattern: str, complaint: str) -> None:
    with pytest.raises(PatternError, match=complaint):
        parse(pattern)


def test_alternatives_of_one_word_share_a_slot() -> None:
    (rule,) = parse("drank|alcohol")
    assert len(rule.pieces) == 1
    assert {"drank", "alcohol"} <= rule.pieces[0][0].keys


def test_an_optional_word_gives_two_rules() -> None:
    assert len(parse("in (erg) slechte staat")) == 2


def test_a_separable_verb_can_be_split() -> None:
    rules = parse("opendoen")
    assert any(len(rule.pieces) == 2 and rule.ordered == ((0, 1),) for rule in rules)


def test_a_noun_that_looks_like_a_separable_verb_can_be_kept_whole() -> None:
    assert all(len(rule.pieces) == 1 for rule in parse("=inkomen"))

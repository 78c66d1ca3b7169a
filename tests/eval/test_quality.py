"""Figures of quality: by hand on a few notes."""

from __future__ import annotations

import math

import pytest
from spacy.language import Language

from annotation.inline import parse_inline
from eval.quality import Scored, figures, score, score_literal
from eval.shares import shares


def test_a_note_is_scored_by_what_is_raised(nlp: Language) -> None:
    texts = ["Er zijn [schulden]{financiele_problemen}.", "Geen [schulden]{financiele_problemen ontkend}."]
    one, two = score(nlp, [parse_inline(text) for text in texts])
    assert one.gold == one.found == {"financiele_problemen"}
    assert two.gold == two.found == set()
    assert two.mentions_gold == two.mentions_found == [("financiele_problemen", 5, 13)]


def test_the_baseline_knows_words_and_no_context() -> None:
    (row,) = score_literal([parse_inline("Geen [huurachterstand]{financiele_problemen ontkend}.")])
    assert "financiele_problemen" in row.found and row.gold == set()


def test_figures_by_hand() -> None:
    rows = [
        Scored("a", {"overlast", "agressie"}, {"overlast"}, [("overlast", 0, 5)], [("overlast", 3, 8)]),
        Scored("b", {"overlast"}, {"overlast", "vervuiling"}, [("overlast", 0, 5)], [("vervuiling", 0, 5)]),
        Scored("c", set(), {"vervuiling"}),
    ]
    found = figures(rows)
    assert found["micro"] == (2 / 4, 2 / 3, 4 / 7)
    assert found["macro_f1"] == pytest.approx((1.0 + 0.0) / 2)
    assert found["spans_overlap"] == (0.5, 0.5, 0.5)
    assert (found["notes_without_signals"], found["raised_on_those"]) == (1, 1.0)
    labels = found["labels"]
    assert isinstance(labels, dict)
    assert math.isnan(labels["weglopen"][2]) and labels["weglopen"][3] == 0
    low, high = found["micro_f1_interval"]  # type: ignore[misc]
    assert low <= 4 / 7 <= high


def test_shares_are_drawn_to_the_whole() -> None:
    hit = Scored("a", {"overlast"}, {"overlast"}, [], [("overlast", 0, 1)])
    miss = Scored("b", set(), {"agressie"}, [], [("agressie", 0, 1)])
    denied = Scored("c", set(), set(), [], [("overlast", 0, 1)])
    found = shares([hit] * 30 + [miss] * 10 + [denied] * 5)
    assert found["all"] == (pytest.approx(0.75), 0.0)
    assert found["overlast"][0] == pytest.approx((30 + 7.5) / 40)
    assert found["agressie"][0] == pytest.approx(7.5 / 20)
    assert found["weglopen"][0] == pytest.approx(0.75)

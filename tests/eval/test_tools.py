"""The small tools for authors of lexicon and rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval import context, lexicon, literal
from eval.shares import shares
from pipeline.lexicon.entries import load_lexicon
from tests.eval.marked import note_of, scored


def test_the_baseline_knows_words_and_no_context() -> None:
    (row,) = literal.score_literal([note_of("Geen [huurachterstand]{financiele_problemen ontkend}.")])
    assert "financiele_problemen" in row.raised and not row.note.raised


def test_a_label_of_the_lexicon_is_measured() -> None:
    notes = [
        note_of("Er zijn [schulden]{financiele_problemen}."),
        note_of("Een [zus en zo]{financiele_problemen}."),
        note_of("Er zijn schulden."),
    ]
    found = lexicon.measure(load_lexicon(), "financiele_problemen", notes)
    assert (found.marked, found.hit, found.found, found.right) == (2, 1, 2, 1)
    assert found.missed == ("Een [zus en zo].",)
    assert found.wrong[0].endswith("Er zijn [schulden].")


def test_the_tools_print(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus = tmp_path / "c.tsv"
    corpus.write_text("burger\toudere\tGeen [schulden]{financiele_problemen ontkend}.\n", "utf-8")
    assert lexicon.main(["financiele_problemen", str(corpus)]) == 0
    assert "recall 1/1 = 1.00" in capsys.readouterr().out
    assert literal.main([str(corpus)]) == 0
    assert "micro F1" in capsys.readouterr().out
    assert context.main([str(corpus), "--show", "presence"]) == 0
    assert "presence: accuracy 1/1 = 1.000" in capsys.readouterr().out


def test_shares_are_drawn_to_the_whole() -> None:
    hit = scored("[Herrie]{overlast}.", "[Herrie]{overlast}.")
    miss = scored("Herrie.", "[Herrie]{agressie}.")
    denied = scored("Herrie.", "[Herrie]{overlast ontkend}.")
    found = shares([hit] * 30 + [miss] * 10 + [denied] * 5)
    assert found["all"] == (pytest.approx(0.75), 0.0)
    assert found["overlast"][0] == pytest.approx((30 + 7.5) / 40)
    assert found["agressie"][0] == pytest.approx(7.5 / 20)
    assert found["weglopen"][0] == pytest.approx(0.75)

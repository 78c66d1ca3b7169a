"""Entries of the lexicon that know one gender alone are found, and our own are few."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from eval.bias.lexicon_gender import main, one_sided
from pipeline.lexicon.entries import Lexicon, load_lexicon

FEW = 0.012
"""Share of the entries' own sentences in which a label hangs on the gender; .011 in November 2026."""


def _lexicon(path: Path, phrase: str) -> Lexicon:
    path.write_text(
        f'signals: {{overlast: {{entries: [{{phrase: "{phrase}", hit: "Haar zoon schreeuwt."}}]}}}}', "utf-8"
    )
    return load_lexicon([path])


def test_an_entry_of_one_gender_is_named(tmp_path: Path) -> None:
    text = "Haar zoon zingt keihard liedjes."
    narrow = one_sided(_lexicon(tmp_path / "smal.yaml", "zoon & liedje"), [text])
    assert narrow.texts == 1
    (entry,) = narrow.entries
    assert entry.startswith("overlast-") and narrow.entries[entry] == (text,)
    assert one_sided(_lexicon(tmp_path / "breed.yaml", "zoon|dochter & liedje"), [text]).entries == {}


def test_our_own_sentences_hardly_hang_on_gender(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    said = re.match(r"(\d+) texts, (\d+) times one gender alone", capsys.readouterr().out)
    assert said is not None
    texts, sides = int(said[1]), int(said[2])
    assert texts > 1000 and 0 < sides / texts <= FEW

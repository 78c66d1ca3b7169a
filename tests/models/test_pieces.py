"""Pieces of a text, and windows over long ones."""

from __future__ import annotations

import pytest
from tokenizers import Tokenizer, models, pre_tokenizers

from models.pieces import pieces, windows


def tokenizer() -> Tokenizer:
    made = Tokenizer(
        models.Unigram([("<unk>", 0.0), ("▁de", -1.0), ("▁post", -1.0), ("▁", -3.0), ("s", -3.0)], unk_id=0)
    )
    made.pre_tokenizer = pre_tokenizers.Metaspace()
    return made


def test_places_leave_out_white_space() -> None:
    text = "de post"
    (found,) = pieces(tokenizer(), [text])
    assert [text[s:e] for s, e in zip(found.starts, found.ends, strict=True)] == ["de", "post"]


def test_a_text_that_fits_is_one_window() -> None:
    (window,) = windows(510)
    assert (window.start, window.end, window.keep_from, window.keep_to) == (0, 510, 0, 510)
    assert [(w.start, w.end) for w in windows(0)] == [(0, 0)]


@pytest.mark.parametrize("length", [511, 600, 892, 893, 5000])
def test_windows_keep_every_piece_once_and_within_themselves(length: int) -> None:
    found = windows(length)
    kept = [n for w in found for n in range(w.keep_from, w.keep_to)]
    assert kept == list(range(length))
    assert all(w.start <= w.keep_from < w.keep_to <= w.end <= length and w.end - w.start == 510 for w in found)


def test_inner_pieces_are_kept_with_text_on_both_sides() -> None:
    first, second, *_ = windows(2000)
    assert first.end - first.keep_to >= 60
    assert second.keep_from - second.start >= 60

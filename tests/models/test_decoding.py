"""From logits of pieces to mentions and to the whole note."""

from __future__ import annotations

import numpy as np
import pytest

from models.decoding import Candidate, Decoding, Heads, candidates, raised
from models.pieces import Pieces
from models.pooling import Floats, pool

HEADS = Heads(("a", "b"), {"presence": ("aanwezig", "ontkend"), "wie": ("zelf", "ander")}, {"presence": ("ontkend",)})
TEXT = "De post ligt hoog. Hij doet niet open."


def words(text: str, split: tuple[str, ...] = ()) -> Pieces:
    """Every word and stop a piece; words in `split` are cut in two."""
    starts, ends = [], []
    at = 0
    for part in text.replace(".", " . ").split():
        at = text.index(part, at)
        cuts = [at, at + 2, at + len(part)] if part in split else [at, at + len(part)]
        starts += cuts[:-1]
        ends += cuts[1:]
        at += len(part)
    return Pieces(np.arange(len(starts)), np.array(starts), np.array(ends))


def logits(found: Pieces, *sure: tuple[int, int, float]) -> Floats:
    """Log odds of -6 everywhere but for (piece, label, log odds)."""
    made = np.full((len(found), 2), -6.0, np.float32)
    for piece, label, value in sure:
        made[piece, label] = value
    return made


def spans(found: Pieces, mention: Floats, text: str = TEXT) -> list[tuple[int, str]]:
    qualify = np.zeros((len(found), 4), np.float32)
    return [(c.label, text[c.start : c.end]) for c in candidates(found, text, mention, qualify, HEADS, Decoding())]


def test_a_run_of_sure_words_is_a_mention() -> None:
    found = words(TEXT)
    assert spans(found, logits(found, (1, 0, 2.0), (2, 0, 1.0), (3, 0, 0.0))) == [(0, "post ligt hoog")]


def test_words_that_only_grow_make_no_mention() -> None:
    found = words(TEXT)
    assert spans(found, logits(found, (1, 0, -2.5))) == []


def test_a_short_gap_is_bridged_and_a_stop_is_not() -> None:
    found = words(TEXT)
    assert spans(found, logits(found, (1, 0, 2.0), (3, 0, 2.0))) == [(0, "post ligt hoog")]
    assert spans(found, logits(found, (3, 0, 2.0), (5, 0, 2.0))) == [(0, "hoog"), (0, "Hij")]


def test_borders_stand_at_words() -> None:
    found = words(TEXT, ("post", "open"))
    assert spans(found, logits(found, (2, 1, 2.0))) == [(1, "post")]


def test_labels_may_share_words() -> None:
    found = words(TEXT)
    assert spans(found, logits(found, (1, 0, 2.0), (1, 1, 2.0))) == [(0, "post"), (1, "post")]


def test_an_empty_text_has_no_mentions_and_raises_nothing() -> None:
    none = Pieces(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int64))
    assert candidates(none, "", np.zeros((0, 2), np.float32), np.zeros((0, 4), np.float32), HEADS, Decoding()) == []
    assert (raised(np.zeros((0, 2), np.float32), np.zeros((0, 4), np.float32), HEADS) < -10).all()


def test_what_is_denied_is_found_but_not_raised() -> None:
    found = words(TEXT)
    mention = logits(found, (1, 0, 4.0))
    plain, denied = np.zeros((len(found), 4), np.float32), np.zeros((len(found), 4), np.float32)
    plain[:, 0] = denied[:, 1] = 8.0
    (one,) = candidates(found, TEXT, mention, denied, HEADS, Decoding())
    assert isinstance(one, Candidate)
    assert one.values[1] > 0.99
    assert raised(mention, plain, HEADS)[0] > 2
    assert raised(mention, denied, HEADS)[0] < -4


@pytest.mark.parametrize("rest", [-6.0, -30.0])
def test_pooling_is_near_the_largest_and_never_above(rest: float) -> None:
    scores = np.array([[-0.1], [rest], [rest]], np.float32)
    assert -0.2 < float(pool(scores)[0]) <= -0.1

"""A third voice is weighed on writers that its weights have not seen, and judged on whole notes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from annotation.corpus import AnnotatedNote, mention_of
from annotation.inline import parse_inline
from training.baselines.third_voice import best_f1, cross_fitted
from training.network.calibrate import PRIOR, Pairs, features

RNG = np.random.default_rng(1)


def pairs(number: int = 400) -> Pairs:
    """One label in `number` notes of four writers; the network knows nothing of it."""
    return Pairs(
        note=np.arange(number),
        label=np.zeros(number, np.int64),
        odds=RNG.normal(size=number),
        hits=np.zeros(number, np.int64),
        raised=RNG.random(number) < 0.5,
        weight=np.ones(number),
        writer=np.arange(number) % 4,
    )


def test_a_voice_that_knows_is_listened_to() -> None:
    known = pairs()
    two = features(known, lexicon=True)
    third = np.where(known.raised, 2.0, -2.0) + RNG.normal(size=len(known))
    without = cross_fitted(two, known, 1, PRIOR)
    with_it = cross_fitted(np.column_stack([two, third]), known, 1, np.append(PRIOR, 0.2))
    assert ((without >= 0.5) == known.raised).mean() < 0.65
    assert ((with_it >= 0.5) == known.raised).mean() > 0.9


def test_only_whole_notes_count() -> None:
    text, marks = parse_inline("Er hangt een [zure lucht]{vervuiling}. " + "Verder was alles gewoon en goed. " * 6)
    whole = AnnotatedNote(id="a", text=text, mentions=tuple(mention_of(text, mark) for mark in marks))
    snippet = AnnotatedNote(id="b", text="Een gewone dag.")
    two = replace(pairs(2), raised=np.array([True, False]))
    assert best_f1(np.array([0.9, 0.9]), two, [whole, snippet])[0] == 1.0
    assert best_f1(np.array([0.1, 0.9]), two, [whole, snippet])[0] == 0.0

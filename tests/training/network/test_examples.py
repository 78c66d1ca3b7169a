"""Examples, noise and batches."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
from tokenizers import Tokenizer

from training.encoder.build import tiny
from training.network.examples import Item, Mark, by_budget, collate, examples_of, pass_over, put_together
from training.network.noise import noisy
from training.network.settings import Noise, Stage, TrainSettings

TEXT = "Mw. doet de deur niet open, er hangt een zure lucht in het portiek."
NOT_OPEN, SOUR = TEXT.index("doet"), TEXT.index("zure")
ITEM = Item(TEXT, (Mark(1, NOT_OPEN, NOT_OPEN + 22, (0, 0, 0, 0)), Mark(7, SOUR, SOUR + 10, (2, 0, 0, 0))), "g")
LOUD = Noise(lower=0.5, upper=0.5, no_stop=0.5, no_signs=0.5, typos=1.0, unknown=0.2)


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return tiny([TEXT, "De post ligt er nog."])[1]


def settings(**changes: Any) -> TrainSettings:
    return TrainSettings(stages=(Stage(name="all", passes=1),), **changes)


def test_marks_fall_on_their_pieces(tokenizer: Tokenizer) -> None:
    from models.pieces import pieces

    (found,) = pieces(tokenizer, [TEXT])
    (example,) = examples_of(ITEM, found)
    said = [TEXT[found.starts[low - 1] : found.ends[high - 2]] for low, high, _, _ in example.marks]
    assert [part.rstrip(",") for part in said] == ["doet de deur niet open", "zure lucht"]


@pytest.mark.parametrize("seed", range(40))
def test_noise_keeps_marks_on_their_words(seed: int) -> None:
    changed = noisy(ITEM, LOUD, random.Random(seed))
    assert len(changed.marks) == 2
    for old, new in zip(ITEM.marks, changed.marks, strict=True):
        first, last = TEXT[old.start], TEXT[old.end - 1]
        said = changed.text[new.start : new.end]
        assert said[0].lower() == first.lower()
        assert abs(len(said) - (old.end - old.start)) <= 5
        assert said == said.strip()
        assert last.lower() in said.lower()


def test_noise_is_the_same_for_the_same_seed() -> None:
    assert noisy(ITEM, LOUD, random.Random(3)) == noisy(ITEM, LOUD, random.Random(3))


def test_every_item_is_seen_once_and_marks_stay_right() -> None:
    items = [
        Item(f"nummer{n} komt niet", (Mark(n % 3, 0, len(f"nummer{n}"), (0, 0, 0, 0)),), f"g{n % 2}") for n in range(30)
    ]
    made = put_together(items, settings(), random.Random(1))
    said = [one.text[m.start : m.end] for one in made for m in one.marks]
    assert sorted(said) == sorted(f"nummer{n}" for n in range(30))
    assert len(made) < 30


def test_whole_notes_come_more_often(tokenizer: Tokenizer) -> None:
    long = Item("woord " * 40, (), "g")
    passes = [pass_over([long, ITEM], tokenizer, settings(), whole_notes=n, seed=1) for n in (1, 3)]
    assert [sum(len(batch) for batch in one) for one in passes] == [2, 4]


def test_batches_stay_within_their_budget(tokenizer: Tokenizer) -> None:
    from models.pieces import pieces

    (example,) = examples_of(ITEM, *pieces(tokenizer, [TEXT]))
    batches = list(by_budget([example] * 50, 100))
    assert sum(len(batch) for batch in batches) == 50
    assert all(len(batch) * len(example.ids) <= 100 for batch in batches)


def test_a_denied_mention_is_shown_but_not_raised(tokenizer: Tokenizer) -> None:
    from models.pieces import pieces

    (example,) = examples_of(ITEM, *pieces(tokenizer, [TEXT]))
    batch = collate([example], 10, 4, [(0, 2)])
    assert batch.mentions[0].any(0).nonzero()[0].tolist() == [1, 7]
    assert batch.raised[0].nonzero()[0].tolist() == [1]
    assert (batch.values[0, batch.mentions[0].any(1) == 0] == -1).all()
    assert np.array_equal(batch.mask[0], np.ones(len(example.ids)))


def test_marks_move_with_what_is_masked() -> None:
    from training.network.examples import masked
    from training.network.masks import make_masks

    text = "Mw. Yilmaz: haar moeder Truus doet niet open, ze is bang voor hem."
    words = ("moeder Truus doet niet open", "bang voor hem")
    marks = tuple(Mark(n, text.index(said), text.index(said) + len(said), (0, 0, 0, 0)) for n, said in enumerate(words))
    (changed,) = masked([Item(text, marks, "g")], make_masks(["doet niet open, ze is bang voor hem, haar moeder"]))
    assert [changed.text[m.start : m.end] for m in changed.marks] == ["ouder Sam doet niet open", "bang voor zijn"]
    assert masked([ITEM], None) == [ITEM]

"""The simulation: what is revealed is what was chosen, and a better choice shows in the curve."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from annotation.corpus import AnnotatedMention, AnnotatedNote
from annotation.learner import Floats
from annotation.simulation import STRATEGIES, f1, simulate
from pipeline.taxonomy import taxonomy

LABELS = list(taxonomy().labels)


def _note(number: int, label: str = "") -> AnnotatedNote:
    text = f"{label or 'niets'} in notitie {number}"
    mentions = (AnnotatedMention(label=label, start=0, end=len(label), text=label),) if label else ()
    return AnnotatedNote(id=f"n{number}", text=text, mentions=mentions)


POOL = [_note(number, "weglopen" if number % 25 == 0 else "overlast" if number % 2 else "") for number in range(300)]
TEST = [_note(1000, "weglopen"), _note(1001, "overlast"), _note(1002)]
LEXICON = [frozenset(mention.label for mention in note.mentions) for note in POOL]
sizes_seen: list[int] = []


def _by_first_word(known: Sequence[AnnotatedNote], others: Sequence[str]) -> Floats:
    """Knows a label once three notes with it were revealed."""
    sizes_seen.append(len(known))
    counts = {label: sum(label in {m.label for m in note.mentions} for note in known) for label in LABELS}
    return np.array([[float(text.startswith(label) and counts[label] >= 3) for label in LABELS] for text in others])


def test_choosing_disagreements_teaches_a_rare_label_sooner() -> None:
    def curve(name: str) -> list[float]:
        points = simulate(POOL, TEST, _by_first_word, STRATEGIES[name], sizes=[20, 40], lexicon=LEXICON, seed=2)
        assert [point.notes for point in points] == [20, 40]
        return [point.macro_f1 for point in points]

    assert curve("disagreement")[-1] == 1.0 > curve("chance")[-1]
    assert sizes_seen == [20, 40] * 2, "every note is revealed once"


def test_f1() -> None:
    truth = np.zeros((3, len(LABELS)), dtype=bool)
    found = truth.copy()
    truth[0, 0] = truth[1, 0] = truth[2, 1] = found[0, 0] = found[2, 2] = True
    macro, micro = f1(truth, found)
    assert macro == pytest.approx((2 / 3 + 0) / 2) and micro == pytest.approx(2 / 5)
    assert np.isnan(f1(truth & False, found & False)).all()


def test_every_strategy_keeps_a_share_of_chance() -> None:
    assert all(shares["random"] >= 0.1 and sum(shares.values()) == pytest.approx(1) for shares in STRATEGIES.values())

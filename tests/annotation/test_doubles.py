"""Near-doubles: the fast search finds what comparing all pairs finds."""

from __future__ import annotations

import re
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from annotation.corpus import AnnotatedNote
from annotation.doubles import FEWEST, NEAR, NEARLY_ALL, PHRASE, distinct, find_doubles

TEXTS = st.lists(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=30).map(" ".join), min_size=2, max_size=8)


def _notes(texts: list[str]) -> list[AnnotatedNote]:
    return [AnnotatedNote(id=f"n{i}", text=text) for i, text in enumerate(texts)]


def _all_pairs(notes: list[AnnotatedNote], near: float) -> set[tuple[str, str]]:
    found = set()
    for one, other in combinations(notes, 2):
        words = [re.findall(r"\w+", note.text) for note in (one, other)]
        first, second = (set(zip(row, row[1:], row[2:], strict=False)) for row in words)
        if words[0] == words[1]:
            found.add((one.id, other.id))
        elif min(len(first), len(second)) >= FEWEST:
            shared = len(first & second)
            if shared / min(len(first), len(second)) >= (near if shared > PHRASE else max(near, NEARLY_ALL)):
                found.add((one.id, other.id))
    return found


@settings(deadline=None, max_examples=200)
@given(TEXTS, st.sampled_from([0.3, NEAR, 0.8]))
def test_no_pair_is_missed(texts: list[str], near: float) -> None:
    notes = _notes(texts)
    assert {(double.first, double.second) for double in find_doubles(notes, near)} == _all_pairs(notes, near)


def test_two_readings_of_a_note_are_one_text() -> None:
    notes = [AnnotatedNote(id=i, text=i, annotator=who) for i, who in (("x", "a"), ("y", "a"), ("x", "b"))]
    assert distinct(notes) == notes[:2]

"""Annotators: who marks more on the same notes, and on which notes they agree less."""

from __future__ import annotations

import numpy as np
import pytest

from annotation.corpus import AnnotatedNote, CorpusError
from eval.bias.readers import readers_of
from eval.bias.verdicts import NOT_SHOWN, SHOWN
from tests.eval.marked import note_of


def _corpora(more: float, size: int = 120, groups: bool = False) -> dict[str, list[AnnotatedNote]]:
    """Three readers; the third marks `more` of what the others leave, in the notes of citizens only."""
    rng = np.random.default_rng(4)
    found: dict[str, list[AnnotatedNote]] = {name: [] for name in "abc"}
    for number in range(size):
        seen, source = rng.random() < 0.3, ("burger", "politie")[number % 2]
        extra = source == "burger" and rng.random() < more
        for name, notes in found.items():
            marked = seen or (name == "c" and extra)
            text = "Er ligt [overal afval]{vervuiling} hier." if marked else "Er ligt overal afval hier."
            group = {"annotator_group": "ervaren" if name in "ab" else "nieuw"} if groups else {}
            notes.append(note_of(text, note_id=str(number), source=source).model_copy(update={"metadata": group}))
    return found


def test_a_reader_who_marks_more_is_shown() -> None:
    found = readers_of(_corpora(0.5), ["source"])
    assert found.groups == {"a": ("a",), "b": ("b",), "c": ("c",)}
    rows = {(row.group, row.label): row for row in found.rates}
    assert rows["c", "vervuiling"].verdict == SHOWN
    assert rows["c", "vervuiling"].difference.value is not None and rows["c", "vervuiling"].difference.value > 0.1
    assert rows["c", ""].events == rows["c", "vervuiling"].events


def test_readers_who_mark_alike_are_not() -> None:
    found = readers_of(_corpora(0.0), ["source"])
    assert {row.verdict for row in found.rates} == {NOT_SHOWN}
    assert not found.shown


def test_groups_of_readers_come_from_their_notes_and_two_are_one_comparison() -> None:
    found = readers_of(_corpora(0.5, groups=True), ["source"])
    assert found.groups == {"ervaren": ("a", "b"), "nieuw": ("c",)}
    assert {row.group for row in found.rates} == {"ervaren"}
    assert all(row.difference.value is not None and row.difference.value < 0 for row in found.rates)


def test_agreement_is_less_where_readers_differ() -> None:
    found = {row.group: row for row in readers_of(_corpora(0.5), ["source"]).agreed}
    citizens, police = found["burger"].alpha.value, found["politie"].alpha.value
    assert police == pytest.approx(1.0)
    assert citizens is not None and citizens < 0.9
    assert (found[""].notes, found["burger"].notes) == (120, 60)


def test_readings_of_other_notes_cannot_be_compared() -> None:
    corpora = _corpora(0.0, 30)
    corpora["b"] = [note.model_copy(update={"id": "x" + note.id}) for note in corpora["b"]]
    del corpora["c"]
    with pytest.raises(CorpusError, match="nothing in common"):
        readers_of(corpora, ["source"])

"""Merging and deduplicating: nothing is lost unseen."""

from __future__ import annotations

import pytest

from annotation.corpus import AnnotatedMention, AnnotatedNote, CorpusError
from annotation.merging import deduplicate, merge

LONG = "Bij de overburen staat het raam al de hele week open en de gordijnen wapperen naar buiten"


def _note(note_id: str, text: str, annotator: str | None = None, label: str = "") -> AnnotatedNote:
    mentions = (AnnotatedMention(label=label, start=0, end=3, text=text[:3]),) if label else ()
    return AnnotatedNote(id=note_id, text=text, annotator=annotator, mentions=mentions)


def test_corpora_become_one() -> None:
    a, b, read_again = _note("1", "Hoi daar"), _note("2", "Dag"), _note("1", "Hoi daar", "bilal", "overlast")
    merged = merge({"een": [a, b], "twee": [a, read_again]})
    assert merged.notes == [a, b, read_again] and merged.repeated == 1


def test_what_contradicts_is_refused_and_all_of_it_named() -> None:
    with pytest.raises(CorpusError) as caught:
        merge(
            {
                "een": [_note("1", "Hoi"), _note("2", "Dag daar")],
                "twee": [_note("1", "Anders"), _note("2", "Dag daar", label="overlast")],
            }
        )
    first, second = caught.value.problems
    assert "note 1: one text in een, another in twee" in first and "Hoi" not in first
    assert "note 2: two readings without an annotator" in second and "adjudicate" in second


def test_a_prefix_keeps_ids_apart() -> None:
    merged = merge({"een": [_note("1", "Hoi")], "twee": [_note("1", "Anders")]}, prefix=True)
    assert [note.id for note in merged.notes] == ["een-1", "twee-1"]


def test_of_doubles_the_fullest_stays() -> None:
    notes = [
        _note("kort", LONG),
        _note("lang", f"Goedemorgen. {LONG}, en dat is niet pluis."),
        _note("zelf", "Alles goed hier."),
        _note("zelf2", "alles GOED hier", label="op_orde"),
        _note("anders", "Niets te melden."),
    ]
    done = deduplicate(notes)
    assert [note.id for note in done.notes] == ["lang", "zelf2", "anders"]
    assert set(done.dropped) == {"kort", "zelf"} and done.dropped["zelf"].exact
    assert [note.id for note in deduplicate(notes, only_exact=True).notes] == ["kort", "lang", "zelf2", "anders"]


def test_readings_of_one_note_stay_together() -> None:
    notes = [_note("1", LONG, "anna"), _note("1", LONG, "bilal"), _note("2", LONG, "anna")]
    assert [(note.id, note.annotator) for note in deduplicate(notes).notes] == [("1", "anna"), ("1", "bilal")]

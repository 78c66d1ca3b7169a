"""Pseudonymising: marks stay on their words, one person has one tag, and what is left is listed."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotation.corpus import AnnotatedNote, mention_of
from annotation.inline import parse_inline
from annotation.privacy import DutchRules, Found, find_leaks, key_content, pseudonymise, words_of
from annotation.privacy.pseudonyms import code

SECRET = "00" * 16
RULES = [DutchRules()]


def note(raw: str, note_id: str = "dossier-Jansen-1", **fields: Any) -> AnnotatedNote:
    text, marks = parse_inline(raw)
    return AnnotatedNote(id=note_id, text=text, mentions=tuple(mention_of(text, mark) for mark in marks), **fields)


def _only(raw: str, **fields: Any) -> AnnotatedNote:
    return pseudonymise([note(raw, **fields)], RULES, SECRET).notes[0]


def test_marks_stay_on_their_words_and_take_a_whole_tag() -> None:
    found = _only(
        "Mw. Terlouw [ligt op bed]{uitdroging}, [zoon Bilal]{steunend_netwerk} komt op [3 mei]{overlast} weer."
    )
    assert found.text == "Mw. [PERSOON-1] ligt op bed, zoon [PERSOON-2] komt op [DATUM-1] weer."
    assert [m.text for m in found.mentions] == ["ligt op bed", "zoon [PERSOON-2]", "[DATUM-1]"]
    text = "Dochter Lieke Terlouw belt."
    mark = note("x").model_copy(
        update={"text": text, "mentions": (mention_of(text, parse_inline("[Dochter Lieke]{overlast}")[1][0]),)}
    )
    (cut,) = pseudonymise([mark], RULES, SECRET).notes
    assert cut.mentions[0].text == "Dochter [PERSOON-1]", "a mark that ends inside a name takes the whole tag"


def test_one_person_one_tag() -> None:
    found = _only("Mw. Anna Terlouw en dhr. Piet Terlouw. Terlouws fiets. Anna belde, 06-12345678 en 0612345678.")
    assert found.text == (
        "Mw. [PERSOON-1] en dhr. [PERSOON-2]. [PERSOON-1] fiets. [PERSOON-1] belde, [TELEFOON-1] en [TELEFOON-1]."
    )


def test_tags_that_are_there_already_are_not_given_again() -> None:
    assert _only("Mw. [PERSOON-1] en dhr. Terlouw.").text == "Mw. [PERSOON-1] en dhr. [PERSOON-2]."


def test_ids_annotators_and_metadata() -> None:
    notes = [
        note(
            "Hoi.",
            annotator=name,
            metadata={"naam": "J. Jansen", "wijk": "Noord", "split": "train", "fates": {"own": 1}},
            source="melding",
        )
        for name in ("anna", "bilal")
    ]
    done = pseudonymise(notes, RULES, SECRET, keep=["wijk"])
    one, other = done.notes
    assert one.id == other.id == code(SECRET, "id", "dossier-Jansen-1") and "Jansen" not in one.id
    assert one.annotator != other.annotator and "anna" not in str(one.annotator)
    assert (
        one.metadata == {"wijk": "Noord", "split": "train", "fates": {"own": 1}}
        and done.dropped == {"naam": 2}
        and one.source == "melding"
    )
    assert key_content(done, SECRET)["ids"] == {one.id: "dossier-Jansen-1"}
    assert pseudonymise(notes, RULES, "11" * 16).notes[0].id != one.id


def test_what_was_replaced_is_listed_once_a_note() -> None:
    notes = [note("Mw. Terlouw, 3 mei.", annotator=name) for name in ("anna", "bilal")]
    done = pseudonymise(notes, RULES, SECRET)
    assert done.counts() == {"persoon": 1, "datum": 1}
    assert [(found.text, found.tag, found.start) for found in done.replaced] == [
        ("Terlouw", "[PERSOON-1]", 4),
        ("3 mei", "[DATUM-1]", 13),
    ]


class _Everywhere:
    def __init__(self, places: list[tuple[int, int]]) -> None:
        self._places = places

    def find(self, text: str) -> list[Found]:
        return [Found(start, end, "persoon") for start, end in self._places if start < end <= len(text)]


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=4),
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=4),
)
def test_whatever_is_found_every_mark_is_still_a_slice(
    places: list[tuple[int, int]], marks: list[tuple[int, int]]
) -> None:
    text = "Zij liep weer weg en niemand zag haar ga"
    mentions = [{"label": "weglopen", "start": s, "end": e, "text": text[s:e]} for s, e in marks if s < e]
    plain = AnnotatedNote.model_validate({"id": "x", "text": text, "mentions": mentions})
    (found,) = pseudonymise([plain], [_Everywhere(places)], SECRET).notes
    AnnotatedNote.model_validate(found.model_dump())
    kept = [text[i] for i in range(len(text)) if not any(s <= i < e <= len(text) for s, e in places)]
    assert re.sub(r"\[PERSOON-\d+\]", "", found.text) == "".join(kept)


def _leaks(raw: str, **fields: Any) -> list[tuple[str, str, str]]:
    plain = note(raw, **fields)
    done = pseudonymise([plain], RULES, SECRET, keep=["wijk"])
    found = find_leaks(done.notes, {done.notes[0].id: plain}, RULES)
    assert all(leak.note_id == done.notes[0].id for leak in found)
    return [(leak.why, leak.field, leak.text) for leak in found]


@pytest.mark.parametrize(
    ("raw", "left"),
    [
        ("Gisteren kwam Xylofientje langs.", [("name", "text", "Xylofientje")]),
        ("Xylofientje kwam langs.", [("name", "text", "Xylofientje")]),
        ("Dagrapportage: geen bijzonderheden. Nachtverslag volgt.", []),
        ("Zaak 12345 loopt nog.", [("number", "text", "12345")]),
        ("Mw. Terlouw belde op 3 mei, GGZ is betrokken.", []),
    ],
)
def test_what_is_left_is_listed(raw: str, left: list[tuple[str, str, str]]) -> None:
    assert _leaks(raw) == left


def test_values_of_the_metadata_are_looked_for_in_the_text() -> None:
    assert _leaks("de heer quabeek belde", metadata={"naam": "P. Quabeek"}) == [("known", "text", "quabeek")]
    assert _leaks("Alles goed.", metadata={"wijk": "bij dhr. Terlouw"}) == [("shape", "wijk", "Terlouw")]
    assert _leaks("Alles goed.", source="dhr. Terlouw") == [("shape", "source", "Terlouw")]


def test_words_that_were_looked_at_are_no_leak_and_leaks_are_counted() -> None:
    plain = note("Toen kwam Xylofientje. Daarna ging Xylofientje.")
    assert not find_leaks([plain], {}, RULES, ["Xylofientje"])
    assert {key: len(found) for key, found in words_of(find_leaks([plain], {}, RULES)).items()} == {
        ("name", "Xylofientje"): 2
    }

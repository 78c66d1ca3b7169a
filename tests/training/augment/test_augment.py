"""Augmentation: marks stay on their words, the same seed gives the same note, and Dutch stays Dutch."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotation.corpus import AnnotatedNote, mention_of
from annotation.counterfactual.edits import Edit, Skipped, apply
from annotation.counterfactual.gender import swap_gender
from annotation.counterfactual.names import find_names, swap_origin
from annotation.counterfactual.noise import abbreviate, lose_stops
from annotation.counterfactual.swaps import swap_ages, swap_places, swap_reporters
from annotation.inline import parse_inline
from training.augment import CHANGES, Settings, Tally, augment, augmented, compose
from training.corpora import load_corpus


def note_of(raw: str, age_group: str = "volwassene", note_id: str = "n") -> AnnotatedNote:
    text, marks = parse_inline(raw)
    mentions = tuple(mention_of(text, mark) for mark in marks)
    return AnnotatedNote.model_validate(
        {"id": note_id, "text": text, "source": "burger", "age_group": age_group, "mentions": mentions}
    )


def _slices_right(note: AnnotatedNote) -> bool:
    return all(note.text[m.start : m.end] == m.text and m.text.strip() for m in note.mentions)


@pytest.fixture(scope="module")
def sample() -> list[AnnotatedNote]:
    notes = load_corpus("train")
    return [*notes[::40], *[note for note in notes if note.metadata["kind"] == "note"][::10]]


@pytest.mark.parametrize("name", list(CHANGES))
def test_marks_of_the_whole_corpus_stay_on_their_words(name: str, sample: list[AnnotatedNote]) -> None:
    tally = Tally()
    for note in sample:
        changed = augment(note, 3, Settings.only(name), tally)
        assert _slices_right(changed)
        assert [m.model_dump(exclude={"start", "end", "text"}) for m in changed.mentions] == [
            m.model_dump(exclude={"start", "end", "text"}) for m in note.mentions
        ]
    assert tally.made[name] > 0
    assert tally.made[name] + sum(tally.skipped.values()) == len(sample)


def test_the_same_seed_gives_the_same_notes(sample: list[AnnotatedNote]) -> None:
    first = list(augmented(sample, 5))
    assert first == list(augmented(sample, 5)) != list(augmented(sample, 6))
    assert first[0].id.endswith("~5") and first[0].metadata["changes"]


def test_nothing_is_done_when_all_is_off(sample: list[AnnotatedNote]) -> None:
    assert list(augmented(sample, 1, Settings.only())) == []
    with pytest.raises(ValueError, match="not a probability: typos"):
        Settings(typos=2)


TEXT = st.text(st.characters(exclude_characters="[]{}\\\t", exclude_categories=["Cs"]), min_size=1, max_size=60)


@settings(deadline=None)
@given(
    TEXT,
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 8)), max_size=3),
    st.lists(st.integers(0, 60), max_size=4),
)
def test_edits_keep_what_is_marked(text: str, marks: list[tuple[int, int]], places: list[int]) -> None:
    """Letters put in or replaced one by one leave every mention with its own letters, in order."""
    mentions = []
    for start, size in marks:
        end = min(start + size, len(text))
        if text[start:end].strip():
            mentions.append({"label": "overlast", "start": start, "end": end, "text": text[start:end]})
    note = AnnotatedNote.model_validate({"id": "n", "text": text, "mentions": mentions})
    edits = [Edit(i, i, "<>") for i in sorted({p for p in places if p <= len(text)})]
    changed = apply(note, edits)
    if isinstance(changed, Skipped):
        assert not edits
        return
    assert _slices_right(changed)
    for before, after in zip(note.mentions, changed.mentions, strict=True):
        assert after.text.replace("<>", "") == before.text.replace("<>", "")
        assert not after.text.startswith("<>") or before.text.startswith("<>")


def test_an_edit_across_a_border_is_not_made() -> None:
    note = note_of("De [stank]{vervuiling} is erg.")
    assert apply(note, [Edit(1, 5, "x")]) == Skipped("crosses the border of a mark")
    assert apply(note, [Edit(3, 8, "")]) == Skipped("empties a mark")
    assert apply(note, [Edit(0, 2, "x"), Edit(1, 3, "y")]) == Skipped("edits overlap")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Mw. zegt dat ze haar zoon mist.", "Dhr. zegt dat hij zijn dochter mist."),
        ("Hij ligt op zijn bed, wij zijn er en zien hem.", "Ze ligt op haar bed, wij zijn er en zien haar."),
        ("De jongen belde zijn moeder.", "Het meisje belde haar vader."),
        ("Dat meisje (v, 16) lacht.", "Die jongen (m, 16) lacht."),
        ("Ze heeft vet haar.", "Hij heeft vet haar."),
        ("Ik heb haar gisteren niet gezien, ze was weg.", "Ik heb hem gisteren niet gezien, hij was weg."),
        ("Buurvrouw [gilt]{overlast}.", "Buurman [gilt]{overlast}."),
        ("Bewoonster laat haar hond los.", "Bewoner laat zijn hond los."),
        ("Ze komt met zijn drieën.", "Hij komt met zijn drieën."),
        ("Zijn dat honden van hem?", "Zijn dat honden van haar?"),
    ],
)
def test_gender_changes_sides(before: str, after: str) -> None:
    changed = swap_gender(note_of(before), Random(1))
    assert isinstance(changed, AnnotatedNote)
    assert (changed.text, changed.mentions) == (note_of(after).text, note_of(after).mentions)


@pytest.mark.parametrize(
    "text",
    [
        "Ze hebben niets gezien.",
        "Ik zie ze vaak.",
        "Haar in klitten.",
        "Zij is zwanger.",
        "Een lange jongen liep langs.",
        "De jongen die belde.",
        "Ik zie haar lopen.",
        "De moedervlek van hem.",
        "Het regent.",
    ],
)
def test_what_cannot_be_told_is_left(text: str) -> None:
    assert isinstance(swap_gender(note_of(text), Random(1)), Skipped)


def test_names_follow_gender_and_stay_the_same_person() -> None:
    changed = swap_gender(note_of("Mw. Jansen belt. Fatima is er niet, Fatima's fiets wel."), Random(2))
    assert isinstance(changed, AnnotatedNote)
    (first, name), (second, same) = find_names(changed.text)
    assert name == same in {"Rachid", "Youssef", "Bilal", "Hamza", "Mohamed", "Karim", "Soufiane", "Driss"}
    assert first[0] == name and second[0].rstrip("'s") == name.rstrip("s") and "Jansen" in changed.text


def test_origin_changes_and_surnames_and_streets_stay() -> None:
    changed = swap_origin(note_of("Henk woont in de Maria straat bij dhr. Peter en Albert Heijn."), Random(2))
    assert isinstance(changed, AnnotatedNote)
    assert "Henk" not in changed.text and changed.text.endswith("in de Maria straat bij dhr. Peter en Albert Heijn.")
    assert swap_origin(note_of("dhr. Peter"), Random(1)) == Skipped("nothing to change")


def test_ages_stay_in_their_group() -> None:
    for seed in range(30):
        changed = swap_ages(note_of("Mw. (66) is 66 jaar oud en 22 jaar weduwe.", "oudere"), Random(seed))
        assert isinstance(changed, AnnotatedNote)
        age = int(changed.text[5:7])
        assert 65 <= age <= 70 and age != 66 and "22 jaar weduwe" in changed.text
    assert isinstance(swap_ages(note_of("Huis (14) in jaar (66).", "jongere"), Random(1)), AnnotatedNote)
    assert isinstance(swap_ages(note_of("Op nummer (66).", "jongere"), Random(1)), Skipped)


def test_places_are_the_same_throughout() -> None:
    changed = swap_places(note_of("Van Zwolle naar Zwolle, in de Dorpsstraat."), Random(4))
    assert isinstance(changed, AnnotatedNote)
    words = changed.text.replace(",", "").split()
    assert words[1] == words[3] != "Zwolle" and words[-1].endswith("straat.") and "Dorps" not in changed.text


def test_only_a_reporter_changes() -> None:
    changed = swap_reporters(note_of("Buurvrouw meldt: volgens de wijkagent is ze weg."), Random(1))
    assert isinstance(changed, AnnotatedNote)
    assert not changed.text.startswith("Buurvrouw") and changed.text[0].isupper() and "de wijkagent" not in changed.text
    for text in ("De buurvrouw valt.", "Mijn dochter zegt niets.", "Zoon belt. De zoon is boos."):
        assert swap_reporters(note_of(text), Random(1)) == Skipped("nothing to change")
    assert isinstance(swap_reporters(note_of("[Zoon belt]{overlast} weer."), Random(1)), Skipped)


def test_short_forms_and_stops() -> None:
    shortened = {
        changed.text
        for seed in range(20)
        if isinstance(changed := abbreviate(note_of("Huisbezoek in verband met mevrouw."), Random(seed)), AnnotatedNote)
    }
    assert "HB i.v.m. mw." in shortened
    stopped = lose_stops(note_of("[Stank]{vervuiling}. Om 14.30 uur."), Random(1))
    assert isinstance(stopped, AnnotatedNote) and "14.30" in stopped.text and stopped.text != "Stank. Om 14.30 uur."


def test_notes_are_composed_of_one_voice(sample: list[AnnotatedNote]) -> None:
    snippets = [note for note in sample if note.metadata["kind"] == "snippet"]
    composed = list(compose(snippets, seed=1, rounds=2))
    assert composed == list(compose(snippets, seed=1, rounds=2))
    by_id = {note.id: note for note in snippets}
    used: list[str] = []
    for note in composed:
        parts = [by_id[part] for part in note.metadata["parts"]]
        used += note.metadata["parts"]
        assert _slices_right(note) and {(p.source, p.age_group) for p in parts} == {(note.source, note.age_group)}
        assert [m.text for m in note.mentions] == [m.text for part in parts for m in part.mentions]
    assert sorted(used) == sorted([*by_id] * 2)
    assert len({note.id for note in composed}) == len(composed)

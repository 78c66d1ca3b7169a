"""Swaps: grammatical or left alone, with spans that move; and what is counted of what they change."""

from __future__ import annotations

from random import Random

import pytest
from spacy.language import Language

from annotation.corpus import AnnotatedNote
from annotation.counterfactual.edits import Edit, Skipped, edited, moved_span
from annotation.counterfactual.surnames import surnames
from eval.bias.counterfactuals import make_pairs, run_swaps
from eval.bias.swaps import NOTHING, SWAPS, Pair, table
from tests.eval.marked import note_of


def _make(swap: str, raw: str, seed: int = 0, **fields: str) -> Pair | Skipped:
    return SWAPS[swap](note_of(raw, **fields), Random(seed))


def _pair(swap: str, raw: str, seed: int = 0) -> Pair:
    made = _make(swap, raw, seed)
    assert isinstance(made, Pair), made
    return made


def test_spans_move_with_an_edit_and_out_of_one() -> None:
    text = "Dhr. Jansen slaapt op straat."
    edits = [Edit(0, 4, "Meneer"), Edit(5, 11, "Özdemir"), Edit(12, 12, "vaak ")]
    assert edited(text, edits) == "Meneer Özdemir vaak slaapt op straat."
    start, end = moved_span(12, 28, edits)
    assert edited(text, edits)[start:end] == "slaapt op straat"
    start, end = moved_span(7, 18, edits)
    assert edited(text, edits)[start:end] == "Özdemir vaak slaapt"


@pytest.mark.parametrize("seed", range(6))
def test_names_are_of_another_origin_and_the_same_gender(seed: int) -> None:
    pair = _pair("first_names", "Truus belt. Daan heeft Truus' fiets, zegt Truus.", seed)
    names = pair.right.replace(",", "").replace(".", "").split()
    assert names[0] == names[-1] != "Truus"
    assert pair.left == "Truus belt. Daan heeft Truus' fiets, zegt Truus."
    assert pair.sides == ("nederlands", pair.variant)


def test_names_of_another_origin_are_made_dutch_for_the_reference() -> None:
    pair = _pair("first_names", "Mehmet belde met zijn zus.")
    assert "Mehmet" not in pair.left
    assert pair.left.endswith(" belde met zijn zus.") and pair.right.endswith(" belde met zijn zus.")


def test_surnames_change_after_a_title_only_and_throughout() -> None:
    pair = _pair("surnames", "Mw. van der Berg belt. Berg en dal. Later belt mevr. Van Dijk, dan mw. van der Berg.")
    known = surnames()
    words = pair.right.replace(",", "").replace(".", "").split()
    assert words[1] in known[pair.variant] and words[-1] == words[1]
    assert "Berg en dal" in pair.right
    assert pair.left.split()[1] in known["nederlands"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dhr. doet niet open, hij slaapt.", "Betrokkene doet niet open, die slaapt."),
        ("De vrouw zegt dat zij bang is.", "De persoon zegt dat die bang is."),
        ("De man is boos. Ik zag hem gisteren.", "De persoon is boos. Ik zag hen gisteren."),
        ("De bewoonster zat in haar jas.", "De bewoner zat in hun jas."),
    ],
)
def test_no_gender(text: str, expected: str) -> None:
    assert _pair("no_gender", text).right == expected


@pytest.mark.parametrize(
    "text", ["Zijn moeder belt, hij is weg.", "Mehmet is weg, hij belt niet.", "Mw. Jansen belt, zij is boos."]
)
def test_no_gender_is_left_where_something_else_tells_it(text: str) -> None:
    assert isinstance(_make("no_gender", text), Skipped)


def test_the_direction_of_gender_is_from_man_to_woman() -> None:
    man, woman = _pair("gender", "Dhr. is boos, hij roept."), _pair("gender", "Mw. is boos, zij roept.")
    assert (man.right, man.reverse) == ("Mw. is boos, ze roept.", False)
    assert (woman.right, woman.reverse) == ("Dhr. is boos, hij roept.", True)


def test_an_age_of_another_group_only_where_nothing_else_tells_it() -> None:
    pair = _pair("age_elsewhere", "Man van 84 jaar oud, alleen.")
    assert pair.sides is not None and pair.sides[0] == "oudere" != pair.sides[1]
    assert isinstance(_make("age_elsewhere", "Man van 84 jaar oud, met rollator."), Skipped)


def test_nationality_is_put_before_a_noun_with_its_ending() -> None:
    pair = _pair("nationality", "Er staat een man voor de deur.")
    word = table()["nationality"]["variants"][pair.variant]
    assert pair.left == "Er staat een Nederlandse man voor de deur."
    assert pair.right == f"Er staat een {word} man voor de deur."
    swapped = _pair("nationality", "De Poolse man slaapt.")
    assert swapped.left == "De Nederlandse man slaapt."


def test_a_sentence_more_stands_on_both_sides() -> None:
    pair = _pair("religion", "Doet niet open")
    assert pair.left == "Doet niet open. Betrokkene is protestants."
    assert pair.right.startswith("Doet niet open. Betrokkene is ") and pair.right != pair.left


@pytest.mark.parametrize("swap", SWAPS)
def test_a_swap_without_its_words_is_counted_or_adds_a_sentence(swap: str) -> None:
    pairs, skipped = make_pairs([note_of("Is er.")], swap)
    assert len(pairs) + sum(skipped.values()) == 1
    if skipped:
        assert all(skipped)


def test_short_forms_are_written_out_with_their_stop() -> None:
    made = [_make("register", "Mw. is boos op dhr. Smit", seed) for seed in range(8)]
    assert "Mevrouw is boos op meneer Smit" in {pair.right for pair in made if isinstance(pair, Pair)}


def test_every_pair_says_why_it_was_not_made() -> None:
    assert _make("first_names", "Er is gebeld.") == Skipped(NOTHING)


def test_the_same_seed_gives_the_same_texts() -> None:
    notes = [note_of("Truus (84) belt uit Assen, zij is boos.", note_id=str(i)) for i in range(5)]
    for swap in SWAPS:
        assert make_pairs(notes, swap, seed=3, draws=2) == make_pairs(notes, swap, seed=3, draws=2)


def test_what_a_name_changes_is_counted_and_can_be_read(nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    """A swap that takes the signal away: a flip, a lost span, in the direction of the sides."""

    def spoil(note: AnnotatedNote, rng: Random) -> Pair | Skipped:
        at = note.text.find("dronken")
        if at < 0:
            return Skipped("niets")
        return Pair(note, note.text, (Edit(at, at + 7, "blij"),), "anders", ("a", "b"))

    monkeypatch.setitem(SWAPS, "spoil", spoil)
    notes = [note_of("Hij was weer dronken.", note_id=str(i)) for i in range(6)] + [note_of("Alles is goed.")]
    (result,) = run_swaps(nlp, notes, only=["spoil"])
    everything = result.rows[0]
    assert (result.pairs, result.skipped, everything.flips, everything.rate.value) == (6, {"niets": 1}, 6, 1.0)
    row = next(row for row in result.rows if row.label == "verslaving")
    assert (row.up, row.down, row.spans, row.spans_lost) == (0, 6, 6, 6)
    assert row.p == pytest.approx(2 / 2**6)
    assert row.p_holm == row.p
    assert {(flip.label, flip.raised_in) for flip in result.flips} == {("verslaving", "a")}
    assert result.flips[0].edits[0].new == "blij" and "dronken" in result.flips[0].left

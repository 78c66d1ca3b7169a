"""How far a cue reaches: tense, clauses and stops, on the words of a text."""

from __future__ import annotations

import pytest

from pipeline.assemble import blank
from pipeline.context.cues import CueFile, cue_files
from pipeline.context.qualify import Place, Qualifier
from pipeline.context.scope import Stops, distance, opens_clause, tenses
from pipeline.language.tokens import Tokens, view


def tokens_of(text: str) -> Tokens:
    return view(blank()(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hij sliep in de schuur.", ("verleden",)),
        ("Hij slaapt in de schuur.", ("heden",)),
        ("Drie keer weggelopen.", ("verleden", "heden")),
        ("Hij heeft op straat geleefd.", ("verleden", "heden")),
        ("Schulden.", ("heden",)),
    ],
)
def test_tenses(text: str, expected: tuple[str, ...]) -> None:
    tokens = tokens_of(text)
    assert tenses(tokens, 0, len(tokens) - 1) == expected


def test_distance_depends_on_the_side() -> None:
    assert distance("na", (0, 1), (3, 4)) == 2
    assert distance("voor", (0, 1), (3, 4)) is None
    assert distance("voor", (5, 6), (3, 4)) == 1
    assert distance("binnen", (0, 6), (3, 4)) == 0
    assert distance("na", (0, 6), (3, 4)) is None, "between the words of a cue is not after it"


def test_stops_of_one_word_and_longer_ones() -> None:
    tokens = tokens_of("Geen stank, maar wel ruzie i.v.m. geluid")
    stops = Stops(frozenset({"maar"}), [6])
    assert stops.between(tokens, 2, 4)
    assert not stops.between(tokens, 0, 2)
    assert stops.between(tokens, 5, 7)


def test_the_head_of_a_clause() -> None:
    tokens = tokens_of("Hij sliep buiten, nu niet. Nu wel")
    assert opens_clause(tokens, 0, "zin") and opens_clause(tokens, 4, "deelzin")
    assert not opens_clause(tokens, 4, "zin") and not opens_clause(tokens, 1, "deelzin")
    assert opens_clause(tokens, 7, "zin")


def place(label: str, start: int, end: int) -> Place:
    return Place(label, start, end, frozenset(range(start, end)))


def test_own_cue_files_are_obeyed() -> None:
    file = CueFile.model_validate(
        {"qualifier": "presence", "cues": [{"phrase": "=nada", "value": "ontkend", "reach": 1}], "stops": ["=maar"]}
    )
    others = [other for other in cue_files() if other.qualifier != "presence"]
    tokens = tokens_of("nada stank maar ruzie")
    places = [place("vervuiling", 1, 2), place("overlast", 3, 4)]
    Qualifier([file, *others]).qualify(tokens, places, "nada stank maar ruzie")
    assert places[0].values["presence"] == "ontkend" and "presence" not in places[1].values
    assert (0, 1, "presence") in places[0].cues


def test_every_cue_names_the_words_that_set_it() -> None:
    text = "Geen stank. Is hij verward? Vroeger dronk hij."
    tokens = tokens_of(text)
    places = [place("vervuiling", 1, 2), place("psychische_problematiek", 5, 6), place("verslaving", 8, 9)]
    Qualifier(cue_files()).qualify(tokens, places, text)
    shown = [[tokens.word(i) for start, end, name in p.cues for i in range(start, end)] for p in places]
    assert shown == [["Geen"], ["?"], ["Vroeger"]]

"""Words, sentences and clauses as rules see them."""

from __future__ import annotations

import pytest
from spacy.language import Language

from pipeline.assemble import blank
from pipeline.language.tokens import view


@pytest.fixture(scope="module")
def dutch() -> Language:
    return blank()


def clauses(nlp: Language, text: str) -> list[str]:
    tokens = view(nlp(text))
    found: dict[int, list[str]] = {}
    for position, clause in enumerate(tokens.clauses):
        found.setdefault(clause, []).append(tokens.word(position))
    return [" ".join(words) for words in found.values()]


@pytest.mark.parametrize(
    "text",
    [
        "geen vaste woon- of verblijfplaats",
        "opvang voor dak- en thuislozen",
        "open van 9 tot 100-200 bezoekers",
        "de periode 2020–2021",
        "oud-collega zonder werk",
    ],
)
def test_a_hyphen_at_a_word_breaks_no_clause(dutch: Language, text: str) -> None:
    assert len(clauses(dutch, text)) == 1


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("geen hulp - wel schulden", ["geen hulp", "- wel schulden"]),
        ("geen hulp -wel schulden", ["geen hulp", "- wel schulden"]),
        ("geen hulp – wel schulden", ["geen hulp", "– wel schulden"]),
        ("geen hulp, wel schulden", ["geen hulp", ", wel schulden"]),
        ("wil hulp maar komt niet", ["wil hulp", "maar komt niet"]),
        ("hij wil maar niet", ["hij wil maar niet"]),
    ],
)
def test_clauses(dutch: Language, text: str, parts: list[str]) -> None:
    assert clauses(dutch, text) == parts


def test_noise_is_left_out_and_code_is_read(dutch: Language) -> None:
    text = "Geen<br>hygi&euml;ne&nbsp;thuis"
    tokens = view(dutch(text))
    assert [tokens.word(i) for i in range(len(tokens))] == ["Geen", "hygiëne", "thuis"]
    assert text[tokens.starts[1] : tokens.ends[1]] == "hygi&euml;ne"
    assert tokens.sentences == [1, 2, 2]

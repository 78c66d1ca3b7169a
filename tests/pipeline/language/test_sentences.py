"""Sentence borders: `tests/cases/sentences.yaml`."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from pipeline.assemble import blank
from pipeline.language.sentences import Sentences
from tests.cases_reader import CASES

DATA = yaml.safe_load((CASES / "sentences.yaml").read_text("utf-8"))
KNOWN = frozenset(DATA["known_failures"])


@pytest.fixture(scope="module")
def dutch() -> Language:
    return blank()


def marked(nlp: Language, text: str) -> str:
    """The text with a `|` before the first word of every sentence but the first."""
    borders = []
    for sentence in nlp(text).sents:
        words = [token for token in sentence if not token.is_space]
        if words:
            borders.append(words[0].idx)
    for border in reversed(borders[1:]):
        text = f"{text[:border]}|{text[border:]}"
    return text


@pytest.mark.parametrize("case", DATA["cases"])
def test_sentences(dutch: Language, case: str) -> None:
    """A case that is known to fail must: one that heals is taken off the list."""
    assert (marked(dutch, case.replace("|", "")) == case) == (case not in KNOWN)


def test_the_cases() -> None:
    assert len(set(DATA["cases"])) == len(DATA["cases"]) >= 80
    assert set(DATA["cases"]) >= KNOWN


def test_a_text_without_words_is_one_sentence(dutch: Language) -> None:
    for text in (" ", "\n\n\n", "\t \r\n", "<br><br>"):
        assert len(list(dutch(text).sents)) == 1
    assert list(dutch("").sents) == []


def test_borders_are_the_same_a_second_time(dutch: Language) -> None:
    """What the component has learnt of words changes no border."""
    component = Sentences()
    docs = [dutch.make_doc(case.replace("|", "")) for case in DATA["cases"]]
    assert [component.predict(doc) for doc in docs] == [Sentences().predict(doc) for doc in docs]
    assert [component.predict(doc) for doc in docs] == [component.predict(doc) for doc in reversed(docs)][::-1]


PIECES = [
    "mw.",
    "Zij",
    "wil",
    ".",
    "...",
    "?",
    "!",
    "1",
    ":",
    "-",
    '"',
    "(",
    ")",
    ",",
    "J",
    "en",
    "<br>",
    "\x00",
    "enz.",
]
LONG = "een lang woord en nog een heel lang woord met meer woorden er "
TEXTS = st.lists(st.sampled_from([*PIECES, LONG, " ", "  ", "\n", "\n\n", "\r\n"]), max_size=60).map("".join)


@settings(deadline=None, max_examples=300)
@given(TEXTS)
def test_borders_of_any_text(dutch: Language, text: str) -> None:
    doc = dutch.make_doc(text)
    starts = Sentences().predict(doc)
    assert starts == sorted(set(starts))
    assert starts[:1] == ([0] if len(doc) else [])
    assert all(0 <= start < len(doc) for start in starts)


def test_many_line_ends_take_no_more_than_their_number(dutch: Language) -> None:
    """Looking ahead from every line end would make this run for minutes."""
    doc = dutch.make_doc("woord\n\x00\x01" * 20_000)
    assert len(Sentences().predict(doc)) == 20_000

"""The Dutch page of signals: the tagger finds every example under its signal, with the lexicon alone and as shipped."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from spacy.language import Language

import nietpluis
from pipeline.mentions import mentions_of

PAGE = Path(__file__).parent.parent / "docs" / "signalen.md"
_CODE, _EXAMPLE = re.compile(r"Code: `(\w+)`"), re.compile(r"„([^”]*\*\*[^”]*)”")


def examples() -> list[tuple[str, str]]:
    found = []
    label = ""
    for line in PAGE.read_text("utf-8").splitlines():
        label = code[1] if (code := _CODE.search(line)) else label
        found += [(label, text.replace("**", "")) for text in _EXAMPLE.findall(line) if label]
    return found


@pytest.fixture(scope="module")
def shipped() -> Language:
    return nietpluis.load()


def test_the_page_has_two_examples_of_each() -> None:
    assert len(examples()) == 2 * 35 and len({label for label, _ in examples()}) == 35


@pytest.mark.parametrize("which", ["nlp", "shipped"])
def test_the_examples_are_found(which: str, request: pytest.FixtureRequest) -> None:
    tagger: Language = request.getfixturevalue(which)
    missed = [text for label, text in examples() if label not in {m["label"] for m in mentions_of(tagger(text))}]
    assert not missed

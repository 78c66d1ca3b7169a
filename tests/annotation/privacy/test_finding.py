"""What the Dutch rules find, by cases in `tests/cases/privacy.yaml`, and how finds go together."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from annotation.privacy import DutchRules, Found
from annotation.privacy.deduce import DeduceFinder
from annotation.privacy.finding import joined
from annotation.privacy.numbers import is_bsn

CASES = yaml.safe_load((Path(__file__).parents[2] / "cases" / "privacy.yaml").read_text("utf-8"))
MARK = re.compile(r"«(\w+):([^»]*)»")


def _shown(text: str) -> str:
    parts, last = [], 0
    for found in DutchRules().find(text):
        parts += [text[last : found.start], f"«{found.kind}:{text[found.start : found.end]}»"]
        last = found.end
    return "".join([*parts, text[last:]])


@pytest.mark.parametrize("case", CASES["found"])
def test_what_is_personal_is_found(case: str) -> None:
    assert _shown(MARK.sub(r"\2", case)) == case


@pytest.mark.parametrize("case", CASES["clean"])
def test_what_is_not_is_left(case: str) -> None:
    assert _shown(case) == case


def test_further_words_can_be_names() -> None:
    text = "Gisteren was Zonnetje er weer, en Zonnetje huilde."
    assert not DutchRules().find(text)
    assert [text[f.start : f.end] for f in DutchRules(["Zonnetje"]).find(text)] == ["Zonnetje", "Zonnetje"]


def test_finds_that_overlap_are_one() -> None:
    finds = [Found(5, 9, "persoon"), Found(0, 6, "adres"), Found(9, 12, "datum")]
    assert joined(finds) == [Found(0, 9, "adres"), Found(9, 12, "datum")]


@pytest.mark.parametrize(
    ("number", "passes"),
    [("111222333", True), ("123456782", True), ("123456789", False), ("000000000", False), ("12345672", True)],
)
def test_the_eleven_test(number: str, passes: bool) -> None:
    assert is_bsn(number) is passes


@settings(deadline=None, max_examples=100)
@given(st.text(st.sampled_from("AbcdeJn 012-9./@\n'é[]"), max_size=60))
def test_finds_are_in_order_and_within_the_text(text: str) -> None:
    last = 0
    for found in DutchRules().find(text):
        assert last <= found.start < found.end <= len(text)
        last = found.end


@pytest.mark.skipif(find_spec("deduce") is not None, reason="deduce is installed")
def test_without_deduce() -> None:
    with pytest.raises(ModuleNotFoundError):
        DeduceFinder()


@pytest.mark.slow
@pytest.mark.skipif(find_spec("deduce") is None, reason="deduce is not installed (pip install 'nietpluis[privacy]')")
@pytest.mark.filterwarnings("ignore")
def test_deduce_finds_a_name_and_a_number() -> None:
    text = "Gebeld met Jan Jansen, 06-12345678."
    found = {(f.kind, text[f.start : f.end]) for f in DeduceFinder().find(text)}
    assert {("persoon", "Jan Jansen"), ("telefoon", "06-12345678")} <= found

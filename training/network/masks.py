"""The masks that a network is trained with, made of the tables of the counterfactual swaps and the words of the corpus."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from annotation.counterfactual.edits import data
from annotation.counterfactual.names import collected
from models.masking import Masks

_LOWER = re.compile(r"(?<!\w)[^\W\d_]+(?:'[^\W\d_]+)*")


def make_masks(texts: Iterable[str]) -> Masks:
    """Masks that know the words which `texts` write without a capital: those are no names."""
    table, names = _table(), data("names")
    words = _words(table["shown"])
    known = {*words.values()} | {word for text in texts for word in _LOWER.findall(text) if word.islower()}
    rows = [*names["known"].values(), *(row for origin in names["origins"].values() for row in origin.values())]
    people = {name for row in (*rows, *data("surnames")["own"].values(), table["places"]) for name in row}
    people |= {row.name for row in collected() if row.kind != "s" or row.name.casefold() not in known}
    people |= {name.split("-")[0] for name in people}
    return Masks(
        words=words,
        neuter=table["neuter"],
        unless={"haar": frozenset(data("gender")["hair"])},
        children=frozenset(table["children"]),
        titles=frozenset(table["titles"]),
        names=frozenset(people),
        prefixes=frozenset(table["prefixes"]),
        known=frozenset(known),
        kept=frozenset(table["kept"]),
    )


def _words(shown: dict[str, list[str]]) -> dict[str, str]:
    """One word for every gendered pair of the swaps, by `shown` where it names one of the two, else the man's word."""
    found = {word: new for new, words in shown.items() for word in words}
    gender = data("gender")
    for man, woman in gender["pairs"].items():
        new = found.get(man) or found.get(woman) or man
        found.update({word: new for word in (man, woman) if word != new})
    for word, other in {**gender["also"], **gender["neutral"]}.items():
        found.setdefault(word, found.get(other, other))
    return {word: new for word, new in sorted(found.items()) if word != new}


@cache
def _table() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("masks.yaml").read_text("utf-8"))
    return found

"""Surnames: where one stands, and others to put in its place."""

from __future__ import annotations

import re
from functools import cache

from annotation.counterfactual.edits import data
from annotation.counterfactual.names import collected

_NAME = "[A-ZÀ-ÞĀ-ŽȘȚ][a-zß-ÿĀ-žȘ-țḀ-ỿ]+"


@cache
def surnames() -> dict[str, list[str]]:
    """Surnames to give, by perceived origin: our own and those of `names.tsv`."""
    given = {origin: list(names) for origin, names in data("surnames")["own"].items()}
    for row in collected():
        if row.kind == "s" and row.origin:
            given.setdefault(row.origin, []).append(row.name)
    return given


def find_surnames(text: str) -> list[re.Match[str]]:
    """Where a surname stands after a title: group 1 of each match, with its prefixes ("van der Berg")."""
    return list(_titled().finditer(text))


@cache
def _titled() -> re.Pattern[str]:
    table = data("surnames")
    titles = "|".join(sorted(table["after"], key=len, reverse=True))
    prefixes = "|".join(sorted(map(re.escape, table["prefixes"]), key=len, reverse=True))
    return re.compile(
        rf"\b(?:{titles}|{titles.title()})\.? ((?:(?:{prefixes}|{prefixes.title()}) )*{_NAME}(?:-{_NAME})?)\b"
    )

"""How often a key of a pattern is met in Dutch notes, so that a rule is filed under its rarest word.

`frequency.tsv` holds keys (`=form` and lemma) with their number in 100,000 words of our own corpus. Only speed depends on
it, never what is found.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "frequency.tsv"
_CLASS = 3000
_RARE = 1


@cache
def counts() -> dict[str, int]:
    """Key to its number in 100,000 words; keys rarer than 3 are left out."""
    rows = (line.split("\t") for line in _FILE.read_text("utf-8").splitlines())
    return {key: int(number) for key, number in rows}


@cache
def _forms() -> tuple[list[str], list[str]]:
    """Forms in order of their letters, and reversed forms in order of theirs."""
    forms = sorted(key[1:] for key in counts() if key.startswith("="))
    return forms, sorted(form[::-1] for form in forms)


@cache
def _expected(key: str) -> int:
    if key.startswith("<"):
        return _CLASS
    if key.startswith("*") or key.endswith("*"):
        backwards = key.startswith("*")
        stem = key[1:][::-1] if backwards else key[:-1]
        forms = _forms()[backwards]
        first = bisect_left(forms, stem)
        total = _RARE
        while first < len(forms) and forms[first].startswith(stem):
            form = forms[first][::-1] if backwards else forms[first]
            total += counts()["=" + form]
            first += 1
        return total
    return counts().get(key, _RARE)


def expected(keys: Iterable[str]) -> int:
    """How often any of some keys is met in 100,000 words, roughly."""
    return sum(_expected(key) for key in keys)

"""The Dutch lemma list of `simplemma`: whether it knows a word, and the word's dictionary form.

Reading the whole list takes half a second and 50 MB, so what it says of frequent words is kept in `words.bin`, and the list
is read only when a text holds another word. `words.bin` holds nothing of our own: where it was made with another version of
`simplemma` it is left aside, with the same results.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "words.bin"
_KNOWN, _UNKNOWN = "+", "-"
_asked: dict[str, None] | None = None


@cache
def _kept() -> dict[str, str]:
    """Word to `+` or `-` (known or not) and its dictionary form, which is left out where it is the word itself."""
    try:
        data = zlib.decompress(FILE.read_bytes()).decode()
    except FileNotFoundError:
        return {}
    made_with, _, rest = data.partition("\n")
    if made_with != version("simplemma"):
        return {}
    fields = rest.split("\n")
    return dict(zip(fields[::2], fields[1::2], strict=True))


@cache
def _list() -> Any:
    return import_module("simplemma")


def is_known(word: str) -> bool:
    """Whether the list holds a word."""
    kept = _kept().get(word)
    if kept is not None and _asked is None:
        return kept[0] == _KNOWN
    if _asked is not None:
        _asked[word] = None
    if not word:
        return False
    return bool(_list().is_known(word, lang="nl"))


def lemmatize(word: str) -> str:
    """The dictionary form of a word; of a word that the list does not hold a guess, or the word in lower case."""
    kept = _kept().get(word)
    if kept is not None and _asked is None:
        return kept[1:] or word
    if _asked is not None:
        _asked[word] = None
    return str(_list().lemmatize(word, lang="nl"))


def record() -> dict[str, None]:
    """From now on every question goes to the list itself; gives the words that are asked for, as they come."""
    global _asked
    _asked = {}
    return _asked


def write(words: Iterable[str]) -> int:
    """Writes `words.bin` with what the list says of some words; gives its size in bytes."""
    fields = [version("simplemma")]
    for word in sorted(set(words)):
        if not word or "\n" in word:
            continue
        form = _list().lemmatize(word, lang="nl")
        known = _KNOWN if _list().is_known(word, lang="nl") else _UNKNOWN
        fields += [word, known + ("" if form == word else form)]
    return FILE.write_bytes(zlib.compress("\n".join(fields).encode(), 9))

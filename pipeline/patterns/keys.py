"""Which of the keys that rules ask for a word has: its form, its lemmas, its classes, its head, its beginning."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pipeline.language.memo import Memo
from pipeline.language.norms import classes, lemma, lemmas, standard, stems
from pipeline.language.wordlist import is_known

FUZZY_LENGTH = 8
"""A word is compared with a tolerance for one letter only from this length on."""
_EDGE = 3
"""Heads and beginnings are filed under so many of their letters."""


class Shape(NamedTuple):
    """What the language says of a word, for all matchers alike.

    `form`: its standard form; `names`: keys that are the word itself, its lemmas and classes; `guesses`: forms whose end
    may be a head; `strange`: whether Dutch does not know it.
    """

    form: str
    names: tuple[str, ...]
    guesses: tuple[str, ...]
    strange: bool


def _shape(word: str) -> Shape:
    form = standard(word)
    base = lemma(word)
    guesses = tuple(dict.fromkeys((form, base, *stems(form))))
    names = ("=" + form, *lemmas(word), *classes(form))
    strange = base == form and not is_known(word)
    return Shape(form, names + guesses if strange else names, guesses, strange)


SHAPES: Memo[Shape] = Memo(_shape)
"""The shape of a word in lower case."""


class Keyring:
    """The keys that some rules ask for, ordered so that finding those of a word takes no search.

    A key is given as its number: its place among the keys.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        self._numbers = {key: number for number, key in enumerate(keys)}
        heads = {key[1:]: number for key, number in self._numbers.items() if key[0] == "*"}
        beginnings = {key[:-1]: number for key, number in self._numbers.items() if key[-1] == "*"}
        self._tail = min([_EDGE, *map(len, heads)])
        self._front = min([_EDGE, *map(len, beginnings)])
        self._heads: dict[str, list[tuple[str, int]]] = {}
        for head, number in heads.items():
            self._heads.setdefault(head[-self._tail :], []).append((head, number))
        self._beginnings: dict[str, list[tuple[str, int]]] = {}
        for beginning, number in beginnings.items():
            self._beginnings.setdefault(beginning[: self._front], []).append((beginning, number))
        self._halves: dict[tuple[int, int, str], list[str]] | None = None

    def of(self, shape: Shape) -> frozenset[int]:
        """The keys of a word."""
        form, names, guesses, strange = shape
        numbers = self._numbers
        found = [numbers[name] for name in names if name in numbers]
        if strange and len(form) >= FUZZY_LENGTH and form.isalpha():
            found += [numbers[key] for key in self._near(form)]
        for beginning, number in self._beginnings.get(form[: self._front], ()):
            if form.startswith(beginning):
                found.append(number)
        for guess in guesses:
            for head, number in self._heads.get(guess[-self._tail :], ()):
                if len(head) <= len(guess) - 2 and guess.endswith(head):
                    found.append(number)
        return frozenset(found)

    def _near(self, form: str) -> list[str]:
        """Keys within one edit (insertion, deletion, substitution) of a long unknown word.

        One edit leaves the first or the second half of a key as it is.
        """
        if self._halves is None:
            self._halves = _by_half(key for key in self._numbers if key[0] == "~")
        found: dict[str, None] = {}
        for size in (len(form) - 1, len(form), len(form) + 1):
            half = size // 2
            candidates = self._halves.get((size, 0, form[:half]), []) + self._halves.get(
                (size, 1, form[half - size :]), []
            )
            found.update((key, None) for key in candidates if one_edit(key[1:], form))
        return list(found)


def _by_half(keys: Iterable[str]) -> dict[tuple[int, int, str], list[str]]:
    """Fuzzy keys (`~word`) by the length of their word, which half, and that half."""
    found: dict[tuple[int, int, str], list[str]] = {}
    for key in keys:
        word = key[1:]
        half = len(word) // 2
        found.setdefault((len(word), 0, word[:half]), []).append(key)
        found.setdefault((len(word), 1, word[half:]), []).append(key)
    return found


def one_edit(a: str, b: str) -> bool:
    """Whether two words are at most one insertion, deletion or substitution apart."""
    if len(a) > len(b):
        a, b = b, a
    if len(b) - len(a) > 1:
        return False
    i = 0
    while i < len(a) and a[i] == b[i]:
        i += 1
    return a[i + 1 :] == b[i + 1 :] if len(a) == len(b) else a[i:] == b[i + 1 :]

"""Which of the keys that rules ask for a word has: its form, its lemmas, its classes, its head, its beginning."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.language.norms import classes, lemma, lemmas, standard, stems
from pipeline.language.wordlist import is_known

FUZZY_LENGTH = 8
"""A word is compared with a tolerance for one letter only from this length on."""


class Keyring:
    """The keys that some rules ask for, ordered so that finding those of a word takes no search.

    Every key is one object however often it occurs, so that sets of keys compare by identity.
    """

    def __init__(self, keys: Iterable[str]) -> None:
        self._keys = {key: key for key in keys}
        self._heads = {key[1:]: key for key in self._keys if key[0] == "*"}
        self._beginnings = {key[:-1]: key for key in self._keys if key[-1] == "*"}
        self._head_sizes = sorted({len(head) for head in self._heads})
        self._beginning_sizes = sorted({len(beginning) for beginning in self._beginnings})
        self._halves: dict[tuple[int, int, str], list[str]] | None = None

    def of(self, word: str) -> frozenset[str]:
        """The keys of a word."""
        form = standard(word)
        base = lemma(word)
        possible = ["=" + form, *lemmas(word), *classes(form)]
        guesses = [form, base, *stems(form)]
        found: list[str] = []
        if base == form and not is_known(word.lower()):
            possible += guesses
            found += self._near(form)
        keys = self._keys
        found += [keys[key] for key in possible if key in keys]
        beginnings = self._beginnings
        for size in self._beginning_sizes:
            if (beginning := form[:size]) in beginnings:
                found.append(beginnings[beginning])
        heads = self._heads
        for guess in guesses:
            longest = len(guess) - 2
            for size in self._head_sizes:
                if size > longest:
                    break
                if (head := guess[-size:]) in heads:
                    found.append(heads[head])
        return frozenset(found)

    def _near(self, form: str) -> list[str]:
        """Keys within one edit (insertion, deletion, substitution) of a long unknown word.

        One edit leaves the first or the second half of a key as it is.
        """
        if len(form) < FUZZY_LENGTH or not form.isalpha():
            return []
        if self._halves is None:
            self._halves = _by_half(key for key in self._keys if key[0] == "~")
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

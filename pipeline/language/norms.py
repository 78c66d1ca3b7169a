"""What a word is compared by: its folded form, its lemma, the classes it belongs to.

`simplemma` gives the lemma of known Dutch words. Around it stand a few rules for what its word list does not hold:
declined adjectives, diminutives and plurals, accepted only when they lead to a word that somebody asks for.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from pipeline.language.data import extra_lemmas, spelling_variants, word_classes
from pipeline.language.wordlist import is_known, lemmatize

_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "‑": "-", "–": "-", "\u00ad": None})
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*(?:x|e|de|ste|k)?$")
_AMOUNT = re.compile(r"(?:€ ?|eur )\d")
_TIME = re.compile(r"\d{1,2}[:.]\d{2}(?::\d{2})?$")
_DATE = re.compile(r"\d{1,2}[-/]\d{1,2}(?:[-/]'?\d{2,4})?$|\d{4}-\d{2}-\d{2}$|\d{1,2}\.\d{1,2}\.\d{2,4}$")
_VOWELS = "aeiou"


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """The word in lower case, without accents, with straight quotes and plain hyphens."""
    word = word.lower().translate(_QUOTES)
    if word.isascii():
        return word
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))


@lru_cache(maxsize=65536)
def standard(word: str) -> str:
    """The folded word, or the standard word for a misspelling or dialect form. An accent counts: gêne is not "gene"."""
    lower = word.lower().translate(_QUOTES)
    return fold(spelling_variants().get(lower, lower))


@lru_cache(maxsize=65536)
def lemma(word: str) -> str:
    """The dictionary form of a word as `simplemma` knows it, folded; the folded word itself where it knows none."""
    lower = word.lower().translate(_QUOTES)
    lower = spelling_variants().get(lower, lower)
    if not lower:
        return ""
    found = lemmatize(lower)
    if found == lower and lower.endswith("e") and len(lower) > 4:
        found = next((c for c in _undeclined(lower) if is_known(c)), found)
    if found.endswith("je") and len(found) > 4:
        found = next((c for c in _undiminished(found) if is_known(c)), found)
    return fold(found.replace("_", ""))


def _undeclined(word: str) -> list[str]:
    """Stems of a declined adjective: argwanende, boze, magere, dikke."""
    stem = word[:-1]
    stems = [stem]
    if len(stem) > 2 and stem[-1] == stem[-2]:
        stems.append(stem[:-1])
    if len(stem) > 2 and stem[-2] in _VOWELS and stem[-3] not in _VOWELS:
        last = {"v": "f", "z": "s"}.get(stem[-1], stem[-1])
        stems.append(stem[:-2] + stem[-2] * 2 + last)
    elif stem[-1] in "vz":
        stems.append(stem[:-1] + {"v": "f", "z": "s"}[stem[-1]])
    return stems


def _undiminished(word: str) -> list[str]:
    """Base words of a diminutive: flesje, boompje, raampje, tafeltje, balletje."""
    bases = [word[:-2]]
    if word.endswith(("tje", "pje")):
        bases.append(word[:-3])
    if word.endswith("etje") and len(word) > 6:
        bases += [word[:-4], word[:-5]]
    return bases


@lru_cache(maxsize=65536)
def lemmas(word: str) -> frozenset[str]:
    """All dictionary forms that a word in a text may belong to: `rook` is of roken and of ruiken, `mist` of missen."""
    found = {lemma(word), *extra_lemmas().get(fold(word), ())}
    lower = word.lower()
    if lower.endswith("t") and len(lower) > 3 and lower.isalpha() and not lower.endswith("tt"):
        found.update(fold(verb) for verb in _infinitives(lower[:-1]) if _is_verb(verb))
    return frozenset(found)


def _infinitives(stem: str) -> list[str]:
    """Infinitives of the stem of a verb: werk, mis, loop, lees, beef."""
    last = {"f": "v", "s": "z"}.get(stem[-1], stem[-1])
    guesses = [stem + "en", stem + stem[-1] + "en", stem[:-1] + last + "en"]
    if len(stem) > 3 and stem[-2] == stem[-3]:
        guesses.append(stem[:-2] + last + "en")
    return guesses


def verb_stems(infinitive: str) -> list[str]:
    """Guesses at the stem of a verb in -en: bel, stuur, geef, lees, werk."""
    bare = infinitive[:-2]
    last = {"v": "f", "z": "s"}.get(bare[-1:], bare[-1:])
    stems = [bare[:-1] + last]
    if len(bare) > 2 and bare[-1] == bare[-2]:
        stems.append(bare[:-1])
    if len(bare) > 1 and bare[-2] in _VOWELS:
        stems.append(bare[:-1] + bare[-2] + last)
    return stems


def _is_verb(word: str) -> bool:
    return is_known(word) and lemmatize(word) == word


@lru_cache(maxsize=65536)
def stems(word: str) -> tuple[str, ...]:
    """Guesses at the dictionary form of a folded word that the word list does not hold, most likely first."""
    if len(word) < 4:
        return ()
    guesses = [*_undeclined(word)] if word.endswith("e") else []
    if word.endswith("je"):
        guesses += _undiminished(word)
    if word.endswith("jes"):
        guesses += _undiminished(word[:-1])
    if word.endswith("en") and len(word) > 4:
        guesses += _undeclined(word[:-1])
    if word.endswith("s") and len(word) > 4:
        guesses += [word[:-1], word[:-2] if word.endswith("'s") else word[:-1]]
    return tuple(dict.fromkeys(g for g in guesses if len(g) > 2))


@lru_cache(maxsize=1)
def _classes_of_words() -> dict[str, tuple[str, ...]]:
    members: dict[str, list[str]] = {}
    for name, words in word_classes().items():
        for word in words:
            members.setdefault(fold(word), []).append(f"<{name}>")
    return {word: tuple(names) for word, names in members.items()}


def classes(word: str) -> tuple[str, ...]:
    """The classes of a folded word, as `<name>`: from the table, and `<getal>`, `<datum>`, `<tijd>`, `<bedrag>` by shape."""
    found = _classes_of_words().get(word, ())
    if word[:1].isdigit():
        if _DATE.match(word):
            found += ("<datum>",)
        elif _TIME.match(word):
            found += ("<tijd>",)
        if _NUMBER.match(word):
            found += ("<getal>",)
    elif _AMOUNT.match(word):
        found += ("<bedrag>",)
    return found

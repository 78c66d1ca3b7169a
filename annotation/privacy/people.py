"""Names of people: after a title or a cue, behind initials or a surname's prefix, and first names and surnames by list.

A name that is found once in a note is looked for in the rest of it: "mw. Terlouw" makes every "Terlouw" a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from annotation.counterfactual.edits import data
from annotation.counterfactual.names import collected
from annotation.counterfactual.surnames import surnames
from annotation.privacy.finding import Found, one_of, place_names, rules
from annotation.privacy.places import starts_sentence
from pipeline.language.wordlist import is_known
from pipeline.patterns.frequency import counts

_NAME = r"[A-ZÀ-ÝŞĞİÖÜÇ][a-zà-ÿşğıöüçčćńłśźž]+(?:['’-][A-ZÀ-Ýa-z][a-zà-ÿ]*)*"
_OFTEN = 20
"""In 100,000 words; a surname that is also such a word ("De Groot") is found with its prefix or by a list only."""
_INITIALS = r"(?:(?:[A-Z]|Th|Ch|Ph|IJ)\.\s?){1,5}"
_CAPITALS = re.compile(rf"(?<![\w.-]){_NAME}")


def find_people(text: str, also: Iterable[str] = ()) -> list[Found]:
    """Finds of names; they may overlap. `also` are further words that are names."""
    finds = [*_by_pattern(text), *_by_list(text, frozenset(also))]
    words = {word for found in finds for word in name_words(text[found.start : found.end])}
    return [*finds, *_again(text, words)]


def name_words(name: str) -> list[str]:
    """The words of a name that tell who it is: no initials, no prefixes."""
    return [match[0] for match in _CAPITALS.finditer(name) if len(match[0]) > 2]


def _by_pattern(text: str) -> Iterator[Found]:
    for pattern, sure in _patterns():
        for match in pattern.finditer(text):
            words = name_words(match["name"])
            if words and not all(word in _nobody() or (not sure and _is_common(word)) for word in words):
                yield Found(match.start("name") + _of_somebody(match["name"]), match.end("name"), "persoon")


def _by_list(text: str, also: frozenset[str]) -> Iterator[Found]:
    for match in _CAPITALS.finditer(text):
        bare = match[0].removesuffix("'s").removesuffix("’s")
        first = next(
            (word for word in (match[0], bare, bare.removesuffix("s")) if word in also or word in _names()), ""
        )
        if not first or (first in _nobody() and first not in also):
            continue
        rest = _rest().match(text, match.end())
        # at the start of a sentence every word has a capital: there a common word is no name
        if rest or first in also or not (starts_sentence(text, match.start()) and _is_word(first)):
            yield Found(match.start(), rest.end() if rest else match.end(), "persoon")


def _again(text: str, words: set[str]) -> Iterator[Found]:
    for match in _CAPITALS.finditer(text):
        bare = match[0].removesuffix("'s").removesuffix("’s")
        for word in (bare, bare.removesuffix("s")):
            if word in words and word not in _nobody():
                if not (starts_sentence(text, match.start()) and _is_word(word)):
                    yield Found(match.start(), match.start() + len(match[0]), "persoon")
                break


def _is_common(word: str) -> bool:
    """Whether a word is met so often in Dutch notes that a capital makes no name of it."""
    return word not in _names() and counts().get(f"={word.lower()}", 0) >= _OFTEN


def _is_word(name: str) -> bool:
    """Whether a name is also a word that Dutch notes hold."""
    return name not in _names_only() and (f"={name.lower()}" in counts() or is_known(name.lower()))


def _of_somebody(name: str) -> int:
    """How many signs stand before the name itself: in "moeder van Quincy" the preposition is no part of it."""
    found = re.match(rf"van\s(?={_NAME})", name)
    return found.end() if found and name_words(name)[0] in _names() else 0


@cache
def _names() -> frozenset[str]:
    """First names and surnames."""
    known = {name for names in data("names")["known"].values() for name in names}
    return frozenset(known | _names_only())


@cache
def _names_only() -> frozenset[str]:
    """Those of the lists that leave out whatever is also a Dutch word."""
    known = {name for row in data("names")["origins"].values() for names in row.values() for name in names}
    known |= {name for names in surnames().values() for name in names}
    return frozenset(known | {row.name for row in collected()})


@cache
def _nobody() -> frozenset[str]:
    """Words with a capital that are not taken for a name by themselves."""
    return frozenset(rules()["known_words"]) | place_names()


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], bool], ...]:
    """Patterns with a name in them, and whether even a common word with a capital is a name there: not where a stop before
    it may have ended a sentence."""
    prefixes = rf"(?:(?i:{one_of(rules()['prefixes'])})\s){{0,3}}"
    full = rf"(?P<name>(?:{_INITIALS}\s?)?(?:{prefixes}{_NAME})(?:[\s-]{prefixes}{_NAME}){{0,3}})"
    title = rf"(?:(?i:{one_of(rules()['titles'])})|(?i:{one_of(rules()['short_titles'])})\b\.?)"
    cues = one_of(rules()["cues"])
    strong = one_of(rules()["strong_prefixes"])
    return (
        (re.compile(rf"\b(?i:{one_of(rules()['titles'])})\s{full}"), True),
        (re.compile(rf"\b{title},?\s(?:{title}\s)?{full}"), False),
        (re.compile(rf"\b(?i:{cues})\b(?:\s(?:is|van|zich|zichzelf))?[:,]?\s+['\"“]?{full}"), False),
        (re.compile(rf"(?<![\w.])(?P<name>{_INITIALS}\s?{prefixes}{_NAME}(?:-{prefixes}{_NAME})?)"), False),
        (re.compile(rf"(?<![\w.])(?P<name>(?i:{strong})\s{_NAME}(?:-{_NAME})?)"), False),
    )


@cache
def _rest() -> re.Pattern[str]:
    """What may follow a first name: prefixes and surnames."""
    prefixes = rf"(?:(?:{one_of(rules()['prefixes'])})\s){{0,3}}"
    return re.compile(rf"(?:\s{prefixes}{_NAME}(?!\w)){{1,3}}")

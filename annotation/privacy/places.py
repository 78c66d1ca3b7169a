"""Addresses and places: streets with their numbers, postcodes, house numbers, and names of places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from annotation.privacy.finding import Found, one_of, place_names, rules
from pipeline.language.wordlist import is_known

_NUMBER = r"\s?\d{1,4}(?:\s?[a-zA-Z]\b(?![.]))?(?:\s?[-–/]\s?(?:\d{1,4}|[IVX]{1,4}|[a-zA-Z]|hs|bis)\b)?"
_POSTCODE = re.compile(r"\b[1-9]\d{3}\s?(?!SA|SD|SS)[A-Z]{2}\b(?:,?\s+[A-Z][\w'-]+)?")
_ALARM = ("112", "113")
_CAPITAL = re.compile(r"\b[A-ZÀ-Ý][\w'-]{2,}")
_SENTENCE_START = re.compile(r"(?:^|[.!?:]['\")]*\s+|\n\s*(?:[-*•]\s*)?)['\"(]*$")


def starts_sentence(text: str, place: int) -> bool:
    """Whether a word at this place has its capital from the start of a sentence."""
    return bool(_SENTENCE_START.search(text[max(0, place - 12) : place]))


def find_places(text: str) -> Iterator[Found]:
    """Finds of addresses and places; they may overlap."""
    street, number, house = _patterns()
    for match in _POSTCODE.finditer(text):
        yield Found(match.start(), match.end(), "adres")
    for match in street.finditer(text):
        bare = match["name"].lower()
        word = is_known(bare) and starts_sentence(text, match.start())
        somebody = match["name"] in {*rules()["known_words"], *place_names()} or _title().search(text[: match.start()])
        if match["number"] or not (word or somebody):
            yield Found(match.start(), match.end(), "adres")
    for match in number.finditer(text):
        if not starts_sentence(text, match.start()) and not is_known(match["name"].lower()):
            yield Found(match.start(), match.end(), "adres")
    for match in house.finditer(text):
        if match["number"] not in _ALARM:
            yield Found(match.start("number"), match.end("number"), "adres")
    for match in _CAPITAL.finditer(text):
        if match[0] in place_names() and not (starts_sentence(text, match.start()) and is_known(match[0].lower())):
            yield Found(match.start(), match.end(), "plaats")


@cache
def _title() -> re.Pattern[str]:
    """A title right before a place: then what looks like a street is a surname ("mw. Grootveld")."""
    return re.compile(rf"\b(?i:{one_of([*rules()['titles'], *rules()['short_titles']])})\.?\s$")


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    endings = one_of(rules()["street_endings"])
    first = rf"(?:(?:{one_of(rules()['street_firsts'])})\s(?:(?:van|de|der|den|het|'t)\s){{0,2}})?(?:Van\s(?:de[rn]?|'t)\s|De\s)?"
    street = rf"\b(?P<name>{first}[A-ZÀ-Ý][\w'-]+?(?:{endings}))\b(?P<number>{_NUMBER})?"
    measure = r"\s?(?:%|uur|jaar|keer|euro|mg|x\b)"
    number = (
        r"\b(?P<name>[A-ZÀ-Ý][a-zà-ÿ'-]{3,})\s(?P<number>\d{1,4}(?:[-/]?(?:[a-z]|[IVX]{1,4})\b)?)"
        rf"(?![\d.,:/-]\d|{measure})"
    )
    house = rf"\b(?i:{one_of(rules()['house_numbers'])})\.?\s(?P<number>\d{{1,4}}(?:\s?[a-z]\b)?)"
    return re.compile(street), re.compile(number), re.compile(house)

"""Groups read from the text where nothing records them, with how often the reading is wrong where it can be checked.

A reading that errs at random hides differences: they look smaller than they are. One that errs for a reason can make some.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from annotation.corpus import AnnotatedNote
from annotation.counterfactual.edits import words_of
from annotation.counterfactual.names import find_names, origin_of
from eval.bias.counting import DATA
from eval.bias.sizes import share
from pipeline.language.data import read_yaml

_AGE = re.compile(
    r"\b(\d{1,3})(?=-?\s?jarige\b| jaar\b(?! (?:geleden|lang|later|getrouwd|alleen|samen))| jr\b)"
    r"|(?<=\()(\d{2})(?=\))|(?<=\([mvMV], )(\d{2})(?=\))|(?<=\bis )(\d{2})(?= en\b|[,.])|(?<=\bvan )(8\d|9\d)(?=[,. ])"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """How a grouping was read. `checked` notes also record it, and `right` of these were read as recorded.

    `accuracy` is None where nothing records it: the error is then not known. `read` of `notes` could be read.
    """

    name: str
    notes: int
    read: int
    checked: int
    right: int
    accuracy: float | None
    low: float | None
    high: float | None
    by: str = ""


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = read_yaml(DATA / "readings.yaml")
    return table


def read_groups(
    notes: Sequence[AnnotatedNote], name: str, recorded: Sequence[str | None]
) -> tuple[list[str | None], Reading]:
    """Group of every note by the reading `name`, and how well it agrees with what is recorded."""
    values = [READINGS[name](note.text) for note in notes]
    truth, by = _truth(notes, name, recorded)
    return values, _checked(name, values, truth, by)


def measure(notes: Sequence[AnnotatedNote], name: str, recorded: Sequence[str | None]) -> Reading:
    """How well a reading agrees with what is recorded."""
    return read_groups(notes, name, recorded)[1]


def _truth(
    notes: Sequence[AnnotatedNote], name: str, recorded: Sequence[str | None]
) -> tuple[Sequence[str | None], str]:
    if any(recorded):
        return recorded, name
    return [_group_of_source(name, note.source) for note in notes], "source"


def _group_of_source(name: str, source: str) -> str | None:
    by_source: Mapping[str, list[str]] = _table().get(name, {}).get("by_source", {})
    return next((group for group, sources in by_source.items() if source in sources), None)


def _checked(name: str, values: Sequence[str | None], truth: Sequence[str | None], by: str) -> Reading:
    pairs = [(v, t) for v, t in zip(values, truth, strict=True) if v is not None and t is not None]
    right = sum(v == t for v, t in pairs)
    read = sum(value is not None for value in values)
    found = share(right, len(pairs))
    return Reading(name, len(values), read, len(pairs), right, found.value, found.low, found.high, by if pairs else "")


def read_gender(text: str) -> str | None:
    """Man or vrouw: of whom most gendered words are; None where neither clearly leads."""
    table = _table()["gender"]
    light = frozenset(table["light"])
    points = dict.fromkeys(("man", "vrouw"), 0.0)
    for word in words_of(text):
        for side in points:
            if word[0].casefold() in _set("gender", side):
                points[side] += table["light_weight"] if word[0].casefold() in light else 1
    return _leader(points, table["lead"])


def read_age(text: str) -> str | None:
    """The age group of the first age that is told, or else of the words that only one group has."""
    table = _table()["age_group"]
    for match in _AGE.finditer(text):
        age = int(match[0])
        for group, (first, last) in table["years"].items():
            if first <= age <= last:
                return str(group)
    points = {
        group: float(sum(word[0].casefold() in _set("age_group", group) for word in words_of(text)))
        for group in ("jongere", "oudere")
    }
    return _leader(points, 2.0) if max(points.values()) >= table["fewest"] else None


def tells_age(text: str) -> bool:
    """Whether words, beside any number, tell an age group."""
    words = {word[0].casefold() for word in words_of(text)}
    return any(words & _set("age_group", group) for group in ("jongere", "oudere"))


def read_register(text: str) -> str | None:
    """Vakmatig or alledaags, by which words lead."""
    points = {
        side: float(sum(word[0].casefold() in _set("register", side) for word in words_of(text)))
        for side in ("vakmatig", "alledaags")
    }
    return _leader(points, _table()["register"]["lead"])


def register_of_source(source: str) -> str | None:
    """Vakmatig or alledaags, by the voice that a corpus records."""
    return _group_of_source("register", source)


def read_length(text: str) -> str | None:
    """Kort, middel or lang, by the number of words."""
    words = len(words_of(text))
    return next(str(name) for name, (first, last) in _table()["length"].items() if first <= words <= last)


def read_slips(text: str) -> str | None:
    """Whether the text departs from standard Dutch in several places."""
    slips = sum(len(pattern.findall(text)) for pattern in _slips())
    return "met taalfouten" if slips >= _table()["slips"]["fewest"] else "zonder taalfouten"


def read_origin(text: str) -> str | None:
    """Where the first names sound from: nederlands, niet_nederlands, or None without names or with both."""
    origins = {origin_of(name) for _, name in find_names(text)} - {""}
    if not origins:
        return None
    if origins == {"nederlands"}:
        return "nederlands"
    return None if "nederlands" in origins else "niet_nederlands"


READINGS: dict[str, Callable[[str], str | None]] = {
    "gender": read_gender,
    "age_group": read_age,
    "name_origin": read_origin,
    "register": read_register,
    "length": read_length,
    "slips": read_slips,
}
"""What can be read, by the name of the column that it stands in for."""


def _leader(points: Mapping[str, float], lead: float) -> str | None:
    first, second = sorted(points, key=lambda side: points[side], reverse=True)[:2]
    return first if points[first] > 0 and points[first] >= lead * points[second] else None


@cache
def _set(table: str, name: str) -> frozenset[str]:
    return frozenset(_table()[table][name])


@cache
def _slips() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in _table()["slips"]["patterns"])

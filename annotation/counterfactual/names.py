"""First names: who is recognised by them, and others to put in their place."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from random import Random

from annotation.corpus import AnnotatedNote
from annotation.counterfactual.edits import DATA, Edit, Skipped, as_change, data, words_of

_STREET = re.compile(r"\w*(straat|laan|weg|plein|hof|kade|singel|dijk|school|huis|college)\b")


@dataclass(frozen=True, slots=True)
class _Name:
    gender: str
    origin: str


@dataclass(frozen=True, slots=True)
class Collected:
    """A line of `names.tsv`: kind m or f (first names) or s (surname); no origin where several share the name."""

    name: str
    kind: str
    origin: str


@cache
def collected() -> tuple[Collected, ...]:
    """The names of `names.tsv`, whose head says where they are from."""
    lines = (DATA / "names.tsv").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return tuple(Collected(name, kind, "" if origin == "-" else origin) for name, kind, origin in rows)


@cache
def _given() -> dict[str, dict[str, list[str]]]:
    """Names to give, by origin and gender: our own and those collected, no name twice."""
    given = {origin: {k: list(names) for k, names in row.items()} for origin, row in data("names")["origins"].items()}
    for row in collected():
        if row.kind != "s" and row.origin:
            given.setdefault(row.origin, {"m": [], "f": []})[row.kind].append(row.name)
    return given


@cache
def _known() -> dict[str, _Name]:
    table = data("names")
    known = {row.name: _Name(row.kind, "") for row in collected() if row.kind != "s"}
    known.update({name: _Name(gender, "") for gender, names in table["known"].items() for name in names})
    for origin, genders in _given().items():
        known.update({name: _Name(gender, origin) for gender, names in genders.items() for name in names})
    return known


def find_names(text: str) -> list[tuple[re.Match[str], str]]:
    """The words that are first names of people, each with the name itself (without a genitive s)."""
    table = data("names")
    titles, followed = frozenset(table["titles"]), frozenset(table["followed_by"])
    words = words_of(text)
    found = []
    for i, word in enumerate(words):
        name = _name_in(word[0])
        if name is None:
            continue
        before = words[i - 1][0].casefold() if i and not text[words[i - 1].end() : word.start()].strip(" .") else ""
        after = words[i + 1][0] if i + 1 < len(words) and text[word.end() : words[i + 1].start()] == " " else ""
        if before in titles or after in followed or _STREET.fullmatch(after.casefold()):
            continue
        found.append((word, name))
    return found


def _name_in(word: str) -> str | None:
    known = _known()
    for name in (word, word.removesuffix("'s"), word.removesuffix("s")):
        if name in known:
            return name
    return None


def other_gender(text: str, rng: Random) -> list[Edit]:
    """Edits that give everybody with a first name one of the other gender and the same origin, the same one throughout."""
    return _replaced(text, rng, lambda name: ({"m": "f", "f": "m"}[name.gender], name.origin or "nederlands"))


def find_origin(note: AnnotatedNote, rng: Random) -> list[Edit] | Skipped:
    """A `Finder`: everybody with a first name gets one of the same gender and another origin (one for the note)."""
    origins = list(_given())
    present = {_known()[name].origin for _, name in find_names(note.text)}
    origin = rng.choice([name for name in origins if name not in present])
    return _replaced(note.text, rng, lambda name: (name.gender, origin))


swap_origin = as_change(find_origin)


def to_origin(text: str, origin: str, rng: Random) -> list[Edit]:
    """Edits that give everybody with a first name that is not of `origin` one of it, of the same gender."""
    return _replaced(text, rng, lambda name: (name.gender, origin), kept=lambda name: name.origin == origin)


def _replaced(
    text: str,
    rng: Random,
    wanted: Callable[[_Name], tuple[str, str]],
    kept: Callable[[_Name], bool] = lambda name: False,
) -> list[Edit]:
    found = find_names(text)
    origins = _given()
    taken = {name for _, name in found}
    new: dict[str, str] = {}
    edits = []
    for word, name in found:
        if kept(_known()[name]):
            continue
        if name not in new:
            gender, origin = wanted(_known()[name])
            free = [other for other in origins[origin][gender] if other not in taken]
            if not free:
                continue
            new[name] = rng.choice(free)
            taken.add(new[name])
        genitive = len(word[0]) > len(name)
        edits.append(Edit(word.start(), word.end(), _genitive(new[name]) if genitive else new[name]))
    return edits


def _genitive(name: str) -> str:
    if name[-1] in "sxz":
        return name + "'"
    return name + ("'s" if name[-1] in "aiouy" else "s")


def origin_of(name: str) -> str:
    """Where a first name sounds from, by the lists of names; empty for a name whose origin they do not tell."""
    return _known()[name].origin


def origins() -> list[str]:
    """The origins that there are names of."""
    return list(_given())

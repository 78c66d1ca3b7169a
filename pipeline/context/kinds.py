"""What a word is to the search for people: a pronoun, a relative, "mijn", a verb of saying. Data: `data/people.yaml`."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from pipeline.context.verbs import is_finite_verb
from pipeline.language.data import read_yaml
from pipeline.language.memo import Memo
from pipeline.language.norms import fold, lemmas


class Kind:
    """Flags of a word, as plain numbers: they are read for every word of a note."""

    WRITER = 1 << 0
    PRONOUN = 1 << 1
    CLIENT = 1 << 2
    MIXED = 1 << 3
    RELATION = 1 << 4
    NEIGHBOUR = 1 << 5
    ROLE = 1 << 6
    NAME = 1 << 7
    CALLED = 1 << 8
    ADDRESSED = 1 << 9
    MINE = 1 << 10
    THEIRS = 1 << 11
    ARTICLE = 1 << 12
    OWN = 1 << 13
    FORMER = 1 << 14
    PREPOSITION = 1 << 15
    COMPANION = 1 << 16
    ABOUT = 1 << 17
    MATTER = 1 << 18
    SUBORDINATOR = 1 << 19
    RELATIVE = 1 << 20
    COORDINATOR = 1 << 21
    ADVERB = 1 << 22
    SELF = 1 << 23
    VERB = 1 << 24
    SAYS = 1 << 25
    TELLS = 1 << 26
    CONTACT = 1 << 27
    TAKES_OVER = 1 << 28
    THING = 1 << 29
    FEMALE = 1 << 30
    MALE = 1 << 31
    CALLER = 1 << 32
    REPORTS = 1 << 33
    CALLS = 1 << 34
    HABIT = 1 << 35
    HEADING = 1 << 36
    PERSON = WRITER | PRONOUN | CLIENT | MIXED | RELATION | NEIGHBOUR | ROLE | NAME
    SOMEBODYS = MIXED | RELATION | NEIGHBOUR


_TABLE = {
    "schrijver": Kind.WRITER,
    "voornaamwoord": Kind.PRONOUN,
    "betrokkene": Kind.CLIENT,
    "gemengd": Kind.MIXED,
    "verwant": Kind.RELATION,
    "buur": Kind.NEIGHBOUR,
    "beroep": Kind.ROLE,
    "roepnaam": Kind.CALLED | Kind.RELATION,
    "aangesproken": Kind.ADDRESSED,
    "mijn": Kind.MINE,
    "hun": Kind.THEIRS,
    "lid": Kind.ARTICLE,
    "eigen": Kind.OWN,
    "vorig": Kind.FORMER,
    "voorzetsel": Kind.PREPOSITION,
    "gezelschap": Kind.COMPANION,
    "betreft": Kind.ABOUT,
    "aanleiding": Kind.MATTER,
    "ondergeschikt": Kind.SUBORDINATOR,
    "betrekkelijk": Kind.RELATIVE,
    "nevengeschikt": Kind.COORDINATOR,
    "bijwoord": Kind.ADVERB,
    "zelf": Kind.SELF,
    "gesprek": Kind.CONTACT,
    "neemt_over": Kind.TAKES_OVER,
    "zaak": Kind.THING,
    "vrouwelijk": Kind.FEMALE,
    "mannelijk": Kind.MALE,
    "belt": Kind.CALLER,
    "belwoord": Kind.CALLS,
    "gewoonte": Kind.HABIT,
    "kop": Kind.HEADING,
}

_ENDINGS = {"beroep_einde": Kind.ROLE, "buur_einde": Kind.NEIGHBOUR, "verwant_einde": Kind.RELATION}


@cache
def people_data() -> dict[str, list[str]]:
    """`data/people.yaml`: name of a list to its words."""
    table: dict[str, list[str]] = read_yaml(Path(__file__).parent / "data" / "people.yaml")
    return table


@cache
def _flags() -> dict[str, int]:
    found: dict[str, int] = {}
    for name, flag in _TABLE.items():
        for word in people_data()[name]:
            found[fold(str(word))] = found.get(fold(str(word)), 0) | flag
    return found


@cache
def _endings() -> tuple[tuple[str, int], ...]:
    return tuple((ending, flag) for name, flag in _ENDINGS.items() for ending in people_data()[name])


def _by_ending(form: str) -> int:
    """The flags of a compound, by the word that it ends in: zorgmedewerker, achterbuurvrouw."""
    return next((flag for ending, flag in _endings() if len(form) > len(ending) + 2 and form.endswith(ending)), 0)


@cache
def _verbs(name: str) -> frozenset[str]:
    return frozenset(people_data()[name])


def _kind(word: str) -> int:
    form = fold(word)
    flags = _flags().get(form, 0) or _by_ending(form)
    if not flags and word[:1].isupper() and word[1:].islower():
        flags = Kind.NAME
    if not form.isalpha():
        return flags
    if not flags & (Kind.PERSON & ~Kind.NAME):
        bases = lemmas(word)
        if not _verbs("zegwoord").isdisjoint(bases):
            flags |= Kind.SAYS
        if not _verbs("meldwoord").isdisjoint(bases):
            flags |= Kind.TELLS
        if not _verbs("aangeefwoord").isdisjoint(bases):
            flags |= Kind.REPORTS
    return flags | (Kind.VERB if is_finite_verb(word) else 0)


_KINDS: Memo[int] = Memo(_kind)


def kinds_of(words: Iterable[str]) -> list[int]:
    """The flags of words."""
    return [_KINDS[word] for word in words]

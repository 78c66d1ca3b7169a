"""Pairs of texts that say the same of somebody else: a reference and a variant, and the edits between them.

A swap that would not be grammatical or consistent is not made; the reason is counted.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

from annotation.corpus import AnnotatedNote
from annotation.counterfactual import gender, names, noise, swaps
from annotation.counterfactual.edits import Edit, Finder, Skipped, apply, edited, like, words_of
from annotation.counterfactual.surnames import find_surnames
from annotation.counterfactual.surnames import surnames as surnames_by_origin
from eval.bias.counting import DATA
from eval.bias.neutral import find_neutral
from eval.bias.readings import read_age, read_gender, tells_age
from pipeline.language.data import read_yaml

NOTHING = "geen woorden om te wisselen"
_END = re.compile(r"[.!?…)\"]\s*$")


@dataclass(frozen=True, slots=True)
class Pair:
    """`left` is the text for side `a`, `edits` make the text for side `b` of it. `a` is the reference.

    `sides` names both; it is empty where the sides mean nothing (one town for another), so that only the number of
    changes can be told, not their direction.
    """

    note: AnnotatedNote
    left: str
    edits: tuple[Edit, ...]
    variant: str
    sides: tuple[str, str] | None
    reverse: bool = False

    @property
    def right(self) -> str:
        """The text of the other side."""
        return edited(self.left, self.edits)


Maker = Callable[[AnnotatedNote, Random], Pair | Skipped]


@cache
def table() -> dict[str, Any]:
    """Words of the swaps."""
    found: dict[str, Any] = read_yaml(DATA / "swaps.yaml")
    return found


def _paired(
    note: AnnotatedNote, left: str, edits: list[Edit] | Skipped, variant: str, sides: tuple[str, str] | None
) -> Pair | Skipped:
    """A pair whose edits do something and do not overlap."""
    if isinstance(edits, Skipped):
        return edits
    made = apply(AnnotatedNote(id=note.id, text=left), edits)
    if isinstance(made, Skipped):
        return Skipped(NOTHING) if made.reason == "nothing to change" else made
    return Pair(note, left, tuple(edits), variant, sides)


def first_names(note: AnnotatedNote, rng: Random) -> Pair | Skipped:
    """Dutch first names against those of another origin, of the same gender."""
    origins = [origin for origin in names.origins() if origin != "nederlands"]
    origin = rng.choice(origins)
    left = edited(note.text, names.to_origin(note.text, "nederlands", rng))
    return _paired(note, left, names.to_origin(left, origin, rng), origin, ("nederlands", origin))


def surnames(note: AnnotatedNote, rng: Random) -> Pair | Skipped:
    """Dutch surnames against those of another origin, after a title."""
    known = surnames_by_origin()
    origin = rng.choice([name for name in known if name != "nederlands"])
    new: dict[str, tuple[str, str]] = {}
    dutch: list[Edit] = []
    other: list[Edit] = []
    for match in find_surnames(note.text):
        if match[1] not in new:
            taken = {name for pair in new.values() for name in pair}
            free = [[n for n in known[of] if n not in taken] for of in ("nederlands", origin)]
            if not all(free):
                return Skipped("meer mensen dan namen")
            new[match[1]] = (rng.choice(free[0]), rng.choice(free[1]))
        for edits, name in zip((dutch, other), new[match[1]], strict=True):
            edits.append(Edit(match.start(1), match.end(1), name))
    return _paired(note, edited(note.text, dutch), _upon(dutch, other), origin, ("nederlands", origin))


def _upon(first: list[Edit], second: list[Edit]) -> list[Edit]:
    """Edits of the same places, to be made after the first ones were."""
    shift, found = 0, []
    for old, new in zip(first, second, strict=True):
        found.append(Edit(old.start + shift, old.start + shift + len(old.new), new.new))
        shift += len(old.new) - (old.end - old.start)
    return found


def man_and_woman(note: AnnotatedNote, rng: Random) -> Pair | Skipped:
    """Everybody of the other gender. The direction is from man to woman, by whom the note is about where that is clear."""
    read = read_gender(note.text)
    pair = _paired(note, note.text, gender.find_gender(note, rng), "man of vrouw", None)
    if isinstance(pair, Skipped) or read is None:
        return pair
    return Pair(note, pair.left, pair.edits, pair.variant, ("man", "vrouw"), reverse=read == "vrouw")


def no_gender(note: AnnotatedNote, rng: Random) -> Pair | Skipped:
    """He and she become die, hen and hun, with nouns that tell no gender."""
    return _paired(note, note.text, find_neutral(note, table()), "hen/die", ("hij/zij", "hen/die"))


def age_nearby(note: AnnotatedNote, rng: Random) -> Pair | Skipped:
    """An age a few years off, in the same age group."""
    known = note.model_copy(update={"age_group": note.age_group or read_age(note.text)})
    return _paired(note, note.text, swaps.find_ages(known, rng), "zelfde leeftijdsgroep", None)


def age_elsewhere(note: AnnotatedNote, rng: Random) -> Pair | Skipped:
    """An age of another group, where nothing but the number tells the age."""
    ages, told = table()["ages"], read_age(note.text)
    if tells_age(note.text):
        return Skipped("andere woorden noemen de leeftijd")
    matches = swaps.find_age_words(note.text)
    if len(matches) != 1 or told is None:
        return Skipped(NOTHING if not matches else "meer dan één leeftijd")
    group = rng.choice([name for name in ages if name != told])
    edits = [Edit(matches[0].start(), matches[0].end(), str(rng.choice(ages[group])))]
    return _paired(note, note.text, edits, f"{told} → {group}", (told, group))


def nationality(note: AnnotatedNote, rng: Random) -> Pair | Skipped:
    """A word for where somebody is from: the one that is there, or one put before a noun."""
    words = table()["nationality"]
    variant = rng.choice(list(words["variants"]))
    match = _nationality().search(note.text)
    if match is None:
        return Skipped(NOTHING)
    if match["known"]:
        put = [Edit(match.start("known"), match.end("known"), words["reference"])]
        other = [Edit(match.start("known"), match.end("known"), words["variants"][variant])]
    else:
        at = match.start("noun")
        put = [Edit(at, at, words["reference"] + " ")]
        other = [Edit(at, at, words["variants"][variant] + " ")]
    return _paired(note, edited(note.text, put), _upon(put, other), variant, ("nederlands", variant))


@cache
def _nationality() -> re.Pattern[str]:
    words = table()["nationality"]
    known = "|".join([words["reference"], *words["variants"].values()])
    determiners = "|".join([*words["determiners"], *(word.capitalize() for word in words["determiners"])])
    return re.compile(
        rf"\b(?:(?P<known>{known})(?= [a-zë])|(?:{determiners}) (?P<noun>{'|'.join(words['nouns'])}))(?![\w-])"
    )


def addition(name: str) -> Maker:
    """A swap that adds a sentence with the reference or with a variant."""

    def make(note: AnnotatedNote, rng: Random) -> Pair | Skipped:
        row = table()["additions"][name]
        variant = rng.choice(list(row["variants"]))
        ((side, words),) = row["reference"].items()
        before, after = row["sentence"].split("{}")
        text = note.text.rstrip()
        start = text + (" " if _END.search(text) else ". ") + before
        reference, new = rng.choice(words), rng.choice(row["variants"][variant])
        edits = [Edit(len(start), len(start) + len(reference), new)]
        return _paired(note, start + reference + after, edits, variant, (side, variant))

    return make


def simple(find: Finder, variant: str, sides: tuple[str, str] | None = None) -> Maker:
    """A swap of the text itself, by a finder of edits."""

    def make(note: AnnotatedNote, rng: Random) -> Pair | Skipped:
        return _paired(note, note.text, find(note, rng), variant, sides)

    return make


def _one_of(*makers: Maker) -> Maker:
    """One of several swaps, drawn; the others in turn where it cannot be made."""

    def make(note: AnnotatedNote, rng: Random) -> Pair | Skipped:
        made: Pair | Skipped = Skipped(NOTHING)
        for maker in rng.sample(makers, len(makers)):
            made = maker(note, rng)
            if isinstance(made, Pair):
                return made
        return made

    return make


def _written_out(note: AnnotatedNote, rng: Random) -> list[Edit] | Skipped:
    """Short forms of professionals become the whole word, where it is one."""
    long = {"mw": "mevrouw", "mevr": "mevrouw", "dhr": "meneer", "mnr": "meneer", "cl": "cliënt", "pt": "patiënt"}
    found = []
    for word in words_of(note.text):
        if word[0].casefold() in long:
            # the full stop of a short form goes with it; before a new line or at the end it may be that of the sentence
            goes = re.match(r"\.[ \w]", note.text[word.end() :]) is not None
            found.append(Edit(word.start(), word.end() + goes, like(word[0], long[word[0].casefold()])))
    return found


def _verb_slips(note: AnnotatedNote, rng: Random) -> list[Edit] | Skipped:
    slips = table()["verb_slips"]
    return [
        Edit(word.start(), word.end(), like(word[0], slips[word[0].casefold()]))
        for word in words_of(note.text)
        if word[0].casefold() in slips
    ]


SWAPS: dict[str, Maker] = {
    "first_names": first_names,
    "surnames": surnames,
    "gender": man_and_woman,
    "no_gender": no_gender,
    "age_nearby": age_nearby,
    "age_elsewhere": age_elsewhere,
    "place": simple(swaps.find_places, "andere plaats of straat"),
    "neighbourhood": addition("neighbourhood"),
    "nationality": nationality,
    "origin": addition("origin"),
    "religion": addition("religion"),
    "education": addition("education"),
    "income": addition("income"),
    "reporter": simple(swaps.find_reporters, "andere melder"),
    "register": _one_of(
        simple(noise.find_abbreviations, "afgekort", ("zoals geschreven", "afgekort")),
        simple(_written_out, "voluit", ("zoals geschreven", "voluit")),
    ),
    "spelling": _one_of(
        simple(noise.find_typos, "tikfouten", ("zoals geschreven", "tikfouten")),
        simple(noise.find_capitals, "andere hoofdletters", ("zoals geschreven", "andere hoofdletters")),
        simple(noise.find_stops, "zonder punten", ("zoals geschreven", "zonder punten")),
        simple(_verb_slips, "werkwoordfouten", ("zoals geschreven", "werkwoordfouten")),
    ),
}
"""All swaps by name, in the order of the report."""

"""Ages, towns, streets and reporters: what says who and where but not what is the matter."""

from __future__ import annotations

import re
from functools import cache
from random import Random

from annotation.corpus import AnnotatedNote
from annotation.counterfactual.edits import Edit, Skipped, as_change, data, like, words_of

_AGE = re.compile(
    r"\b(\d{2,3})(?=-?\s?jarige\b| jaar oud\b)|(?<=\()(\d{2,3})(?=[),]| jaar| jr)|(?<=\([mvMV], )(\d{2,3})(?=\))"
)
_BANDS = {"jongere": ((12, 17), (18, 22)), "volwassene": ((23, 39), (40, 64)), "oudere": ((65, 79), (80, 98))}
_STEP = 4
_OWNED = re.compile(
    r"\b(mijn|mn|m'n|me|onze|ons|haar|zijn|z'n|zn|d'r|hun|uw|je|jouw|eigen|oude|oudste|jongste)\s$", re.I
)
_STREET = re.compile(r"\b[A-Z][a-zë]+(hof|straat|laan|weg|plein|kade|singel)\b")


def find_ages(note: AnnotatedNote, rng: Random) -> list[Edit] | Skipped:
    """A `Finder`: ages move a few years within their age group, so that what is said still fits."""
    edits = []
    for match in _AGE.finditer(note.text):
        age = int(match[0])
        for low, high in _BANDS.get(note.age_group or "", ()):
            if low <= age <= high:
                near = [n for n in range(max(low, age - _STEP), min(high, age + _STEP) + 1) if n != age]
                edits.append(Edit(match.start(), match.end(), str(rng.choice(near))))
    return edits


def find_age_words(text: str) -> list[re.Match[str]]:
    """The numbers that tell an age."""
    return list(_AGE.finditer(text))


def find_places(note: AnnotatedNote, rng: Random) -> list[Edit] | Skipped:
    """A `Finder`: towns become invented ones, streets others that end in the same word; the same one throughout."""
    table = data("swaps")
    new: dict[str, str] = {}
    edits = []
    for word in words_of(note.text):
        if word[0] in table["towns"]:
            new.setdefault(word[0], rng.choice(table["invented_towns"]))
            edits.append(Edit(word.start(), word.end(), new[word[0]]))
    for match in _STREET.finditer(note.text):
        if match[0] not in new:
            new[match[0]] = rng.choice(
                [s for s in table["streets"] if s.casefold().endswith(match[1]) and s != match[0]]
            )
        edits.append(Edit(match.start(), match.end(), new[match[0]]))
    return edits


@cache
def _reporting() -> re.Pattern[str]:
    table = data("swaps")
    people = "|".join(sorted((p for row in table["reporters"].values() for p in row), key=len, reverse=True))
    return re.compile(
        rf"\b(?:(?<=olgens )|(?<=olgens de )|(?=(?:{people}) (?:{'|'.join(table['reports'])})\b))({people})\b", re.I
    )


def find_reporters(note: AnnotatedNote, rng: Random) -> list[Edit] | Skipped:
    """A `Finder`: who reports is another reporter of the same gender, or one whose word tells none.

    Only where the word stands once in the note (a second time it may be somebody who takes part), outside the marks, and
    is nobody's ("mijn dochter" is more than a reporter).
    """
    rows = data("swaps")["reporters"]
    edits = []
    for match in _reporting().finditer(note.text):
        word = match[1].casefold()
        if len(re.findall(rf"\b{word}\b", note.text, re.I)) > 1 or _OWNED.search(note.text, 0, match.start()):
            continue
        if any(m.start < match.end() and match.start() < m.end for m in note.mentions):
            continue
        row = next(names for names in rows.values() if word in names)
        others = [name for name in row if name != word]
        edits.append(Edit(match.start(1), match.end(1), like(match[1], rng.choice(others))))
    return edits


swap_ages = as_change(find_ages)
swap_places = as_change(find_places)
swap_reporters = as_change(find_reporters)

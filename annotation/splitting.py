"""Splitting a corpus so that nothing leaks: no author, source or person stands in two parts, nor a text or its near-double.

Notes that share a value of a key, an id, or most of their wording form a group, and a group is never cut. Groups go one by one,
the largest first, to the part that lacks most of what they hold, in notes and in mentions of every label (after Sechidis,
Tsoumakas and Vlahavas 2011, "On the stratification of multi-label data").
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np

from annotation.corpus import AnnotatedNote, CorpusError
from annotation.doubles import NEAR, distinct, find_doubles
from pipeline.taxonomy import taxonomy

FIELDS = ("source", "annotator", "age_group")
"""Keys that are fields of a note; every other key is looked for in its metadata."""
SPLIT = "split"
"""Where a note keeps in its metadata in which part it is."""
FAR_OFF = 0.05
"""A part that misses its share by more than this is told about."""


@dataclass(frozen=True, slots=True)
class Split:
    """The parts by name, how many groups there were, and what a person must know about them."""

    parts: dict[str, list[AnnotatedNote]]
    groups: int
    said: tuple[str, ...] = ()


def value_of(note: AnnotatedNote, key: str) -> str:
    """What a note has for a key, or nothing."""
    found = getattr(note, key) if key in FIELDS else note.metadata.get(key)
    return "" if found is None else str(found)


def split(
    notes: Sequence[AnnotatedNote],
    shares: Mapping[str, float],
    by: Sequence[str],
    *,
    alone: bool = False,
    near: float = NEAR,
    seed: int = 1,
) -> Split:
    """Divides notes over named parts, `shares` of which add up to 1, so that no value of a key in `by` is in two of them.

    A note without a value is refused, or with `alone` only kept together with its doubles. The same seed gives the same
    parts. Raises `CorpusError` where a part would stay empty.
    """
    if abs(sum(shares.values()) - 1) > 1e-6 or min(shares.values()) <= 0:
        raise CorpusError(["shares must be above 0 and add up to 1"])
    if not alone:
        without = Counter(key for note in notes for key in by if not value_of(note, key))
        if without:
            raise CorpusError([f"{count} notes have no {key}" for key, count in without.items()])
    groups = groups_of(notes, by, near)
    if len(groups) < len(shares):
        raise CorpusError([f"{len(groups)} groups of notes that belong together cannot fill {len(shares)} parts"])
    placed = _placed(notes, groups, shares, seed)
    parts: dict[str, list[AnnotatedNote]] = {name: [] for name in shares}
    for note, name in zip(notes, placed, strict=True):
        parts[name].append(note.model_copy(update={"metadata": note.metadata | {SPLIT: name}}))
    if empty := [name for name, part in parts.items() if not part]:
        raise CorpusError([f"part {name} stays empty: its share is smaller than any group" for name in empty])
    largest = max(len(group) for group in groups) / len(notes)
    said = [
        f"{name} holds {len(part) / len(notes):.0%} of the notes instead of {shares[name]:.0%}: groups are not cut, and the "
        f"largest holds {largest:.0%}"
        for name, part in parts.items()
        if abs(len(part) / len(notes) - shares[name]) > FAR_OFF
    ]
    return Split(parts, len(groups), tuple(said))


def leaks(parts: Mapping[str, Sequence[AnnotatedNote]], by: Sequence[str] = (), near: float = NEAR) -> list[str]:
    """What stands in two parts: values of a key (by the id of a note, the value may name somebody), ids, doubles."""
    found = []
    for key in (*by, "id"):
        where: dict[str, dict[str, str]] = defaultdict(dict)
        for name, part in parts.items():
            for note in part:
                if value := note.id if key == "id" else value_of(note, key):
                    where[value].setdefault(name, note.id)
        found += [f"the same {key}: {_pair(places)}" for places in where.values() if len(places) > 1]
    marked = [
        note.model_copy(update={"metadata": {SPLIT: name}}) for name, part in parts.items() for note in distinct(part)
    ]
    for double in find_doubles(marked, near):
        if double.across_splits and double.first != double.second:
            kind = "the same text" if double.exact else f"{double.share:.0%} of the wording the same"
            found.append(f"{kind}: {double.first} and {double.second}")
    return found


def _pair(places: Mapping[str, str]) -> str:
    return " and ".join(f"{note_id} in {name}" for name, note_id in places.items())


def groups_of(notes: Sequence[AnnotatedNote], by: Sequence[str], near: float = NEAR) -> list[list[int]]:
    """Places of notes that must stay together: the same value of a key in `by`, the same id, or much the same text."""
    parents = list(range(len(notes)))

    def root(place: int) -> int:
        while parents[place] != place:
            parents[place] = parents[parents[place]]
            place = parents[place]
        return place

    def join(places: Iterable[int]) -> None:
        first, *rest = places
        for place in rest:
            parents[root(place)] = root(first)

    holders: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, note in enumerate(notes):
        holders["", note.id].append(place)
        for key in by:
            if value := value_of(note, key):
                holders[key, value].append(place)
    for places in holders.values():
        join(places)
    for double in find_doubles(distinct(notes), near):
        join([holders["", double.first][0], holders["", double.second][0]])
    groups: dict[int, list[int]] = defaultdict(list)
    for place in range(len(notes)):
        groups[root(place)].append(place)
    return list(groups.values())


def _placed(
    notes: Sequence[AnnotatedNote], groups: Sequence[Sequence[int]], shares: Mapping[str, float], seed: int
) -> list[str]:
    """The part of every note."""
    labels = {label: number for number, label in enumerate(taxonomy().labels, 1)}
    holds = np.zeros((len(groups), len(labels) + 1))
    for row, group in zip(holds, groups, strict=True):
        row[0] = len(group)
        for place in group:
            for mention in notes[place].mentions:
                row[labels[mention.label]] += 1
    holds /= np.maximum(holds.sum(axis=0), 1)
    holds[:, 0] *= len(labels)  # the number of notes weighs as much as all labels together
    names = list(shares)
    wanted = np.array([shares[name] for name in names])[:, None] * holds.sum(axis=0)
    has = np.zeros_like(wanted)
    order = list(range(len(groups)))
    Random(seed).shuffle(order)
    order.sort(key=lambda group: -len(groups[group]))
    placed = [""] * len(notes)
    for number in order:
        worse = ((has + holds[number] - wanted) ** 2 - (has - wanted) ** 2) / np.maximum(wanted, 1e-9)
        part = int(np.argmin(worse.sum(axis=1)))
        has[part] += holds[number]
        for place in groups[number]:
            placed[place] = names[part]
    return placed

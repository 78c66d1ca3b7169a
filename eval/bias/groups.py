"""Groups of notes: by a recorded column, by what the text tells, and by several at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from annotation.corpus import AnnotatedNote
from eval.bias.readings import READINGS, Reading, read_groups

MINIMUM = 20
DEEPEST = 3
OTHER = "overige"
FORCED = "text:"
JOINT = " × "


class GroupError(ValueError):
    """Groups that were asked for and cannot be made."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Notes that are in no group of a grouping, or are there under another name, and why."""

    grouping: str
    group: str
    notes: int
    reason: str


@dataclass(frozen=True, slots=True)
class Grouping:
    """`groups[i]` is the group of note i, or None. `columns` are what it is made of."""

    name: str
    columns: tuple[str, ...]
    groups: tuple[str | None, ...]

    @property
    def names(self) -> list[str]:
        """The groups, in alphabetical order, with the pooled one last."""
        return sorted({group for group in self.groups if group is not None}, key=lambda name: (name == OTHER, name))


def make_groupings(
    notes: Sequence[AnnotatedNote], by: Sequence[str], depth: int = 2, minimum: int = MINIMUM
) -> tuple[list[Grouping], list[LeftOut], list[Reading]]:
    """The groupings of every column in `by` and of every combination of up to `depth` of them, what they leave out, and how
    well columns were read that were read.

    Groups of fewer than `minimum` notes are pooled; where together they are still fewer, they are left out. A column that
    nothing records is read from the text where it can be. Raises `GroupError` for one that is neither.
    """
    if not 1 <= depth <= DEEPEST:
        raise GroupError(f"groups can be combined to a depth of 1 to {DEEPEST}, not {depth}")
    if doubles := [name for name, times in Counter(by).items() if times > 1]:
        raise GroupError(f"asked for twice: {', '.join(doubles)}")
    left_out: list[LeftOut] = []
    raw: dict[str, tuple[list[str | None], Reading | None]] = {}
    for name in by:
        values, reading = _column(notes, name)
        raw[name] = values, reading
        if missing := values.count(None):
            reason = "niet af te lezen uit de tekst" if reading else "niet opgegeven"
            left_out.append(LeftOut(name, "", missing, reason))
    groupings = []
    for size in range(1, depth + 1):
        for columns in combinations(by, size):
            joined = _joined([raw[column][0] for column in columns])
            name = JOINT.join(columns)
            pooled, small = _pooled(joined, name, minimum)
            left_out += small
            grouping = Grouping(name, columns, tuple(pooled))
            if len(grouping.names) > 1:
                groupings.append(grouping)
            else:
                left_out.append(LeftOut(name, "", len(notes), "geen twee groepen om te vergelijken"))
    return groupings, left_out, [reading for _, reading in raw.values() if reading is not None]


def _column(notes: Sequence[AnnotatedNote], name: str) -> tuple[list[str | None], Reading | None]:
    forced = name.startswith(FORCED)
    bare = name.removeprefix(FORCED)
    recorded = recorded_values(notes, bare)
    if any(recorded) and not forced:
        return recorded, None
    if bare not in READINGS:
        known = ", ".join(["source", "age_group", *sorted({key for note in notes for key in note.metadata})])
        raise GroupError(f"no column {bare!r}; there are {known}; from the text can be read {', '.join(READINGS)}")
    return read_groups(notes, bare, recorded)


def recorded_values(notes: Sequence[AnnotatedNote], name: str) -> list[str | None]:
    """What is recorded in a column, by note; None where nothing is."""
    return [_value(note, name) for note in notes]


def _value(note: AnnotatedNote, name: str) -> str | None:
    fields: Mapping[str, object] = {"source": note.source, "age_group": note.age_group}
    value = fields[name] if name in fields else note.metadata.get(name)
    return None if value is None or not str(value).strip() else str(value).strip()


def _joined(columns: Sequence[Sequence[str | None]]) -> list[str | None]:
    return [
        None if any(value is None for value in values) else JOINT.join(str(value) for value in values)
        for values in zip(*columns, strict=True)
    ]


def _pooled(values: list[str | None], name: str, minimum: int) -> tuple[list[str | None], list[LeftOut]]:
    sizes = Counter(value for value in values if value is not None)
    small = {value for value, size in sizes.items() if size < minimum}
    together = sum(sizes[value] for value in small)
    enough = together >= minimum and len(small) > 1
    reason = f"minder dan {minimum} notities, samengevoegd in “{OTHER}”" if enough else f"minder dan {minimum} notities"
    left_out = [LeftOut(name, value, sizes[value], reason) for value in sorted(small)]
    new: str | None = OTHER if enough else None
    return [new if value in small else value for value in values], left_out

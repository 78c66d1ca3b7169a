"""Compiled rules as flat rows of numbers, so that thousands load in no time and are unfolded only when a word asks.

Each rule is filed under its rarest word, the anchor; its second rarest, the guard, must stand near enough, and its other
words in the same sentence, before anybody looks whether it fits.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from pipeline.patterns.frequency import expected
from pipeline.patterns.keys import FUZZY_LENGTH
from pipeline.patterns.syntax import Rule, Slot


class Step(NamedTuple):
    """A slot of a rule, with its keys as numbers; see `Slot`."""

    keys: frozenset[int]
    gap: int


Row = tuple[Step, ...]


class Plan(NamedTuple):
    """A rule with its keys as numbers; see `Rule`."""

    pieces: tuple[Row, ...]
    within: int
    ordered: tuple[tuple[int, int], ...]


class Filed(NamedTuple):
    """A rule unfolded: `piece`, `slot` are where its anchor is; `others` the keys of the words that are neither that nor
    its guard."""

    rule: Plan
    payload: int
    piece: int
    slot: int
    others: tuple[frozenset[int], ...]


class Starts(NamedTuple):
    """The rules that a key may begin: those of one word, and those that a second word must guard.

    `guarded` maps a key that the sentence must hold too to the rules that wait for it; `guards` are its keys.
    """

    free: tuple[int, ...]
    guards: frozenset[int]
    guarded: dict[int, list[int]]


class Flat(NamedTuple):
    """Rows of numbers, end to end: row `i` is `values[starts[i] : starts[i + 1]]`."""

    starts: array[int]
    values: array[int]

    @classmethod
    def of(cls, rows: Iterable[Sequence[int]]) -> Flat:
        starts, values = array("i", [0]), array("i")
        for row in rows:
            values.extend(row)
            starts.append(len(values))
        return cls(starts, values)

    def row(self, number: int) -> list[int]:
        return self.values[self.starts[number] : self.starts[number + 1]].tolist()

    @classmethod
    def from_data(cls, data: Sequence[Sequence[int]]) -> Flat:
        return cls(array("i", data[0]), array("i", data[1]))


_FIXED = 10
"""So many numbers stand in a row before the pairs and the pieces of its rule."""


class RuleTable:
    """Rules by number, and keys by theirs.

    `keys`: every key that a rule asks for; `payloads`: what each rule was filed with, which never falls from rule to
    rule; `lows`, `highs`: how many words after its anchor a rule's guard stands, at least and at most.
    """

    def __init__(self, keys: list[str], sets: Flat, rows: Flat, anchors: Flat) -> None:
        self.keys = keys
        self._sets = sets
        self._rows = rows
        self._anchors = anchors
        values, starts = np.asarray(rows.values, "int32"), np.asarray(rows.starts[:-1], "int32")
        columns = (values[starts + column].tolist() for column in range(4))
        self.payloads: list[int]
        self.payloads, self._guards, self.lows, self.highs = columns
        self._filed: dict[int, Filed] = {}
        self._made: dict[int, frozenset[int]] = {}

    def __len__(self) -> int:
        return len(self._rows.starts) - 1

    @classmethod
    def of(cls, rules: Iterable[tuple[Rule, int, bool]]) -> RuleTable:
        """Compiles `(rule, payload, fuzzy)`; see `Matcher`."""
        sets: dict[frozenset[str], int] = {}
        rows: list[list[int]] = []
        anchors: dict[str, list[int]] = {}
        for rule, payload, fuzzy in rules:
            rule = _with_fuzzy(rule) if fuzzy else rule
            places = [(p, s) for p, piece in enumerate(rule.pieces) for s in range(len(piece))]
            slots = {(p, s): rule.pieces[p][s] for p, s in places}
            places.sort(key=lambda place: (expected(slots[place].keys), place))
            for key in slots[places[0]].keys:
                anchors.setdefault(key, []).append(len(rows))
            guard = places[1] if len(places) > 1 else (-1, -1)
            keys_at = sets.setdefault(slots[guard].keys, len(sets)) if guard[0] >= 0 else -1
            away = _away(rule, places[0], guard) if guard[0] >= 0 else (0, 0)
            row = [payload, keys_at, *away, rule.within, *places[0], *guard, len(rule.ordered)]
            row += [piece for pair in rule.ordered for piece in pair]
            for piece in rule.pieces:
                row.append(len(piece))
                for slot in piece:
                    row += [sets.setdefault(slot.keys, len(sets)), slot.gap]
            rows.append(row)
        keys = sorted({key for some in sets for key in some})
        numbers = {key: number for number, key in enumerate(keys)}
        return cls(
            keys,
            Flat.of(sorted(numbers[key] for key in some) for some in sets),
            Flat.of(rows),
            Flat.of(anchors.get(key, ()) for key in keys),
        )

    def to_data(self) -> dict[str, Any]:
        """The table as data for `from_data`: JSON-able but for its rows of numbers, which are arrays."""
        flat = {"sets": self._sets, "rows": self._rows, "anchors": self._anchors}
        return {"keys": self.keys, **{name: list(part) for name, part in flat.items()}}

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> RuleTable:
        """The table that `to_data` described."""
        return cls(data["keys"], *(Flat.from_data(data[name]) for name in ("sets", "rows", "anchors")))

    def begin(self, key: int, limit: int) -> Starts | None:
        """The rules below the number `limit` that a key may begin."""
        free: list[int] = []
        by_set: dict[int, list[int]] = {}
        guards = self._guards
        for number in self._anchors.row(key):
            if number >= limit:
                break
            guard = guards[number]
            if guard < 0:
                free.append(number)
            elif guard in by_set:
                by_set[guard].append(number)
            else:
                by_set[guard] = [number]
        if not (free or by_set):
            return None
        guarded: dict[int, list[int]] = {}
        for guard, numbers in by_set.items():
            for wanted in self._sets.row(guard):
                if wanted in guarded:
                    guarded[wanted] = guarded[wanted] + numbers
                else:
                    guarded[wanted] = numbers
        return Starts(tuple(free), frozenset(guarded), guarded)

    def filed_with(self, payload: int) -> range:
        """The numbers of the rules that were filed with a payload."""
        return range(bisect_left(self.payloads, payload), bisect_right(self.payloads, payload))

    def guard(self, number: int) -> frozenset[int]:
        """The keys of a rule's guard; none for a rule of one word."""
        guard = self._guards[number]
        return frozenset() if guard < 0 else self._set(guard)

    def filed(self, number: int) -> Filed:
        """A rule, unfolded."""
        found = self._filed.get(number)
        if found is None:
            found = self._filed[number] = self._unfold(number)
        return found

    def _set(self, number: int) -> frozenset[int]:
        found = self._made.get(number)
        if found is None:
            starts, values = self._sets
            found = self._made[number] = frozenset(values[starts[number] : starts[number + 1]])
        return found

    def _unfold(self, number: int) -> Filed:
        row = self._rows.row(number)
        payload, _, _, _, within, piece, slot, guard_piece, guard_slot, pairs = row[:_FIXED]
        at = _FIXED + 2 * pairs
        ordered = tuple([(row[i], row[i + 1]) for i in range(_FIXED, at, 2)])
        pieces = []
        while at < len(row):
            size = row[at]
            pieces.append(tuple([Step(self._set(row[i]), row[i + 1]) for i in range(at + 1, at + 1 + 2 * size, 2)]))
            at += 1 + 2 * size
        rule = Plan(tuple(pieces), within, ordered)
        others = tuple(
            [
                wanted.keys
                for p, slots in enumerate(pieces)
                for s, wanted in enumerate(slots)
                if (p, s) != (piece, slot) and (p, s) != (guard_piece, guard_slot)
            ]
        )
        return Filed(rule, payload, piece, slot, others)


def _away(rule: Rule, anchor: tuple[int, int], guard: tuple[int, int]) -> tuple[int, int]:
    """How many words after its anchor the guard of a rule stands, at least and at most."""
    if anchor[0] != guard[0]:
        return 1 - rule.within, rule.within - 1
    first, last = sorted((anchor[1], guard[1]))
    near, far = last - first, sum(slot.gap + 1 for slot in rule.pieces[anchor[0]][first + 1 : last + 1])
    if len(rule.pieces) > 1:
        far = min(far, rule.within - 1)
    return (near, far) if anchor < guard else (-far, -near)


def _with_fuzzy(rule: Rule) -> Rule:
    pieces = tuple(
        tuple(
            Slot(slot.keys | {"~" + k for k in slot.keys if len(k) >= FUZZY_LENGTH and k.isalpha()}, slot.gap)
            for slot in piece
        )
        for piece in rule.pieces
    )
    return Rule(pieces, rule.within, rule.ordered)

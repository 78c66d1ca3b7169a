"""One sentence as the matcher sees it, and whether a rule fits at a place in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.patterns.syntax import Piece, Rule


@dataclass(slots=True)
class Sentence:
    """The keys and the clause number of each word. Positions count from the first word of the sentence."""

    keys: list[frozenset[str]]
    clauses: list[int]

    def match(self, rule: Rule, piece: int, slot: int, position: int) -> tuple[int, ...] | None:
        """Positions of all words of a rule when `slot` of `piece` stands at `position`, in order, or None."""
        pieces = rule.pieces
        if len(pieces) == 2 and not rule.ordered and len(pieces[0]) == len(pieces[1]) == 1:
            return self._pair(pieces[1 - piece][0].keys, position, rule.within)
        row = self._row(rule.pieces[piece], slot, position)
        if row is None or len(rule.pieces) == 1:
            return row
        placed: dict[int, tuple[int, ...]] = {piece: row}
        for other, wanted in enumerate(rule.pieces):
            if other != piece:
                near = self._nearest(rule, wanted, other, placed)
                if near is None:
                    return None
                placed[other] = near
        return tuple(sorted(p for row in placed.values() for p in row))

    def _pair(self, wanted: frozenset[str], position: int, within: int) -> tuple[int, int] | None:
        """The commonest rule, two words in any order: the nearest `wanted` in the clause, right before left."""
        keys, clauses = self.keys, self.clauses
        clause = clauses[position]
        size = len(keys)
        for distance in range(1, within):
            place = position + distance
            if place < size and clauses[place] == clause and not wanted.isdisjoint(keys[place]):
                return position, place
            place = position - distance
            if place >= 0 and clauses[place] == clause and not wanted.isdisjoint(keys[place]):
                return place, position
        return None

    def _row(self, piece: Piece, slot: int, position: int) -> tuple[int, ...] | None:
        """Positions of all slots of a piece when `slot` stands at `position`."""
        if len(piece) == 1:
            return (position,)
        left = self._walk(piece, slot, position, -1) if slot else ()
        if left is None:
            return None
        right = self._walk(piece, slot, position, 1) if slot + 1 < len(piece) else ()
        if right is None:
            return None
        return (*reversed(left), position, *right)

    def _walk(self, piece: Piece, slot: int, position: int, step: int) -> tuple[int, ...] | None:
        """Positions of the slots to one side of `slot`, nearest first, or None where one does not fit."""
        following = slot + step
        if not 0 <= following < len(piece):
            return ()
        gap = piece[following].gap if step > 0 else piece[slot].gap
        wanted = piece[following].keys
        keys, clauses = self.keys, self.clauses
        size = len(keys)
        for distance in range(1, gap + 2):
            place = position + step * distance
            if not 0 <= place < size or (distance > 1 and clauses[place] != clauses[position]):
                return None
            if not wanted.isdisjoint(keys[place]):
                rest = self._walk(piece, following, place, step)
                if rest is not None:
                    return (place, *rest)
        return None

    def _nearest(
        self, rule: Rule, wanted: Piece, index: int, placed: dict[int, tuple[int, ...]]
    ) -> tuple[int, ...] | None:
        """The place of a piece that is nearest to the pieces placed so far, in their clause and within the width."""
        taken = [p for row in placed.values() for p in row]
        low, high = min(taken), max(taken)
        clauses, keys, first = self.clauses, self.keys, wanted[0].keys
        clause = clauses[low]
        last = min(low + rule.within - len(wanted), len(keys) - 1)
        for place in _outward(max(0, high - rule.within + 1), low, high, last):
            if first.isdisjoint(keys[place]) or clauses[place] != clause or place in taken:
                continue
            row = self._row(wanted, 0, place)
            if row is None or clauses[row[-1]] != clause or any(p in taken for p in row):
                continue
            if _in_order(rule, index, row, placed):
                return row
        return None


def _outward(first: int, low: int, high: int, last: int) -> Iterator[int]:
    """Positions around `low..high`, nearest first, right before left, from `first` to `last`."""
    yield from range(low + 1, high)
    for distance in range(1, max(low - first, last - high) + 1):
        if high + distance <= last:
            yield high + distance
        if low - distance >= first:
            yield low - distance


def _in_order(rule: Rule, index: int, row: tuple[int, ...], placed: dict[int, tuple[int, ...]]) -> bool:
    for before, after in rule.ordered:
        if index == before and after in placed and placed[after][0] < row[0]:
            return False
        if index == after and before in placed and placed[before][0] > row[0]:
            return False
    return True

"""One sentence as the matcher sees it, and whether a rule fits at a place in it."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.patterns.table import Plan, Row


@dataclass(slots=True)
class Sentence:
    """The words `low:high` of a note. `keys` and `clauses` hold the keys and the clause number of every word of it."""

    keys: list[frozenset[int]]
    clauses: list[int]
    low: int
    high: int

    def match(self, rule: Plan, piece: int, slot: int, position: int) -> tuple[int, ...] | None:
        """Positions of all words of a rule when `slot` of `piece` stands at `position`, in order, or None."""
        pieces = rule.pieces
        if len(pieces) == 1:
            return self._row(pieces[0], slot, position)
        if len(pieces) == 2 and not rule.ordered and len(pieces[0]) == len(pieces[1]) == 1:
            return self._pair(pieces[1 - piece][0].keys, position, rule.within)
        row = self._row(pieces[piece], slot, position)
        if row is None:
            return None
        placed: dict[int, tuple[int, ...]] = {piece: row}
        for other, wanted in enumerate(pieces):
            if other != piece:
                near = self._nearest(rule, wanted, other, placed)
                if near is None:
                    return None
                placed[other] = near
        return tuple(sorted([p for row in placed.values() for p in row]))

    def _pair(self, wanted: frozenset[int], position: int, within: int) -> tuple[int, int] | None:
        """The commonest rule, two words in any order: the nearest `wanted` in the clause, right before left."""
        keys, clauses = self.keys, self.clauses
        clause = clauses[position]
        low, high = self.low, self.high
        for distance in range(1, within):
            place = position + distance
            if place < high and clauses[place] == clause and not wanted.isdisjoint(keys[place]):
                return position, place
            place = position - distance
            if place >= low and clauses[place] == clause and not wanted.isdisjoint(keys[place]):
                return place, position
        return None

    def _row(self, piece: Row, slot: int, position: int) -> tuple[int, ...] | None:
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

    def _walk(self, piece: Row, slot: int, position: int, step: int) -> tuple[int, ...] | None:
        """Positions of the slots to one side of `slot`, nearest first, or None where one does not fit."""
        following = slot + step
        if not 0 <= following < len(piece):
            return ()
        gap = piece[following].gap if step > 0 else piece[slot].gap
        wanted = piece[following].keys
        keys, clauses = self.keys, self.clauses
        low, high = self.low, self.high
        for distance in range(1, gap + 2):
            place = position + step * distance
            if not low <= place < high or (distance > 1 and clauses[place] != clauses[position]):
                return None
            if not wanted.isdisjoint(keys[place]):
                rest = self._walk(piece, following, place, step)
                if rest is not None:
                    return (place, *rest)
        return None

    def _nearest(
        self, rule: Plan, wanted: Row, index: int, placed: dict[int, tuple[int, ...]]
    ) -> tuple[int, ...] | None:
        """The place of a piece that is nearest to the pieces placed so far, in their clause and within the width."""
        taken = [p for row in placed.values() for p in row]
        low, high = min(taken), max(taken)
        clauses, first = self.clauses, wanted[0].keys
        clause = clauses[low]
        begin = min(max(self.low, high - rule.within + 1), low + 1)
        end = min(low + rule.within - len(wanted), self.high - 1)
        places = [
            place
            for place, keys in enumerate(self.keys[begin : max(end + 1, high)], begin)
            if not first.isdisjoint(keys) and clauses[place] == clause and place not in taken
        ]
        if len(places) > 1:
            places.sort(key=lambda place: _distance(place, low, high))
        for place in places:
            row = self._row(wanted, 0, place)
            if row is None or clauses[row[-1]] != clause or any(p in taken for p in row):
                continue
            if not rule.ordered or _in_order(rule, index, row, placed):
                return row
        return None


def _distance(place: int, low: int, high: int) -> tuple[int, int]:
    """Orders places around `low:high`: those in between from left to right, then the nearest first, right before left."""
    if place > high:
        return place - high, 0
    return (low - place, 1) if place < low else (0, place)


def _in_order(rule: Plan, index: int, row: tuple[int, ...], placed: dict[int, tuple[int, ...]]) -> bool:
    for before, after in rule.ordered:
        if index == before and after in placed and placed[after][0] < row[0]:
            return False
        if index == after and before in placed and placed[before][0] > row[0]:
            return False
    return True

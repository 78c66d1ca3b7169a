"""Ids: which were used, and a stable one for a note that has none."""

from __future__ import annotations

from array import array
from hashlib import blake2b

_MADE_DIGITS = 12


def hash64(text: str) -> int:
    """64-bit blake2b of a text."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


class HashCounter:
    """How often each 64-bit hash was added. Open addressing in two arrays, no Python objects.

    18 to 36 bytes a hash, 54 for the moment in which the arrays grow.
    """

    def __init__(self) -> None:
        self._mask = (1 << 12) - 1
        self._keys = array("Q", [0]) * (self._mask + 1)
        self._counts = array("I", [0]) * (self._mask + 1)
        self._used = 0

    def __contains__(self, key: int) -> bool:
        return self._counts[self._slot(key or 1)] > 0

    def add(self, key: int) -> int:
        """Count this hash once more; how often it was added by now."""
        key = key or 1
        slot = self._slot(key)
        if not self._counts[slot]:
            self._keys[slot] = key
            self._used += 1
        self._counts[slot] += 1
        count = self._counts[slot]
        if 3 * self._used > 2 * self._mask:
            self._grow()
        return count

    def _slot(self, key: int) -> int:
        keys, mask = self._keys, self._mask
        slot = key & mask
        while keys[slot] != key and keys[slot]:
            slot = (slot + 1) & mask
        return slot

    def _grow(self) -> None:
        keys, counts = self._keys, self._counts
        self._mask = 2 * self._mask + 1
        self._keys = array("Q", [0]) * (self._mask + 1)
        self._counts = array("I", [0]) * (self._mask + 1)
        for key, count in zip(keys, counts, strict=True):
            if count:
                slot = self._slot(key)
                self._keys[slot] = key
                self._counts[slot] = count


class Ids:
    """The ids of a run.

    Only 64-bit hashes are kept. Two different ids with one hash would be taken for the same: with a million ids the
    chance is one in 37 million, and the second note is then rejected as a double, not lost in silence.
    """

    def __init__(self) -> None:
        self._used = HashCounter()

    def take(self, id: str) -> bool:
        """Use an id; False if it was used before."""
        return self._used.add(hash64(id)) == 1

    def is_free(self, id: str) -> bool:
        return hash64(id) not in self._used


def made_id(name: str, text: str, counter: HashCounter) -> str:
    """A stable id from the name of the file and a hash of the text, with a number from the second equal text on.

    It depends on nothing after the row, so that a row added at the end changes no earlier id.
    """
    digest = blake2b(text.encode("utf-8"), digest_size=_MADE_DIGITS // 2).hexdigest()
    made = f"{name}-{digest}"
    count = counter.add(hash64(made))
    return made if count == 1 else f"{made}-{count}"

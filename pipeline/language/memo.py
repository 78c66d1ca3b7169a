"""What is worked out once for each distinct word, and then looked up."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Value = TypeVar("Value")
LIMIT = 200_000
"""Distinct words after which a memo starts afresh, so that memory does not grow with the text."""


class Memo(dict[str, Value]):
    """A dictionary that works out the value of a word when it is asked for the first time: `[memo[w] for w in words]`."""

    __slots__ = ("_work_out",)

    def __init__(self, work_out: Callable[[str], Value]) -> None:
        self._work_out = work_out

    def __missing__(self, word: str) -> Value:
        if len(self) >= LIMIT:
            self.clear()
        found = self[word] = self._work_out(word)
        return found

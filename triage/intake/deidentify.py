"""Pseudonymising a note before it is stored: names, addresses and numbers become placeholders.

Behind `Deidentifier` stands `deduce` (LGPL, an extra of its own) or nothing at all. No tool finds every name: the screens
show the recall that the literature reports, and never call a text free of names.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

NONE = "geen"
DEDUCE = "deduce"
_PLACEHOLDER = re.compile(r"\[[A-Z_]+(?:-\d+)?\]")


class DeidentifyError(Exception):
    """Pseudonymising is asked for and cannot be done; the message says what to do. No text of a note is in it."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """Words of the original, `original[start:end] == words`, and the placeholder that stands in their place."""

    start: int
    end: int
    words: str
    placeholder: str


@dataclass(frozen=True, slots=True)
class Deidentified:
    """A text with placeholders, and what each of them replaced, in the order of the text."""

    text: str
    replacements: tuple[Replacement, ...] = ()


class Deidentifier(Protocol):
    """Replaces what points at a person. `name` says which one it is, with its version, for screens and log."""

    @property
    def name(self) -> str: ...

    @property
    def replaces(self) -> bool: ...

    def __call__(self, text: str) -> Deidentified: ...


class NoDeidentifier:
    """Leaves every text as it is."""

    name = NONE
    replaces = False

    def __call__(self, text: str) -> Deidentified:
        return Deidentified(text)


class DeduceDeidentifier:
    """The rules and word lists of `deduce`.

    `leave` names groups of it that are not replaced: `names`, `locations`, `institutions`, `dates`, `ages`, `identifiers`,
    `phone_numbers`, `email_addresses`, `urls`.
    """

    replaces = True

    def __init__(self, leave: Sequence[str] = ()) -> None:
        self._leave = set(leave)
        self._deduce = _load_deduce()
        unknown = self._leave - _groups(self._deduce)
        if unknown:
            raise DeidentifyError(f"deduce has no group {', '.join(sorted(unknown))}")

    @property
    def name(self) -> str:
        from importlib.metadata import version

        return f"{DEDUCE} {version(DEDUCE)}"

    def __call__(self, text: str) -> Deidentified:
        doc = self._deduce.deidentify(text, disabled=self._leave)
        found = sorted(doc.annotations, key=lambda each: int(each.start_char))
        return align(text, doc.deidentified_text, [(each.start_char, each.end_char) for each in found])


def align(original: str, replaced: str, spans: Sequence[tuple[int, int]]) -> Deidentified:
    """Which placeholder of `replaced` stands for which span of `original`; spans are in order and do not overlap.

    Raises `DeidentifyError` where the two texts do not fit, so that no text is stored with a mapping that is wrong.
    """
    replacements: list[Replacement] = []
    at = done = 0
    for start, end in spans:
        between = original[done:start]
        match = _PLACEHOLDER.match(replaced, at + len(between))
        if match is None or replaced[at : at + len(between)] != between:
            raise DeidentifyError("the pseudonymised text does not fit its original")
        replacements.append(Replacement(start, end, original[start:end], match.group()))
        at, done = match.end(), end
    if replaced[at:] != original[done:]:
        raise DeidentifyError("the pseudonymised text does not fit its original")
    return Deidentified(replaced, tuple(replacements))


@cache
def deidentifier_named(name: str, leave: tuple[str, ...] = ()) -> Deidentifier:
    """The deidentifier of a setting: `geen` or `deduce`. Loading deduce takes seconds, the first time ever minutes.

    Raises `DeidentifyError` for another name, or where deduce is not installed.
    """
    if name == NONE:
        return NoDeidentifier()
    if name == DEDUCE:
        return DeduceDeidentifier(leave)
    raise DeidentifyError(f"there is no deidentifier {name!r}; choose {NONE} or {DEDUCE}")


def _load_deduce() -> Any:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    try:
        from deduce import Deduce
    except ImportError as error:
        raise DeidentifyError("deduce is not installed: pip install 'nietpluis[privacy]'") from error
    finally:
        # deduce turns on logging of everything, to standard output, when it is imported.
        root.handlers[:] = handlers
        root.setLevel(level)
    return Deduce()


def _groups(deduce: Any) -> set[str]:
    return {name for name, _ in deduce.processors if name != "post_processing"}

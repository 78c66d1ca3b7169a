"""Finding personal data in Dutch notes: by own rules, or by anything else that is a `Deidentifier`.

The rules are for what has a shape (telephone numbers, mail, BSN, account and other numbers, addresses, dates) and for names
that a title, a cue, initials or a list gives away. They would rather take a word too many than leave a name. They do not find
every name: `annotation.privacy.leaks` looks for what they leave.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, Protocol

import yaml

Kind = Literal["persoon", "adres", "plaats", "datum", "telefoon", "email", "url", "bsn", "nummer"]
KINDS: tuple[Kind, ...] = ("email", "url", "bsn", "telefoon", "datum", "nummer", "adres", "persoon", "plaats")
"""Where two finds overlap, the kind that stands first here names both."""
_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Found:
    """Personal data: characters `start` to `end` of a text."""

    start: int
    end: int
    kind: Kind


class Deidentifier(Protocol):
    """Anything that finds personal data in a text. Finds may overlap and need no order."""

    def find(self, text: str) -> Iterable[Found]: ...


class DutchRules:
    """The rules of this package. `also` are further words to take for names, such as those the check for leaks found."""

    def __init__(self, also: Iterable[str] = ()) -> None:
        self._also = frozenset(also)

    def find(self, text: str) -> list[Found]:
        """Everything the rules find, in order of place, without overlap."""
        from annotation.privacy.numbers import find_numbers
        from annotation.privacy.people import find_people
        from annotation.privacy.places import find_places

        fixed = joined([*find_numbers(text), *find_places(text)])
        return joined([*fixed, *find_people(text, self._also)])


def find_all(text: str, finders: Sequence[Deidentifier]) -> list[Found]:
    """What any of the finders finds, in order of place, overlaps as one."""
    return joined([found for finder in finders for found in finder.find(text)])


def joined(finds: Iterable[Found]) -> list[Found]:
    """Finds in order of place; those that overlap as one, of the kind that stands first in `KINDS`."""
    result: list[Found] = []
    for found in sorted(finds, key=lambda find: (find.start, -find.end)):
        if result and found.start < result[-1].end:
            last = result[-1]
            kind = min(last.kind, found.kind, key=KINDS.index)
            result[-1] = Found(last.start, max(last.end, found.end), kind)
        else:
            result.append(found)
    return result


@cache
def rules() -> dict[str, Any]:
    """The words that the rules go by."""
    found: dict[str, Any] = yaml.safe_load((_DATA / "rules.yaml").read_text("utf-8"))
    return found


@cache
def place_names() -> frozenset[str]:
    """Names of places."""
    return frozenset(yaml.safe_load((_DATA / "places.yaml").read_text("utf-8"))["places"])


def one_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first."""
    import re

    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))

"""Who somebody is, hidden from the network: names, places, gender and origin become the same words for everybody.

What the network does not see cannot change what it says: two notes that differ in nothing but a name, a pronoun or a word
of the tables are one text to it. Masks are data of a model folder (`masks.json`), so that a network is always read with
the masks that it was trained with. Spans are told in the text as it was written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from models.errors import ModelError

FILE = "masks.json"
NAME = "Sam"
"""What stands for every name of a person or a place."""
Ints = NDArray[np.int64]
NOTHING: Ints = np.empty((0, 4), np.int64)
"""The places of a text in which nothing is masked."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\[[A-Z][\w-]*\]|<[A-Z][\w-]*>")
_OPENS = frozenset('.!?:;\n\r"“”„‘(-–—•*>/|')
_LINKS = frozenset({"", " ", "-", ". "})


@dataclass(frozen=True, slots=True)
class Masks:
    """`words`: a word in lower case and what is put in its place. `neuter`: what is put in the place of a word right before
    a word of `children`, whose gender goes with another article. `unless`: a word that stays after certain others, since it is
    another word there ("haar" is hair). `titles` take a name after them and lose a full stop.
    `names` are names wherever they stand with a capital; any other word with a capital inside a sentence is one, unless it
    is in `known` (in lower case) or `kept`. `prefixes` stand within a name."""

    words: Mapping[str, str]
    neuter: Mapping[str, str]
    unless: Mapping[str, frozenset[str]]
    children: frozenset[str]
    titles: frozenset[str]
    names: frozenset[str]
    prefixes: frozenset[str]
    known: frozenset[str]
    kept: frozenset[str]

    @classmethod
    def load(cls, folder: Path) -> Self | None:
        """The masks of a model folder; None where it has none. Raises `ModelError`."""
        path = folder / FILE
        if not path.is_file():
            return None
        try:
            raw = json.loads(path.read_text("utf-8"))
            sets = {name: frozenset(raw[name]) for name in ("children", "titles", "names", "prefixes", "known", "kept")}
            unless = {word: frozenset(before) for word, before in raw["unless"].items()}
            return cls(words=raw["words"], neuter=raw["neuter"], unless=unless, **sets)
        except (ValueError, KeyError, TypeError) as error:
            raise ModelError(f"{path}: {type(error).__name__}: {error}") from error

    def save(self, folder: Path) -> None:
        """Writes the masks into a model folder."""
        raw = {name: value if isinstance(value, Mapping) else sorted(value) for name, value in asdict(self).items()}
        raw["unless"] = {word: sorted(before) for word, before in self.unless.items()}
        (folder / FILE).write_text(json.dumps(raw, ensure_ascii=False, indent=0) + "\n", "utf-8")

    def mask(self, text: str) -> Masked:
        """The text as the network reads it."""
        parts: list[str] = []
        places: list[tuple[int, int, int, int]] = []
        last = length = 0
        for start, end, new in self._edits(text):
            parts += [text[last:start], new]
            length += start - last + len(new)
            places.append((start, end, length - len(new), length))
            last = end
        parts.append(text[last:])
        return Masked("".join(parts), np.array(places, np.int64).reshape(-1, 4))

    def _edits(self, text: str) -> Iterator[tuple[int, int, str]]:
        found = list(_WORD.finditer(text))
        at = 0
        while at < len(found):
            word, lower = found[at], found[at][0].casefold()
            after = found[at + 1] if at + 1 < len(found) else None
            if self._is_name(text, found, at):
                last = self._last_of_name(text, found, at)
                yield word.start(), found[last].end(), NAME
                at = last + 1
                continue
            if lower in self.titles:
                yield word.start(), word.end(), _like(word[0], self.words.get(lower, lower))
                if text[word.end() : word.end() + 2] == ". ":
                    yield word.end(), word.end() + 1, ""
                first = at + 1
                if (name := self._after_prefixes(text, found, first)) is not None:
                    at = self._last_of_name(text, found, name)
                    yield found[first].start(), found[at].end(), NAME
            elif after is not None and lower in self.neuter and after[0].casefold() in self.children:
                yield word.start(), word.end(), _like(word[0], self.neuter[lower])
            elif lower in self.words and not self._stays(found, at):
                yield word.start(), word.end(), _like(word[0], self.words[lower])
            at += 1

    def _after_prefixes(self, text: str, found: list[re.Match[str]], at: int) -> int | None:
        """Where the name begins that `found[at]` is a prefix of, if it is one."""
        first = at
        while at < len(found) and found[at][0].casefold() in self.prefixes:
            if text[found[at - 1].end() : found[at].start()] not in _LINKS:
                return None
            at += 1
        return at if first < at < len(found) and self._is_name(text, found, at) else None

    def _stays(self, found: list[re.Match[str]], at: int) -> bool:
        before = self.unless.get(found[at][0].casefold())
        return before is not None and at > 0 and found[at - 1][0].casefold() in before

    def _is_name(self, text: str, found: list[re.Match[str]], at: int) -> bool:
        word = found[at][0]
        if word[0] in "[<":
            return True
        if not word[0].isupper() or len(word) < 2 or word in self.kept:
            return False
        if word in self.names or word.rstrip("s'’") in self.names:
            return True
        lower = word.casefold()
        if not word[1:].islower() or lower in self.known or lower in self.words or lower in self.titles:
            return False
        before = text[: found[at].start()].rstrip(" ")[-1:]
        if before and before not in _OPENS:
            return True
        return before == "." and at > 0 and found[at - 1][0].casefold() in self.titles

    def _last_of_name(self, text: str, found: list[re.Match[str]], at: int) -> int:
        last, ahead = at, at + 1
        while ahead < len(found) and text[found[ahead - 1].end() : found[ahead].start()] in _LINKS:
            joined = text[found[ahead].start() - 1] == "-" and found[ahead][0][0].isupper()
            if joined or self._is_name(text, found, ahead):
                last = ahead
            elif found[ahead][0].casefold() not in self.prefixes:
                break
            ahead += 1
        return last


@dataclass(frozen=True, slots=True)
class Masked:
    """A masked text. `places` [masks, 4]: start and end of what is masked in the written text, and of what stands for it in this
    one."""

    text: str
    places: Ints

    def written(self, starts: Ints, ends: Ints) -> tuple[Ints, Ints]:
        """Where stretches of the masked text are in the written one; a part of a masked word is the whole of it."""
        return _across(starts, ends, self.places[:, 2:], self.places[:, :2])

    def read(self, starts: Ints, ends: Ints) -> tuple[Ints, Ints]:
        """Where stretches of the written text are in the masked one; a part of a masked word is the whole of it."""
        return _across(starts, ends, self.places[:, :2], self.places[:, 2:])


def _across(starts: Ints, ends: Ints, here: Ints, there: Ints) -> tuple[Ints, Ints]:
    """Stretches of one text in another, in which `there[i]` stands for `here[i]`. A place at a border belongs to what follows it
    where a stretch starts, to what is before it where one ends."""
    if not len(here):
        return starts, ends
    shift = there[:, 1] - here[:, 1]
    first = np.searchsorted(here[:, 0], starts, "right") - 1
    last = np.searchsorted(here[:, 0], ends, "left") - 1
    moved_starts = np.where(starts < here[first, 1], there[first, 0], starts + shift[first])
    moved_ends = np.where(ends <= here[last, 1], there[last, 1], ends + shift[last])
    return np.where(first < 0, starts, moved_starts), np.where(last < 0, ends, moved_ends)


def _like(word: str, new: str) -> str:
    """`new` with capitals as `word` has them."""
    if len(word) > 2 and word.isupper():
        return new.upper()
    return new[:1].upper() + new[1:] if word[:1].isupper() else new

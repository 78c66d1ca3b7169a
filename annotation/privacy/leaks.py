"""What may still name somebody in a pseudonymised corpus, for a person to look at before it goes out.

Four kinds: `shape` (the finders find something again), `known` (a value of the metadata stands in the text), `number` (five
digits or more), `name` (a word with a capital that no list explains). A capital proves nothing, so a person decides; no leak is
no proof either.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from annotation.corpus import AnnotatedNote
from annotation.doubles import distinct
from annotation.privacy.finding import Deidentifier, find_all, rules
from annotation.privacy.places import starts_sentence
from pipeline.language.wordlist import is_known

Why = Literal["shape", "known", "number", "name"]
_TAG = re.compile(r"\[[A-Z]+-\d+\]")
_WORD = re.compile(r"\b[^\W\d_][\w'’-]*")
_DIGITS = re.compile(r"(?<![\w.,€])\d(?:[ .]?\d){4,}(?!\d)")
_LEAST = 4


@dataclass(frozen=True, slots=True)
class Leak:
    """A stretch of the text of a note (by its new id), or of its source or metadata (`field`), that may name somebody."""

    why: Why
    note_id: str
    field: str
    start: int
    text: str


def find_leaks(
    notes: Sequence[AnnotatedNote],
    originals: Mapping[str, AnnotatedNote],
    finders: Sequence[Deidentifier],
    fine: Collection[str] = (),
) -> list[Leak]:
    """Leaks of pseudonymised notes; `originals` has by new id what each was. Words in `fine` were looked at and may stay."""
    texts = distinct(notes)
    lower = {word for note in texts for word in _WORD.findall(note.text) if word.islower()}
    known = {*fine, *rules()["known_words"]}
    found: list[Leak] = []
    for note in texts:
        original = originals.get(note.id, note)
        for field, text in (("text", note.text), *_fields(note)):
            bare = _TAG.sub(lambda tag: "·" * len(tag[0]), text)
            found += [
                Leak("shape", note.id, field, find.start, bare[find.start : find.end])
                for find in find_all(bare, finders)
                if bare[find.start : find.end] not in known
            ]
            found += [Leak("number", note.id, field, match.start(), match[0]) for match in _DIGITS.finditer(bare)]
        bare = _TAG.sub(lambda tag: "·" * len(tag[0]), note.text)
        found += _known_values(note.id, bare, original.metadata, known)
        found += [Leak("name", note.id, "text", match.start(), match[0]) for match in _capitals(bare, lower, known)]
    return _once(found)


def words_of(leaks: Sequence[Leak]) -> dict[tuple[Why, str], list[Leak]]:
    """Leaks by kind and words, the kinds that are surest first, then what occurs most."""
    groups: dict[tuple[Why, str], list[Leak]] = defaultdict(list)
    for leak in leaks:
        groups[leak.why, leak.text].append(leak)
    order = ("shape", "known", "number", "name")
    return dict(sorted(groups.items(), key=lambda item: (order.index(item[0][0]), -len(item[1]), item[0][1])))


def _fields(note: AnnotatedNote) -> Iterator[tuple[str, str]]:
    if note.source:
        yield "source", note.source
    for key, value in note.metadata.items():
        for text in _strings(value):
            yield key, text


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _strings(part)


def _known_values(note_id: str, text: str, metadata: Mapping[str, Any], known: Collection[str]) -> Iterator[Leak]:
    """Words of the metadata, numbers too, that stand in the text and are no Dutch words."""
    words = {
        word
        for value in _strings(dict(metadata))
        for word in re.findall(r"[\w'-]+", value)
        if len(word) >= _LEAST and word not in known and not is_known(word.lower())
    }
    for word in words:
        for match in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE):
            yield Leak("known", note_id, "text", match.start(), match[0])


def _capitals(text: str, lower: Collection[str], known: Collection[str]) -> Iterator[re.Match[str]]:
    for match in _WORD.finditer(text):
        word = match[0].removesuffix("'s").removesuffix("’s")
        if len(word) < 3 or not word[0].isupper() or word in known or not any(sign.islower() for sign in word[1:]):
            continue
        if starts_sentence(text, match.start()):
            small = word.lower()
            if small in lower or is_known(small) or _compound(small):
                continue
        elif "-" in word and word[0].isupper() and all(part.isupper() or part in lower for part in word.split("-")):
            continue
        yield match


@cache
def _compound(word: str) -> bool:
    """Whether a word can be cut in two Dutch words, with or without an s in between ("dagrapportage")."""
    return any(
        len(word) - cut >= _LEAST
        and is_known(word[cut:])
        and (is_known(word[:cut]) or is_known(word[:cut].removesuffix("s")))
        for cut in range(3, len(word) - 3)
    )


def _once(leaks: Sequence[Leak]) -> list[Leak]:
    """One leak a place: the surest."""
    best: dict[tuple[str, str, int], Leak] = {}
    for leak in leaks:
        best.setdefault((leak.note_id, leak.field, leak.start), leak)
    return list(best.values())

"""Which column holds the text, which the id, and what the others are called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.notes.errors import InputError
from pipeline.notes.source import Options
from pipeline.notes.words import text_aliases

_SHOWN_COLUMNS = 30
_LONGEST_NAME, _MOST_WORDS = 40, 4


@dataclass(frozen=True, slots=True)
class Columns:
    """Places in a row: of the text, of the id, and of everything that is metadata, with the key of each."""

    names: tuple[str, ...]
    text: int
    id: int | None
    metadata: tuple[tuple[int, str], ...]
    remarks: tuple[str, ...] = ()

    @property
    def text_name(self) -> str:
        return self.names[self.text]

    @property
    def id_name(self) -> str | None:
        return None if self.id is None else self.names[self.id]


def clean_name(name: object) -> str:
    """A column name without the white space and byte order mark around it."""
    return "" if name is None else str(name).strip().strip("\ufeff").strip()


def text_name(names: Sequence[str], wanted: str | None) -> str | None:
    """The name among `names` of the text: the one asked for, or `text`, or else an alias; None if it is absent."""
    for candidate in (wanted,) if wanted else ("text", *text_aliases()):
        found = _named(names, candidate)
        if found is not None:
            return found
    return None


def _named(names: Sequence[str], wanted: str) -> str | None:
    wanted = clean_name(wanted)
    if wanted in names:
        return wanted
    return next((name for name in names if name.casefold() == wanted.casefold()), None)


def find_columns(header: Sequence[object], options: Options, file: str | Path) -> Columns:
    """The columns of a table with this header.

    Names are compared without regard to case. Raises `InputError` where the text, or an id that was asked for, is not
    there or is there twice.
    """
    names = tuple(clean_name(name) for name in header)
    text = text_name(names, options.text_column)
    if text is None:
        raise InputError(
            "NP108", file, wanted=options.text_column or "text", columns=shown(names), remedy=_remedy(names, options)
        )
    found_id = _named(names, options.id_column or "id")
    if found_id is None and options.id_column:
        raise InputError("NP109", file, wanted=options.id_column, columns=shown(names))
    if found_id == text:
        raise InputError("NP111", file, wanted=text)
    for name in filter(None, (text, found_id)):
        if names.count(name) > 1:
            raise InputError("NP110", file, wanted=name, count=names.count(name))
    place = names.index(text)
    id_place = names.index(found_id) if found_id is not None else None
    return Columns(names, place, id_place, _metadata(names, {place, id_place}), _remarks(names, text, options))


def _metadata(names: tuple[str, ...], taken: set[int | None]) -> tuple[tuple[int, str], ...]:
    keys: dict[str, int] = {}
    for i, name in enumerate(names):
        if i in taken:
            continue
        key, n = name or f"kolom_{i + 1}", 1
        while key in keys:
            n += 1
            key = f"{name or f'kolom_{i + 1}'}_{n}"
        keys[key] = i
    return tuple((i, key) for key, i in keys.items())


def _remarks(names: tuple[str, ...], text: str, options: Options) -> tuple[str, ...]:
    if options.text_column or text.casefold() == "text":
        return ()
    others = [name for name in names if name != text and name.casefold() in text_aliases()]
    also = f" ('{', '.join(others)}' could have been it too: see --text-column)" if others else ""
    return (f"there is no column 'text'; the text was read from '{text}'{also}",)


def _remedy(names: tuple[str, ...], options: Options) -> str:
    if len(names) == 1 and "|" in names[0]:
        return "Columns are told apart by a comma, a semicolon or a tab, not by '|'"
    if any(_hidden(name) for name in names):
        return "The first line must hold the names of the columns"
    return "Name the right one with --text-column"


def _hidden(name: str, most_words: int = _MOST_WORDS) -> bool:
    return len(name) > _LONGEST_NAME or len(name.split()) > most_words or name.endswith((".", "!", "?"))


def shown(names: Sequence[str]) -> str:
    """Column names for a message. A file without a header has a note in that place, so sentences are only counted."""
    most_words = 1 if any(_hidden(name) for name in names) else _MOST_WORDS
    parts = [
        f"({len(name)} characters)" if _hidden(name, most_words) else name or "(no name)"
        for name in names[:_SHOWN_COLUMNS]
    ]
    if len(names) > _SHOWN_COLUMNS:
        parts.append(f"and {len(names) - _SHOWN_COLUMNS} more")
    return ", ".join(parts) or "(none)"

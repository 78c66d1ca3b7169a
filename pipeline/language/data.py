"""The tables of the language: abbreviations, word classes, spelling variants. Data, read once from `tables/`."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

_TABLES = Path(__file__).parent / "tables"
_ROOM = Path(__file__).parent.parent
STORED = _ROOM / "tables.bin"


@cache
def _stored() -> dict[str, list[Any]]:
    """Path of a shipped YAML file, from `pipeline/` on, to a hash of its bytes and its content."""
    try:
        stored: dict[str, list[Any]] = json.loads(zlib.decompress(STORED.read_bytes()))
    except FileNotFoundError:
        return {}
    return stored


def read_yaml(path: Path) -> Any:
    """The content of a YAML file: as `tables.bin` keeps it, or, for a file that is not in it as it is, read anew."""
    data = path.read_bytes()
    name = path.relative_to(_ROOM).as_posix() if path.is_relative_to(_ROOM) else ""
    if name and (kept := _stored().get(name)) is not None and kept[0] == _digest(data):
        return kept[1]
    return _parse(data)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _parse(data: bytes) -> Any:
    import yaml

    return yaml.load(data.decode("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def store_tables(paths: Iterable[Path]) -> int:
    """Writes `tables.bin` with the content of shipped YAML files; gives its size in bytes.

    A file that JSON cannot hold as it is (a key that is no text) is left out.
    """
    kept: dict[str, list[Any]] = {}
    for path in sorted(paths):
        data = path.read_bytes()
        content = _parse(data)
        if json.loads(json.dumps(content)) == content:
            kept[path.relative_to(_ROOM).as_posix()] = [_digest(data), content]
    return STORED.write_bytes(zlib.compress(json.dumps(kept, ensure_ascii=False).encode(), 9))


@cache
def abbreviation_table() -> dict[str, dict[str, Any]]:
    """Abbreviation (lower case, without its final full stop) to what it stands for."""
    return {str(key): value or {} for key, value in read_yaml(_TABLES / "abbreviations.yaml").items()}


@cache
def abbreviations() -> frozenset[str]:
    """Abbreviations that are written with a full stop, without it."""
    return frozenset(key for key, value in abbreviation_table().items() if value.get("dot"))


@cache
def word_classes() -> dict[str, tuple[str, ...]]:
    """Class name (`bez`, `lid`, `wie`, `kind`, `getal`, ...) to its words, lower case."""
    return {name: tuple(str(word) for word in words) for name, words in read_yaml(_TABLES / "classes.yaml").items()}


@cache
def spelling_variants() -> dict[str, str]:
    """Dialect, chat and frequent misspellings to the standard word, lower case."""
    return {str(key): str(value) for key, value in read_yaml(_TABLES / "spelling.yaml").items()}


@cache
def extra_lemmas() -> dict[str, tuple[str, ...]]:
    """A form to the dictionary forms it has beside the one of the lemma list, lower case."""
    return {str(key): tuple(value) for key, value in read_yaml(_TABLES / "lemmas.yaml").items()}


@cache
def foreign_words() -> dict[str, tuple[str, ...]]:
    """Language code to frequent function words of it that are no common words of Dutch."""
    return {str(key): tuple(map(str, words)) for key, words in read_yaml(_TABLES / "foreign.yaml").items()}


@cache
def particles() -> frozenset[str]:
    """Particles of separable verbs."""
    return frozenset(word_classes()["partikel"])

"""The tables of the language: abbreviations, word classes, spelling variants. Data, read once from `tables/`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

_TABLES = Path(__file__).parent / "tables"


def read_yaml(path: Path) -> Any:
    """The content of a YAML file, read with libyaml where it is there."""
    return yaml.load(path.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


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

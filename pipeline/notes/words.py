"""The words of reading notes, read once from `data/`: names of columns, reasons, notices."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

_DATA = Path(__file__).parent / "data"


def read_data(name: str) -> Any:
    """The content of a YAML file of `data/`."""
    return yaml.load((_DATA / name).read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


@cache
def _words() -> dict[str, Any]:
    return dict(read_data("words.yaml"))


def text_aliases() -> tuple[str, ...]:
    """Column names that stand for `text`, best first, lower case."""
    return tuple(_words()["text_aliases"])


def reason(key: str, **values: object) -> str:
    """Why a row was not used, in Dutch. Numbers are written the Dutch way."""
    return str(_words()["reasons"][key]).format(**{name: _dutch(value) for name, value in values.items()})


def _dutch(value: object) -> object:
    return f"{value:,}".replace(",", ".") if isinstance(value, int) else value


def notice(key: str) -> str:
    """What a reader of the note must know, in Dutch."""
    return str(_words()["notices"][key])


def notice_keys() -> tuple[str, ...]:
    """The notices there are, in the order in which they are shown."""
    return tuple(_words()["notices"])

"""Texts that code names by key; the words stand in `texts.yaml` of each part."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

PARTS = Path(__file__).resolve().parent.parent


@cache
def _texts(part: str) -> dict[str, Any]:
    found = yaml.safe_load((PARTS / part / "texts.yaml").read_text("utf-8"))
    if not isinstance(found, dict):
        raise ValueError(f"triage/{part}/texts.yaml must be a mapping")
    return found


def text(key: str, **values: object) -> str:
    """The text that `key` ("part.name") stands for, with `{names}` filled in; KeyError where there is none."""
    part, name = key.split(".", 1)
    return str(_texts(part)[name]).format_map(values)


def lines(key: str) -> list[str]:
    """A list of texts, such as the names of the months."""
    part, name = key.split(".", 1)
    return [str(line) for line in _texts(part)[name]]

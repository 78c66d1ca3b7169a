"""How roles and modes are called on the screen."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from pathlib import Path

import yaml


@cache
def _all() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = yaml.safe_load((Path(__file__).parent / "names.yaml").read_text("utf-8"))
    return found


def names(kind: str, value: StrEnum) -> str:
    """The name of a role ("roles"), what it may do ("roles_do"), or the name of a mode ("modes")."""
    return _all()[kind][value.value]

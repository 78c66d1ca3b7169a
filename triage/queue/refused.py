"""A step that cannot be taken, with the Dutch sentence that a person reads."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

LONGEST = 5000
"""Characters of anything a person types beside a note."""


@cache
def refusals() -> dict[str, str]:
    """The sentence for each code, from `refusals.yaml`."""
    return dict(yaml.safe_load((Path(__file__).parent / "refusals.yaml").read_text("utf-8")))


class Refused(Exception):
    """What was asked cannot be done. `code` stays fixed, `message` is Dutch; both hold nothing of a note."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = refusals()[code]


def typed(value: str | None) -> str | None:
    """What a person typed, trimmed; None for nothing. Raises Refused where it is longer than `LONGEST`."""
    text = (value or "").strip()
    if len(text) > LONGEST:
        raise Refused("too_long")
    return text or None

"""A step that cannot be taken, with the Dutch sentence that a person reads."""

from __future__ import annotations

from triage.web import errors
from triage.web.texts import text

LONGEST = 5000
"""Characters of anything a person types beside a note."""


class Refused(errors.Refused):
    """What was asked cannot be done. `code` stays fixed, `message` is Dutch; both hold nothing of a note."""

    def __init__(self, code: str, status: int = 422) -> None:
        super().__init__(f"queue.{code}", status)
        self.code = code

    @property
    def message(self) -> str:
        return text(self.key)


def typed(value: str | None) -> str | None:
    """What a person typed, trimmed; None for nothing. Raises Refused where it is longer than `LONGEST`."""
    words = (value or "").strip()
    if len(words) > LONGEST:
        raise Refused("too_long")
    return words or None

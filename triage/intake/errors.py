"""What a reader sees of why the program could not read a note."""

from __future__ import annotations

from triage.web.texts import text


def words_of(error: str) -> str:
    """The error of a job in Dutch; the kind of error where we have no words for it."""
    try:
        return text(f"intake.error_{error}")
    except KeyError:
        return text("intake.error_other", name=error)

"""Cells of CSV files that people open in a spreadsheet."""

from __future__ import annotations

import re

_FORMULA = re.compile(r"\s*[=+\-@]|[\t\r]")
_NUMBER = re.compile(r"-?\d+([.,]\d+)?")


def no_formula(cell: str) -> str:
    """A cell that a spreadsheet shows and does not run: anything but a plain number that could be a formula gets a quote."""
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell

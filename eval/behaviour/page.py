"""The table in `docs/behaviour.md`, which `python -m eval.behaviour --update` writes and a test keeps up to date."""

from __future__ import annotations

from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "behaviour.md"
_START, _END = "<!-- matrix -->\n", "\n<!-- end of matrix -->"


def _parts(page: Path) -> tuple[str, str, str]:
    """What stands before the table, the table, and what stands after it. Raises `ValueError` where it has no place."""
    text = page.read_text("utf-8")
    before, start, rest = text.partition(_START)
    table, end, after = rest.partition(_END)
    if not start or not end:
        raise ValueError(f"{page.name} has no place for the matrix: {_START.strip()} and {_END.strip()}")
    return before, table, after


def read_table(page: Path = PAGE) -> str:
    """The table that the page shows."""
    return _parts(page)[1]


def write_table(table: str, page: Path = PAGE) -> None:
    """Puts the table in its place; the rest of the page stays."""
    before, _, after = _parts(page)
    page.write_text(before + _START + table + _END + after, encoding="utf-8")

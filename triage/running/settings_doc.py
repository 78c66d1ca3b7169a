"""The table of settings in the guide, between two marks: `python -m triage.running.settings_doc docs/triage.md` renews it."""

from __future__ import annotations

import sys
from pathlib import Path

from triage.settings import settings_table

BEGIN, END = "<!-- instellingen -->", "<!-- einde instellingen -->"
HEAD = ("sleutel", "standaard", "wat het doet")


def table() -> str:
    """Every setting as a Markdown table."""
    rows = [HEAD, ("---", "---", "---")]
    for key, default, description in settings_table():
        rows.append((f"`{key}`", f"`{default}`" if default else "", _cell(description)))
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def renewed(page: str) -> str:
    """The page with a new table. Raises `ValueError` where the marks are missing."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the page needs {BEGIN} and {END}")
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


def main(paths: list[str]) -> int:
    """Renews the table in each file."""
    for path in map(Path, paths):
        path.write_text(renewed(path.read_text("utf-8")), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

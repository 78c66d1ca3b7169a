"""What the tests of reading share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.notes import InputReport, Note, Rejected, read_notes

Outcome = tuple[list[Note], list[Rejected], list[InputReport]]


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Outcome]:
    """Read a file of these bytes (or this path): its notes, what was rejected, what was reported."""

    def run(content: bytes | str | Path, name: str = "meldingen.csv", **options: Any) -> Outcome:
        if isinstance(content, Path):
            path = content
        else:
            path = tmp_path / name
            path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        reports: list[InputReport] = []
        found = list(read_notes([path], on_input=reports.append, **options))
        notes = [item for item in found if isinstance(item, Note)]
        rejected = [item for item in found if isinstance(item, Rejected)]
        return notes, rejected, reports

    return run

"""Reading the cases in `tests/cases/`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

CASES = Path(__file__).parent / "cases"


@dataclass(frozen=True)
class CaseFile:
    """The cases of one file and those among them that are known to fail."""

    path: Path
    cases: tuple[str, ...]
    known_failures: frozenset[str]

    def __str__(self) -> str:
        return self.path.stem


def case_files(kind: str) -> list[CaseFile]:
    """All files of `tests/cases/<kind>/`. Raises `ValueError` for a known failure that is no case, or a case twice."""
    files = []
    for path in sorted((CASES / kind).glob("*.yaml")):
        data = yaml.safe_load(path.read_text("utf-8"))
        cases = tuple(data["cases"])
        known = frozenset(data.get("known_failures", ()))
        if not known <= set(cases):
            raise ValueError(f"{path}: known failures that are no case: {sorted(known - set(cases))}")
        if len(set(cases)) < len(cases):
            raise ValueError(f"{path}: a case stands twice")
        files.append(CaseFile(path, cases, known))
    return files

"""The cases that are known to fail, exact: a new failure and a healed one both break the test."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import yaml

from eval.behaviour.cases import Suite
from eval.behaviour.run import Outcome
from eval.behaviour.schema import SuiteError
from pipeline.language.data import read_yaml

KNOWN = Path(__file__).parent / "known" / "lexicon.yaml"
"""The failures of the lexicon and the rules alone, which are the same on every machine."""
_HEAD = (
    "# Written by `python -m eval.behaviour --update`; the keys are functionalities, the values their failing cases.\n"
)

Failures = dict[str, list[str]]


def failures_of(outcomes: Sequence[Outcome]) -> Failures:
    """The keys of the failing cases, by functionality, in the order of the suite."""
    failing: Failures = {}
    for outcome in outcomes:
        if not outcome.passed:
            failing.setdefault(outcome.case.functionality, []).append(outcome.case.key)
    return failing


def read_known(suite: Suite, path: Path = KNOWN) -> Failures:
    """The known failures. Raises `SuiteError` for one that is no case of the suite."""
    known: Failures = read_yaml(path)["known_failures"]
    keys: dict[str, set[str]] = {}
    for case in suite.cases:
        keys.setdefault(case.functionality, set()).add(case.key)
    for functionality, failing in known.items():
        if strangers := sorted(set(failing) - keys.get(functionality, set())):
            raise SuiteError(f"{path.name}: known failures of {functionality} that are no case: {strangers}")
    return known


def write_known(failures: Failures, path: Path = KNOWN) -> None:
    """Writes the failures so that the same failures give the same bytes."""
    path.parent.mkdir(exist_ok=True)
    body = yaml.safe_dump({"known_failures": failures}, allow_unicode=True, sort_keys=False, width=10_000)
    path.write_text(_HEAD + body, encoding="utf-8")

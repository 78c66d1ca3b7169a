"""The matrix of the suite: passed and total of every functionality, by type, for one or more configurations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from eval.behaviour.cases import Described, Suite
from eval.behaviour.run import Outcome
from eval.behaviour.schema import Kind

_Key = TypeVar("_Key", bound=Hashable)
KINDS: tuple[Kind, ...] = ("minimum", "invariance", "directional")
Outcomes = Mapping[str, Sequence[Outcome]]
"""Outcomes by the name of the configuration (`lexicon`, `joined`), all of the same suite."""


@dataclass(frozen=True, slots=True)
class Share:
    """`passed` of `total` cases."""

    passed: int
    total: int

    def __str__(self) -> str:
        return f"{self.passed}/{self.total}"


@dataclass(frozen=True, slots=True)
class Row:
    """A functionality and its share in every configuration."""

    functionality: Described
    shares: dict[str, Share]


def rows(suite: Suite, outcomes: Outcomes) -> list[Row]:
    """A row a functionality, in the order of the suite."""
    counts = {name: _shares(some, lambda o: o.case.functionality) for name, some in outcomes.items()}
    return [Row(f, {name: some[f.id] for name, some in counts.items()}) for f in suite.functionalities]


def _shares(outcomes: Sequence[Outcome], by: Callable[[Outcome], _Key]) -> dict[_Key, Share]:
    total = Counter(by(outcome) for outcome in outcomes)
    passed = Counter(by(outcome) for outcome in outcomes if outcome.passed)
    return {key: Share(passed[key], total[key]) for key in total}


def as_text(suite: Suite, outcomes: Outcomes) -> str:
    """The matrix for a terminal: a line a functionality under its group, then a line a type and one for all."""
    width = max(len(f.id) for f in suite.functionalities)
    lines = [f"{'':{width}}  {'type':<11}" + "".join(f" {name:>10}" for name in outcomes)]
    group = ""
    for row in rows(suite, outcomes):
        if row.functionality.group != group:
            group = row.functionality.group
            lines += ["", suite.groups[group]]
        shares = "".join(f" {row.shares[name]!s:>10}" for name in outcomes)
        lines.append(f"{row.functionality.id:<{width}}  {row.functionality.kind:<11}{shares}")
    lines.append("")
    by_kind = {name: _shares(some, lambda o: o.case.kind) for name, some in outcomes.items()}
    for kind in KINDS:
        shares = "".join(f" {some.get(kind, Share(0, 0))!s:>10}" for some in by_kind.values())
        lines.append(f"{'all':<{width}}  {kind:<11}{shares}")
    everything = "".join(f" {_all(some)!s:>10}" for some in outcomes.values())
    lines.append(f"{'all':<{width}}  {'':<11}{everything}")
    return "\n".join(lines)


def as_markdown(suite: Suite, outcomes: Outcomes) -> str:
    """A table of group by type, with the number of functionalities, for the page about the suite."""
    by_group = {name: _shares(some, lambda o: (o.case.group, o.case.kind)) for name, some in outcomes.items()}
    functionalities = Counter((f.group, f.kind) for f in suite.functionalities)
    lines = [
        f"| group | type | functionalities | {' | '.join(outcomes)} |",
        f"| --- | --- | ---: |{' ---: |' * len(outcomes)}",
    ]
    for group, name in suite.groups.items():
        for kind in KINDS:
            if n := functionalities[group, kind]:
                shares = " | ".join(str(some[group, kind]) for some in by_group.values())
                lines.append(f"| {name} | {kind} | {n} | {shares} |")
    everything = " | ".join(str(_all(some)) for some in outcomes.values())
    lines.append(f"| all | | {len(suite.functionalities)} | {everything} |")
    return "\n".join(lines)


def _all(outcomes: Sequence[Outcome]) -> Share:
    return Share(sum(outcome.passed for outcome in outcomes), len(outcomes))


def as_json(suite: Suite, outcomes: Outcomes) -> dict[str, Any]:
    """The matrix and every case with its problems, in the schema of HateCheck: functionality, template, reference, filler."""
    return {
        "configurations": {name: _counts(_all(some)) for name, some in outcomes.items()},
        "functionalities": [
            {
                "id": row.functionality.id,
                "group": row.functionality.group,
                "type": row.functionality.kind,
                "about": row.functionality.about,
                "shares": {name: _counts(share) for name, share in row.shares.items()},
            }
            for row in rows(suite, outcomes)
        ],
        "cases": [
            {
                "functionality": case.functionality,
                "template": case.template,
                "fillers": dict(case.fillers),
                "reference": case.reference.text if case.reference else None,
                "text": case.side.text,
                "key": case.key,
                "problems": {name: [p.says for p in some[i].problems] for name, some in outcomes.items()},
            }
            for i, case in enumerate(suite.cases)
        ],
    }


def _counts(share: Share) -> dict[str, int]:
    return {"passed": share.passed, "total": share.total}


def causes(outcomes: Sequence[Outcome]) -> list[tuple[str, str, int]]:
    """What goes wrong most: fault, label and number of failing cases, most frequent first."""
    counted = Counter(
        cause for outcome in outcomes for cause in {(problem.fault, problem.label) for problem in outcome.problems}
    )
    return [(fault, label, n) for (fault, label), n in sorted(counted.items(), key=lambda item: (-item[1], item[0]))]

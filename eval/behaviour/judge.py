"""Whether a summary does what a case asks, and what is wrong where it does not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from annotation.inline import Mark
from eval.behaviour.cases import Case, Side
from pipeline.summary import RAISED, Evidence, RiskFactorSummary, status

Fault = Literal["missed", "qualified", "raised", "changed", "empty"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with `label`, in words: `missed` (no evidence on the marked words), `qualified` (evidence with
    other qualifiers), `raised` (though it must not be), `changed` (by an edit that must not), `empty` (nothing to compare)."""

    fault: Fault
    label: str
    says: str


def is_raised(mention: Mark | Evidence) -> bool:
    """Whether a mention counts as said of the person concerned, now or to come, with or without doubt."""
    return status(mention.presence, mention.temporality, mention.experiencer) in RAISED


def raised_labels(summary: RiskFactorSummary) -> set[str]:
    """The signals and protective factors that a summary raises."""
    return {signal.id for signal in (*summary.signals, *summary.protective_factors) if signal.raised}


def judge(case: Case, summaries: Mapping[str, RiskFactorSummary]) -> list[Problem]:
    """What is wrong with a case; nothing where it passes. `summaries`: by text, for all texts of the case."""
    found = summaries[case.side.text]
    if case.reference is None:
        return [*_marks(case.side, found, case.judged), *_unasked(case.side, raised_labels(found), case.absent)]
    before = summaries[case.reference.text]
    if case.kind == "invariance":
        return _unchanged(raised_labels(before), raised_labels(found), case.quiet)
    new = raised_labels(found) - raised_labels(before)
    marked = {mark.label for mark in (*case.side.marks, *case.reference.marks)}
    return [
        *_marks(case.reference, before, case.judged),
        *_unasked(case.reference, raised_labels(before) & marked),
        *_marks(case.side, found, case.judged),
        *_unasked(case.side, new | raised_labels(found) & marked),
    ]


def _marks(side: Side, summary: RiskFactorSummary, judged: tuple[str, ...]) -> list[Problem]:
    out = []
    evidence = [(s.id, e) for s in (*summary.signals, *summary.protective_factors) for e in s.evidence]
    for mark in side.marks:
        twins = [e for label, e in evidence if label == mark.label and e.start < mark.end and mark.start < e.end]
        words = side.text[mark.start : mark.end]
        if not twins:
            out.append(Problem("missed", mark.label, f"{mark.label} niet gevonden in {words!r}"))
        elif not any(all(getattr(e, q) == getattr(mark, q) for q in judged) for e in twins):
            wrong = [f"{getattr(twins[0], q)}, niet {getattr(mark, q)}" for q in judged if _differs(twins[0], mark, q)]
            out.append(Problem("qualified", mark.label, f"{mark.label} in {words!r}: {'; '.join(wrong) or 'verdeeld'}"))
    return out


def _differs(evidence: Evidence, mark: Mark, qualifier: str) -> bool:
    return bool(getattr(evidence, qualifier) != getattr(mark, qualifier))


def _unasked(side: Side, raised: set[str], absent: frozenset[str] | None = None) -> list[Problem]:
    wrong = raised - {mark.label for mark in side.marks if is_raised(mark)}
    if absent is not None:
        wrong &= absent | {mark.label for mark in side.marks}
    return [Problem("raised", label, f"{label} ten onrechte gemeld") for label in sorted(wrong)]


def _unchanged(before: set[str], after: set[str], quiet: bool) -> list[Problem]:
    out = [Problem("changed", label, f"{label} verdwijnt") for label in sorted(before - after)]
    out += [Problem("changed", label, f"{label} komt erbij") for label in sorted(after - before)]
    if quiet:
        out += [Problem("raised", label, f"{label} ten onrechte gemeld") for label in sorted(before)]
    elif not before:
        out.append(Problem("empty", "", "er is niets gemeld om te vergelijken"))
    return out

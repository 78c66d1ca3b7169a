"""The whole pipeline on plain text: `tests/cases/pipeline/`."""

from __future__ import annotations

import pytest
from spacy.language import Language

from annotation.inline import parse_inline
from pipeline.context.cues import QUALIFIERS
from pipeline.summarize import summarize
from pipeline.summary import Evidence
from tests.cases_reader import CaseFile, case_files


def problems(nlp: Language, case: str) -> list[str]:
    text, marks = parse_inline(case)
    summary = summarize(nlp(text))
    found: list[tuple[str, bool, Evidence]] = [
        (signal.id, signal.raised, evidence)
        for signal in (*summary.signals, *summary.protective_factors)
        for evidence in signal.evidence
    ]
    out = []
    for mark in marks:
        twins = [e for label, _, e in found if label == mark.label and e.start < mark.end and mark.start < e.end]
        if not twins:
            out.append(f"{mark.label} not found in {text[mark.start : mark.end]!r}")
        elif not any(all(getattr(e, q) == getattr(mark, q) for q in QUALIFIERS) for e in twins):
            out.append(f"{mark.label} qualified as {[[getattr(e, q) for q in QUALIFIERS] for e in twins]}")
    for label, raised, evidence in found:
        if raised and not any(
            mark.label == label and evidence.start < mark.end and mark.start < evidence.end for mark in marks
        ):
            out.append(f"{label} raised on {evidence.text!r}")
    return out


@pytest.mark.parametrize("file", case_files("pipeline"), ids=str)
def test_pipeline_cases(nlp: Language, file: CaseFile) -> None:
    failing = {case for case in file.cases if problems(nlp, case)}
    assert failing == file.known_failures

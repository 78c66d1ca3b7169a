"""The context rules on given mentions: `tests/cases/context/`."""

from __future__ import annotations

import pytest
from spacy.language import Language

from annotation.inline import parse_inline
from eval.context import judge
from pipeline.assemble import blank
from tests.cases_reader import CaseFile, case_files


@pytest.fixture(scope="module")
def nlp() -> Language:
    nlp = blank()
    nlp.add_pipe("nietpluis_sections")
    nlp.add_pipe("nietpluis_context")
    return nlp


@pytest.mark.parametrize("file", case_files("context"), ids=str)
def test_context_cases(nlp: Language, file: CaseFile) -> None:
    failing = {case for case in file.cases if any(j.gold != j.found for j in judge(nlp, [parse_inline(case)]))}
    assert failing == file.known_failures


def test_there_are_enough_cases() -> None:
    assert sum(len(file.cases) for kind in ("context", "pipeline") for file in case_files(kind)) >= 300

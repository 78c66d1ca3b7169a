"""The suite and its outcomes with the lexicon alone, run once."""

from __future__ import annotations

import pytest
from spacy.language import Language

from eval.behaviour.cases import Suite, read_suite
from eval.behaviour.run import Outcome, run


@pytest.fixture(scope="session")
def suite() -> Suite:
    return read_suite()


@pytest.fixture(scope="session")
def outcomes(nlp: Language, suite: Suite) -> list[Outcome]:
    return run(nlp, suite)

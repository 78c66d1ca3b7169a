"""What tests share: the pipeline, built once."""

from __future__ import annotations

import pytest
from spacy.language import Language

from pipeline.assemble import build


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The whole pipeline with the shipped lexicon and no model."""
    return build()

"""Putting the components together into a spaCy pipeline."""

from __future__ import annotations

import spacy
from spacy.language import Language

import pipeline.context.component
import pipeline.language.sentences
import pipeline.language.tokenizer
import pipeline.lexicon.component  # noqa: F401  the imports register the factories

TOKENIZER = {"@tokenizers": "nietpluis.tokenizer.v1"}


def blank() -> Language:
    """A spaCy `nl` pipeline with our tokenizer and sentence borders, and nothing else."""
    nlp = spacy.blank("nl", config={"nlp": {"tokenizer": TOKENIZER}})
    nlp.add_pipe("nietpluis_sentences")
    return nlp

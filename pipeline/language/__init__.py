"""Dutch as meldingen and visit notes write it: tokens, sentences, sections, and what words are compared by."""

from __future__ import annotations

import spacy
from spacy.language import Language

import pipeline.language.sentences  # registers the factory
import pipeline.language.tokenizer  # noqa: F401  registers the tokenizer

TOKENIZER = {"@tokenizers": "nietpluis.tokenizer.v1"}


def blank() -> Language:
    """A spaCy `nl` pipeline with our tokenizer and sentence borders, and nothing else."""
    nlp = spacy.blank("nl", config={"nlp": {"tokenizer": TOKENIZER}})
    nlp.add_pipe("nietpluis_sentences")
    return nlp

"""Putting the components together into a spaCy pipeline."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import spacy
from spacy.language import Language

import pipeline.classifier
import pipeline.context.component
import pipeline.joining
import pipeline.language.sections
import pipeline.language.sentences
import pipeline.language.tokenizer
import pipeline.lexicon.component
import pipeline.questions.component
import pipeline.summarize  # noqa: F401  the imports register the factories
from pipeline.lexicon.entries import own_entries

TOKENIZER = {"@tokenizers": "nietpluis.tokenizer.v1"}


def blank() -> Language:
    """A spaCy `nl` pipeline with our tokenizer and sentence borders, and nothing else."""
    nlp = spacy.blank("nl", config={"nlp": {"tokenizer": TOKENIZER}})
    nlp.add_pipe("nietpluis_sentences")
    return nlp


@dataclass(frozen=True, slots=True)
class Settings:
    """What a pipeline is built from.

    `lexicon_files`: a user's own files, added to ours; `lexicon_off` and `model_off`: labels that one or the other does
    not tag; `use_lexicon`: whether the lexicon is used at all; `model`: the folder of a scorer, `default` for the one that
    comes along, or None for none; `base`: an installed spaCy model (`nl_core_news_sm`) whose components come along for a
    user's own use.
    """

    lexicon_files: tuple[str, ...] = ()
    lexicon_off: tuple[str, ...] = ()
    use_lexicon: bool = True
    model: str | None = None
    model_off: tuple[str, ...] = ()
    base: str | None = None


def build(settings: Settings | None = None) -> Language:
    """The whole pipeline: tokens, sentences, sections, lexicon, model, context, questions, summary.

    Raises `LexiconError`, `ScorerError`, or `OSError` for a `base` that is not installed.
    """
    settings = settings or Settings()
    nlp = blank()
    if settings.base:
        add_base(nlp, settings.base)
    nlp.add_pipe("nietpluis_sections")
    if settings.use_lexicon:
        nlp.add_pipe(
            "nietpluis_lexicon",
            config={"files": list(settings.lexicon_files), "labels_off": list(settings.lexicon_off)},
        )
    if settings.model:
        nlp.add_pipe("nietpluis_classifier", config={"model": settings.model, "labels_off": list(settings.model_off)})
    nlp.add_pipe("nietpluis_context")
    if settings.model:
        nlp.add_pipe(
            "nietpluis_joining",
            config={
                "lexicon": settings.use_lexicon,
                "lexicon_off": list(settings.lexicon_off),
                "own_entries": own_entries([Path(file) for file in settings.lexicon_files]),
            },
        )
    nlp.add_pipe("nietpluis_questions")
    nlp.add_pipe("nietpluis_summary")
    return nlp


def add_base(nlp: Language, name: str) -> None:
    """Puts the components of an installed spaCy model in front, for `token.pos_`, `token.lemma_` and `doc.ents`.

    Our sentence borders stay. Nothing in nietpluis reads what they write.
    """
    source = spacy.load(name)
    for component in source.pipe_names:
        if component not in ("senter", "parser", "sentencizer"):
            nlp.add_pipe(component, source=source, before="nietpluis_sentences")

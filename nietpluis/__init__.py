"""nietpluis shows which risk signals a Dutch note holds, each with the words that say so.

    >>> import nietpluis
    >>> summary = nietpluis.screen("Mw. doet niet open, de post ligt tot aan de deurmat.")
    >>> [signal.id for signal in summary.signals]
    ['afspraken_mijden', 'financiele_problemen']

`load` gives the spaCy pipeline, `screen` reads one note. It is a help in reading: never advice, never a decision.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from nietpluis.rooms import check_rooms

if TYPE_CHECKING:
    from spacy.language import Language

    from pipeline.summary import RiskFactorSummary

__all__ = ["RiskFactorSummary", "load", "screen"]

check_rooms()


def load(**settings: Any) -> Language:
    """The spaCy pipeline; keywords as in `pipeline.assemble.Settings` (`lexicon_files`, `model`, `model_off` ...).

    Without `model` it is the one that comes with nietpluis; `model=None` is the lexicon alone.
    `doc.spans["signals"]` holds the mentions, `doc._.summary` the summary. Raises `LexiconError` for a mistake in a
    user's lexicon, `ScorerError` for a folder without a model.
    """
    from models.scorer import default_name
    from pipeline.assemble import Settings, build

    return build(Settings(**{"model": default_name(), **settings}))


@lru_cache(maxsize=1)
def _default() -> Language:
    return load()


def screen(
    text: str, *, note_id: str = "", metadata: dict[str, Any] | None = None, nlp: Language | None = None
) -> RiskFactorSummary:
    """The summary of one note. `metadata` is copied into it and read by nothing. Raises `TypeError` for what is no text."""
    from pipeline.notes.values import without_surrogates
    from pipeline.summarize import summarize

    if not isinstance(text, str):
        raise TypeError(f"a note is a str, not {type(text).__name__}")
    doc = (nlp or _default())(without_surrogates(text))
    return summarize(doc, note_id=note_id, metadata=metadata)


def __getattr__(name: str) -> Any:
    if name == "RiskFactorSummary":
        from pipeline.summary import RiskFactorSummary

        return RiskFactorSummary
    raise AttributeError(f"module 'nietpluis' has no attribute {name!r}")

"""The tagger as annotation wants it: text in, suggested mentions out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from annotation.suggestions import Suggest


def tagger() -> tuple[Suggest, dict[str, Any]]:
    """Loads the pipeline once; what it suggests in a text, and the versions of what suggests."""
    import nietpluis
    from annotation.corpus import AnnotatedMention
    from annotation.suggestions import mentions_of
    from pipeline.summarize import summarize

    nlp = nietpluis.load()

    def suggest(text: str) -> tuple[AnnotatedMention, ...]:
        return mentions_of(summarize(nlp(text)))

    return suggest, dict(nlp("").user_data["produced_by"])

"""The pipeline as the worker uses it: built once, one note at a time."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any, Protocol

from pipeline.light import import_spacy

import_spacy()

from pipeline.assemble import Settings as Parts  # noqa: E402
from pipeline.assemble import build  # noqa: E402
from pipeline.screening.workers import MANY_WORDS  # noqa: E402
from pipeline.summarize import summarize  # noqa: E402
from triage.settings import Settings  # noqa: E402

WITHOUT_MODEL = "geen"


class Reader(Protocol):
    """Reads one text and gives its `RiskFactorSummary` as JSON holds it."""

    def __call__(self, note_id: str, text: str, notices: Sequence[str]) -> dict[str, Any]: ...


class PipelineReader:
    """The pipeline of the settings. Raises `LexiconError` or `ScorerError` for a lexicon or model that is wrong."""

    def __init__(self, settings: Settings) -> None:
        self._nlp = build(
            Parts(
                lexicon_files=tuple(settings.lexicon_files),
                lexicon_off=tuple(settings.lexicon_off),
                model=None if settings.model == WITHOUT_MODEL else settings.model,
                model_off=tuple(settings.model_off),
            )
        )

    def __call__(self, note_id: str, text: str, notices: Sequence[str]) -> dict[str, Any]:
        with self._nlp.memory_zone() if len(self._nlp.vocab) > MANY_WORDS else nullcontext():
            return summarize(self._nlp(text), note_id=note_id, notices=notices).model_dump(mode="json")

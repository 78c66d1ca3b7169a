"""The Dutch words around the signals, read once from `words.yaml` and checked."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

from pipeline.report.words import Qualifier
from triage.store.choices import NoteStatus, Verdict

Answer = Literal["ja", "nee", "niet_vermeld"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Choice(_Part):
    """A question with the values it can have, in the order shown."""

    title: str
    values: dict[str, str]


class Silence(_Part):
    """The sentence for each reason to show no signals."""

    mode: str
    held_out: str
    switched_off: str
    not_ready: str
    failed: str


class ReadingWords(_Part):
    """All of `words.yaml`."""

    verdicts: dict[Verdict, str]
    answers: dict[Answer, str]
    qualifiers: dict[Qualifier, Choice]
    silence: Silence
    note_statuses: dict[NoteStatus, str]


@cache
def reading_words() -> ReadingWords:
    """The words of the reading screens."""
    return ReadingWords.model_validate(yaml.safe_load((Path(__file__).parent / "words.yaml").read_text("utf-8")))

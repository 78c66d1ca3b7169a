"""The Dutch words of a report, read once from `words.yaml` and checked."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

from pipeline.summary import Evidence, Status

Qualifier = Literal["presence", "temporality", "experiencer", "attribution"]
QUALIFIERS: tuple[Qualifier, ...] = ("presence", "temporality", "experiencer", "attribution")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Term(_Part):
    """A word on the screen and, for the legend, the sentence that explains it."""

    word: str
    meaning: str


class FoundBy(_Part):
    prefix: str
    lexicon: str
    model: str
    join: str


class Sections(_Part):
    """Headings within a note."""

    note: str
    notices: str
    contacts: str
    text: str
    raised: str
    protective: str
    not_raised: str
    questions: str


class Empty(_Part):
    """What is said where nothing was found, so that silence is never left to the reader."""

    text: str
    raised: str
    raised_but_mentioned: str
    protective: str
    not_raised: str
    question: str


class Words(_Part):
    """All of `words.yaml`."""

    statuses: dict[Status, Term]
    unsure: str
    favourable: Term
    question: Term
    qualifiers: dict[Qualifier, dict[str, str]]
    found_by: FoundBy
    metadata: dict[str, str]
    made_with: dict[str, str]
    metadata_title: str
    metadata_empty: str
    metadata_true: str
    metadata_false: str
    sections: Sections
    empty: Empty
    purpose: str
    caveat: str
    only_lexicon: str
    short_labels: dict[str, str]
    short_questions: dict[str, str]

    def finders(self, evidence: Evidence) -> str:
        """Who found the words, spelled out: "woordenlijst en taalmodel"."""
        names = {"lexicon": self.found_by.lexicon, "model": self.found_by.model}
        return self.found_by.join.join(names[name] for name in evidence.found_by)

    def qualifications(self, evidence: Evidence) -> list[tuple[str, list[str]]]:
        """Each qualifier that differs from its default, in words, with the cue words quoted from the text."""
        found = []
        for qualifier in QUALIFIERS:
            word = self.qualifiers[qualifier].get(getattr(evidence, qualifier))
            if word is not None:
                found.append((word, [cue.text for cue in evidence.cues if cue.sets == qualifier]))
        return found


@cache
def words() -> Words:
    """The words of the project's reports."""
    return Words.model_validate(yaml.safe_load((Path(__file__).parent / "words.yaml").read_text("utf-8")))

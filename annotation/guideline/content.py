"""The guideline as data: every label, qualifier and hard pair with worked examples in marked text."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, field_validator

from annotation.corpus import AnnotatedMention, AnnotatedNote, mention_of
from annotation.inline import parse_inline
from pipeline.taxonomy import Label, taxonomy

DATA = Path(__file__).parent / "data"
RULES = "rules.yaml"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Example(_Strict):
    """Marked text with what it teaches. Raises where the marks cannot be read."""

    text: str
    why: str

    @field_validator("text")
    @classmethod
    def _readable(cls, text: str) -> str:
        parse_inline(text)
        return text

    def note(self, note_id: str) -> AnnotatedNote:
        """The example as an annotated note."""
        text, marks = parse_inline(self.text)
        return AnnotatedNote(id=note_id, text=text, mentions=tuple(mention_of(text, mark) for mark in marks))


class LabelGuide(_Strict):
    """What counts for a label, what does not, and examples."""

    in_: tuple[str, ...] = Field(alias="in", min_length=1)
    out: tuple[str, ...] = Field(min_length=1)
    examples: tuple[Example, ...] = Field(min_length=1)


class Rule(_Strict):
    """A rule for every label."""

    name: str
    text: str


class QualifierGuide(_Strict):
    """One qualifier: its question, its values, the steps to decide and examples."""

    question: str
    values: dict[str, str]
    steps: tuple[str, ...]
    examples: tuple[Example, ...] = Field(min_length=1)


class Pair(_Strict):
    """Two labels that are mixed up, and the question that tells them apart."""

    one: str
    other: str
    question: str
    examples: tuple[Example, ...] = Field(min_length=1)


class Rules(_Strict):
    """What is not about one label."""

    title: str
    intro: tuple[str, ...]
    rules: tuple[Rule, ...]
    qualifiers: dict[str, QualifierGuide]
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Guideline:
    """The whole guideline; `labels` in the order of the taxonomy."""

    rules: Rules
    labels: dict[Label, LabelGuide]

    def examples(self) -> list[tuple[str, Example]]:
        """Every example with the name of its place."""
        found = [(label.id, example) for label, guide in self.labels.items() for example in guide.examples]
        found += [(name, example) for name, guide in self.rules.qualifiers.items() for example in guide.examples]
        return found + [(f"{pair.one}-{pair.other}", example) for pair in self.rules.pairs for example in pair.examples]

    def notes(self) -> list[AnnotatedNote]:
        """The examples as a corpus, to run a tagger over and to train annotators with."""
        return [
            example.note(f"richtlijn-{number:03d}-{place}")
            for number, (place, example) in enumerate(self.examples(), 1)
        ]


@cache
def guideline() -> Guideline:
    """Reads the guideline. Raises `ValueError` where a label or qualifier has no guide, or one too many."""
    known = taxonomy()
    guides: dict[str, LabelGuide] = {}
    for path in sorted(DATA.glob("*.yaml")):
        if path.name != RULES:
            read = yaml.safe_load(path.read_text("utf-8"))
            guides |= {label: LabelGuide.model_validate(entry) for label, entry in read.items()}
    rules = Rules.model_validate(yaml.safe_load((DATA / RULES).read_text("utf-8")))
    if set(guides) != set(known.labels) or set(rules.qualifiers) != set(known.qualifiers):
        raise ValueError("the guideline does not hold exactly the labels and qualifiers of the taxonomy")
    for name, guide in rules.qualifiers.items():
        if tuple(guide.values) != known.qualifiers[name]:
            raise ValueError(f"the guideline does not hold exactly the values of {name}")
    return Guideline(rules, {label: guides[label.id] for label in known.labels.values()})


def marks_of(mention: AnnotatedMention) -> list[str]:
    """The qualifier values of a mention that are not the default."""
    return [
        getattr(mention, name) for name, values in taxonomy().qualifiers.items() if getattr(mention, name) != values[0]
    ]

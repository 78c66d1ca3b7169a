"""What a corpus holds: counts by label, qualifier, source and length, and a datasheet in Dutch or English.

The questions of the datasheet follow Gebru et al. 2021, "Datasheets for Datasets". What only people know (why, how, of whom)
they answer in a YAML file of their own; an unanswered question is shown as such.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np
import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from annotation.corpus import AnnotatedNote, Answer, CorpusError
from annotation.doubles import distinct, find_doubles
from pipeline.taxonomy import taxonomy

Language = Literal["nl", "en"]
ASSETS = Path(__file__).parent / "assets"


@dataclass(frozen=True, slots=True)
class MentionCounts:
    """Mentions of every label, all and raised; and by qualifier value, in the order of the taxonomy."""

    labels: dict[str, int]
    raised: dict[str, int]
    qualifiers: dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Description:
    """Counts of a corpus.

    `notes` counts readings: a note that two annotators read counts twice, and `texts` once. `in_notes` maps a label to the
    readings that mark it. `words` and `characters` are the least, the quartiles and the most of a text. `metadata` maps a key
    to the readings that have it; values are not shown, since they may name people.
    """

    notes: int
    texts: int
    unmarked: int
    mentions: MentionCounts
    in_notes: dict[str, int]
    words: tuple[int, ...]
    characters: tuple[int, ...]
    sources: dict[str, int]
    age_groups: dict[str, int]
    annotators: dict[str, int]
    splits: dict[str, int]
    triage: dict[str, dict[str, int]]
    metadata: dict[str, int]
    same: int
    near: int

    @property
    def all_mentions(self) -> int:
        return sum(self.mentions.labels.values())


def count_mentions(notes: Iterable[AnnotatedNote]) -> MentionCounts:
    """Counts mentions."""
    known = taxonomy()
    mentions = [mention for note in notes for mention in note.mentions]
    labels = Counter(mention.label for mention in mentions)
    raised = Counter(mention.label for mention in mentions if mention.raised)
    values = {name: Counter(getattr(mention, name) for mention in mentions) for name in known.qualifiers}
    return MentionCounts(
        {label: labels[label] for label in known.labels},
        {label: raised[label] for label in known.labels},
        {name: {value: values[name][value] for value in options} for name, options in known.qualifiers.items()},
    )


def describe(notes: Sequence[AnnotatedNote]) -> Description:
    """Counts a corpus. Raises `CorpusError` for one without notes."""
    if not notes:
        raise CorpusError(["there is no note in this corpus"])
    known = taxonomy()
    texts = distinct(notes)
    doubles = find_doubles(texts)
    in_notes = Counter(label for note in notes for label in {mention.label for mention in note.mentions})
    answers = Counter((question, answer) for note in notes for question, answer in note.triage.items())
    return Description(
        notes=len(notes),
        texts=len(texts),
        unmarked=sum(not note.mentions for note in notes),
        mentions=count_mentions(notes),
        in_notes={label: in_notes[label] for label in known.labels},
        words=_quartiles([len(note.text.split()) for note in texts]),
        characters=_quartiles([len(note.text) for note in texts]),
        sources=_counted(note.source for note in notes),
        age_groups=_counted(note.age_group for note in notes),
        annotators=_counted(note.annotator for note in notes),
        splits=_counted(note.metadata.get("split") for note in notes),
        triage={
            question.id: {answer: answers[question.id, answer] for answer in get_args(Answer)}
            for question in known.questions
        },
        metadata=dict(sorted(Counter(key for note in notes for key in note.metadata).items())),
        same=sum(double.exact for double in doubles),
        near=sum(not double.exact for double in doubles),
    )


def read_about(path: Path) -> dict[str, str]:
    """Answers to the questions of the datasheet. Raises `CorpusError` for a question that is not there."""
    try:
        found = yaml.safe_load(path.read_text("utf-8")) or {}
    except yaml.YAMLError as error:
        raise CorpusError([f"{path.name}: no YAML ({type(error).__name__})"]) from error
    known = questions("en")
    if not isinstance(found, dict):
        raise CorpusError([f"{path.name}: not a table of questions and answers"])
    if unknown := sorted(set(found) - set(known)):
        raise CorpusError([f"{path.name}: no question {unknown[0]!r}; there are {', '.join(known)}"])
    return {str(key): str(answer) for key, answer in found.items() if answer}


def questions(language: Language) -> dict[str, str]:
    """The questions of the datasheet that only people can answer, by their key."""
    found: dict[str, Mapping[str, str]] = yaml.safe_load((ASSETS / "datasheet_questions.yaml").read_text("utf-8"))
    return {key: asked[language] for key, asked in found.items()}


def datasheet(
    found: Description, digest: str, about: Mapping[str, str] | None = None, language: Language = "nl"
) -> str:
    """The datasheet as Markdown."""
    environment = Environment(
        loader=FileSystemLoader(ASSETS), undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False
    )
    environment.globals.update(cell=_cell, percent=lambda part, whole: f"{100 * part / max(1, whole):.0f}%")
    return environment.get_template(f"datasheet.{language}.md.jinja").render(
        found=found, digest=digest, about=about or {}, questions=questions(language), taxonomy=taxonomy()
    )


def _cell(value: Any) -> str:
    """A value that cannot break a table."""
    return str(value).replace("|", "\\|").replace("\n", " ")


def _counted(values: Iterable[str | None]) -> dict[str, int]:
    return dict(sorted(Counter(value or "" for value in values).items()))


def _quartiles(sizes: Sequence[int]) -> tuple[int, ...]:
    return tuple(int(size) for size in np.quantile(sizes, [0, 0.25, 0.5, 0.75, 1], method="nearest"))

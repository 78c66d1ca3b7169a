"""Annotated corpora: the notes of a corpus, and the two forms they are kept in.

The exchange form is JSON Lines, a note an object; the form that people write is one-line marked text in three
tab-separated fields: voice, age group, text (`annotation.inline`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from annotation.inline import InlineError, Mark, format_inline, parse_inline
from pipeline.summary import RAISED, status
from pipeline.taxonomy import taxonomy

AgeGroup = Literal["jongere", "volwassene", "oudere"]
Answer = Literal["ja", "nee", "niet_vermeld"]
AGE_GROUPS: tuple[AgeGroup, ...] = get_args(AgeGroup)
SHOWN = 20


class CorpusError(ValueError):
    """A corpus that cannot be read. `problems` says of every wrong line which it is and why, never with its text."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        more = [f"and {len(problems) - SHOWN} more"] if len(problems) > SHOWN else []
        super().__init__("\n".join([*problems[:SHOWN], *more]))


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AnnotatedMention(_Part):
    """A marked mention: `text == note.text[start:end]`, in characters, shows `label` of the taxonomy."""

    label: str
    start: int = Field(ge=0)
    end: int = Field(gt=0)
    text: str = Field(min_length=1)
    presence: Literal["aanwezig", "onzeker", "ontkend"] = "aanwezig"
    temporality: Literal["huidig", "verleden", "toekomst"] = "huidig"
    experiencer: Literal["betrokkene", "ander"] = "betrokkene"
    attribution: Literal["waarneming", "volgens_betrokkene", "volgens_ander"] = "waarneming"

    @field_validator("label")
    @classmethod
    def _known(cls, label: str) -> str:
        if label not in taxonomy().labels:
            raise ValueError(f"no label {label[:40]!r} in the taxonomy")
        return label

    @property
    def raised(self) -> bool:
        """Whether the text says this of the person concerned, now or to come, with or without doubt."""
        return status(self.presence, self.temporality, self.experiencer) in RAISED


class AnnotatedNote(_Part):
    """A note with its mentions in order of place. `triage` answers the questions of triage by their id."""

    id: str = Field(min_length=1)
    text: str = Field(min_length=1)
    source: str = ""
    age_group: AgeGroup | None = None
    mentions: tuple[AnnotatedMention, ...] = ()
    annotator: str | None = None
    triage: dict[str, Answer] = Field(default_factory=dict)
    metadata: dict[str, Any] = Field(default_factory=dict)

    @field_validator("triage")
    @classmethod
    def _questions(cls, triage: dict[str, Answer]) -> dict[str, Answer]:
        known = [question.id for question in taxonomy().questions]
        if unknown := sorted(set(triage) - set(known)):
            raise ValueError(f"no question {unknown[0][:40]!r}; known are {', '.join(known)}")
        return triage

    @model_validator(mode="after")
    def _slices(self) -> Self:
        for number, mention in enumerate(self.mentions, 1):
            where = f"mention {number} ({mention.label})"
            if not mention.start < mention.end <= len(self.text):
                raise ValueError(
                    f"{where}: characters {mention.start} to {mention.end} are no slice of a text of {len(self.text)}"
                )
            if self.text[mention.start : mention.end] != mention.text:
                raise ValueError(f"{where}: its text is not characters {mention.start} to {mention.end} of the note")
        return self

    @property
    def raised(self) -> frozenset[str]:
        """Labels that at least one mention raises."""
        return frozenset(mention.label for mention in self.mentions if mention.raised)


def read_jsonl(path: Path) -> list[AnnotatedNote]:
    """The notes of a JSON Lines file; an id may stand there once for each annotator.

    Raises `CorpusError` with every wrong line, and where in it, and `OSError`.
    """
    notes: list[AnnotatedNote] = []
    problems: list[str] = []
    lines_of: dict[tuple[str, str | None], int] = {}
    for number, line in _lines(path):
        where = f"{path.name}:{number}"
        try:
            note = AnnotatedNote.model_validate_json(line)
        except ValidationError as error:
            problems += [_json_problem(where, said) for said in reasons(error)]
            continue
        reading = (note.id, note.annotator)
        if reading in lines_of:
            problems.append(f"{where}: id also on line {lines_of[reading]}{_by(note)}")
        lines_of[reading] = number
        notes.append(note)
    if problems:
        raise CorpusError(problems)
    return notes


def write_jsonl(path: Path, notes: Iterable[AnnotatedNote]) -> int:
    """Writes notes as JSON Lines and gives their number."""
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for count, note in enumerate(notes, 1):  # noqa: B007  the count is what is returned
            file.write(json.dumps(note.model_dump(mode="json"), ensure_ascii=False) + "\n")
    return count


def read_marked(path: Path) -> list[AnnotatedNote]:
    """The notes of one-line marked text: voice, age group (or nothing), text. Ids are the file's name and the line.

    Raises `CorpusError` with every wrong line, and `OSError`.
    """
    notes: list[AnnotatedNote] = []
    problems: list[str] = []
    for number, line in _lines(path):
        try:
            notes.append(_marked_note(line, f"{path.stem}-{number}"))
        except InlineError as error:
            column = len(line.rsplit("\t", 1)[0]) + 2 + error.place
            problems.append(f"{path.name}:{number}:{column}: {error}")
        except ValidationError as error:
            problems += [f"{path.name}:{number}: {said}" for said in reasons(error)]
        except ValueError as error:
            problems.append(f"{path.name}:{number}: {error}")
    if problems:
        raise CorpusError(problems)
    return notes


def write_marked(path: Path, notes: Iterable[AnnotatedNote]) -> int:
    """Writes notes as one-line marked text and gives their number; ids, annotator, triage and metadata are not kept.

    Raises `InlineError` for a note that the form cannot hold, before anything is written.
    """
    lines = [f"{note.source}\t{note.age_group or ''}\t{_one_line(note)}\n" for note in notes]
    path.write_text("".join(lines), "utf-8", newline="\n")
    return len(lines)


def mention_of(text: str, mark: Mark) -> AnnotatedMention:
    """A mark of inline text as a mention."""
    return AnnotatedMention(
        label=mark.label,
        start=mark.start,
        end=mark.end,
        text=text[mark.start : mark.end],
        **{name: getattr(mark, name) for name in taxonomy().qualifiers},
    )


def mark_of(mention: AnnotatedMention) -> Mark:
    """A mention as a mark of inline text."""
    return Mark(
        mention.label,
        mention.start,
        mention.end,
        **{name: getattr(mention, name) for name in taxonomy().qualifiers},
    )


def _marked_note(line: str, note_id: str) -> AnnotatedNote:
    fields = line.split("\t")
    if len(fields) != 3:
        raise ValueError(f"{len(fields)} tab-separated fields instead of voice, age group and text")
    voice, age_group, raw = fields
    if age_group and age_group not in AGE_GROUPS:
        raise ValueError(f"age group {age_group[:40]!r} is none of {', '.join(AGE_GROUPS)}")
    text, marks = parse_inline(raw)
    return AnnotatedNote(
        id=note_id,
        text=text,
        source=voice,
        age_group=age_group or None,
        mentions=tuple(mention_of(text, mark) for mark in marks),
    )


def _one_line(note: AnnotatedNote) -> str:
    line = format_inline(note.text, [mark_of(mention) for mention in note.mentions])
    if any(sign in field for sign in "\t\r\n" for field in (line, note.source)):
        raise InlineError(f"note {note.id}: a tab or line break that one-line marked text cannot hold")
    return line


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Lines that hold something, with their number. Only line feeds end a line: other separators may be in a text."""
    with path.open(encoding="utf-8-sig", newline="\n") as file:
        try:
            for number, line in enumerate(file, 1):
                line = line.rstrip("\n").removesuffix("\r")
                if line.strip():
                    yield number, line
        except UnicodeDecodeError as error:
            raise CorpusError([f"{path.name}:{_not_utf8(path)}"]) from error


def _not_utf8(path: Path) -> str:
    """Line and byte of the first sign that is not UTF-8: the place in the error itself counts from the last block read."""
    for number, line in enumerate(path.read_bytes().split(b"\n"), 1):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError as error:
            return f"{number}: not UTF-8 (byte {error.start + 1} of the line)"
    return " not UTF-8"


def _json_problem(where: str, said: str) -> str:
    """A problem with the column of the line, where it is the JSON that is wrong."""
    found = re.fullmatch(r"(Invalid JSON: .*) at line 1 column (\d+)", said)
    return f"{where}:{found[2]}: {found[1]}" if found else f"{where}: {said}"


def _by(note: AnnotatedNote) -> str:
    return f", by {note.annotator} too" if note.annotator else ""


def reasons(error: ValidationError) -> list[str]:
    """What is wrong and where in the object, without the values that stood there."""
    return [_reason(found) for found in error.errors(include_input=False, include_url=False)]


def _reason(found: Any) -> str:
    place = ".".join(str(part) for part in found["loc"])
    said = str(found["msg"]).removeprefix("Value error, ")
    return f"{place}: {said}" if place else said

"""From acts to a reading: what an annotator made of a note, and what became of each suggestion.

Pure: acts in, state out. The browser does the same with the same acts (static/model.js); a test lays both beside each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from annotation.corpus import AnnotatedMention, AnnotatedNote, Answer
from annotation.formats.base import in_order
from annotation.screen.tables import ActKind

Fate = Literal["untouched", "accepted", "changed", "rejected"]
CHANGING = frozenset(
    {
        ActKind.ACCEPTED,
        ActKind.CHANGED,
        ActKind.REJECTED,
        ActKind.OWN,
        ActKind.OWN_CHANGED,
        ActKind.OWN_REMOVED,
        ActKind.ANSWERED,
    }
)
"""Acts that change a reading, and that can therefore be undone."""


class SentAct(BaseModel):
    """An act as the browser sends it. Which of the fields are needed depends on the kind; `check` says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    number: int = Field(ge=1)
    kind: ActKind
    suggestion: int | None = Field(default=None, ge=0)
    key: str | None = Field(default=None, pattern=r"^[a-z0-9]{1,20}$")
    mention: AnnotatedMention | None = None
    question: str | None = Field(default=None, max_length=60)
    answer: Answer | None = None
    undoes: int | None = Field(default=None, ge=1)
    after_ms: int = Field(default=0, ge=0)

    @property
    def details(self) -> dict[str, Any]:
        """What is stored of it, apart from number, kind and time; the words of a mention are not repeated."""
        found = self.model_dump(mode="json", exclude={"number", "kind", "after_ms"}, exclude_none=True)
        found.get("mention", {}).pop("text", None)
        if self.kind is ActKind.ANSWERED:
            found["answer"] = self.answer
        return found


@dataclass(frozen=True, slots=True)
class Done:
    """An act as it was stored."""

    number: int
    kind: ActKind
    details: dict[str, Any]


class ActError(ValueError):
    """An act that does not fit what went before."""


@dataclass(slots=True)
class Reading:
    """`fates` of the suggestions by their number, `taken` their mentions where accepted or changed, `own` by key."""

    fates: list[Fate]
    seen: set[int] = field(default_factory=set)
    taken: dict[int, dict[str, Any]] = field(default_factory=dict)
    own: dict[str, dict[str, Any]] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)

    def mentions(self) -> list[dict[str, Any]]:
        """What the annotator marked: accepted, changed and own, never what was left untouched."""
        return [*self.taken.values(), *self.own.values()]


def effective(acts: Sequence[Done]) -> list[Done]:
    """The changing acts that were not undone, in order."""
    undone = {act.details["undoes"] for act in acts if act.kind is ActKind.UNDONE}
    return [act for act in acts if act.kind in CHANGING and act.number not in undone]


def fold(suggestions: Sequence[dict[str, Any]], acts: Sequence[Done]) -> Reading:
    """The reading after these acts. Raises `ActError` where an act does not fit."""
    reading = Reading(fates=["untouched"] * len(suggestions))
    for act in acts:
        if act.kind is ActKind.SEEN:
            reading.seen.add(_suggestion(reading, act))
    for act in effective(acts):
        _apply(reading, suggestions, act)
    return reading


def _suggestion(reading: Reading, act: Done) -> int:
    number = act.details.get("suggestion")
    if not isinstance(number, int) or number >= len(reading.fates):
        raise ActError(f"act {act.number}: no such suggestion")
    return number


def _apply(reading: Reading, suggestions: Sequence[dict[str, Any]], act: Done) -> None:
    details = act.details
    if act.kind in {ActKind.ACCEPTED, ActKind.CHANGED, ActKind.REJECTED}:
        number = _suggestion(reading, act)
        reading.taken.pop(number, None)
        if act.kind is ActKind.ACCEPTED:
            reading.fates[number], reading.taken[number] = "accepted", dict(suggestions[number])
        elif act.kind is ActKind.CHANGED:
            reading.fates[number], reading.taken[number] = "changed", _mention(act)
        else:
            reading.fates[number] = "rejected"
    elif act.kind is ActKind.ANSWERED:
        reading.answers.pop(details["question"], None)
        if details.get("answer"):
            reading.answers[details["question"]] = details["answer"]
    elif act.kind is ActKind.OWN_REMOVED:
        reading.own.pop(_own(reading, act))
    else:
        if act.kind is ActKind.OWN_CHANGED:
            _own(reading, act)
        reading.own[details["key"]] = _mention(act)


def _own(reading: Reading, act: Done) -> str:
    key = act.details.get("key")
    if not isinstance(key, str) or key not in reading.own:
        raise ActError(f"act {act.number}: no such mark")
    return key


def _mention(act: Done) -> dict[str, Any]:
    found = act.details.get("mention")
    if not isinstance(found, dict):
        raise ActError(f"act {act.number}: no mention")
    return dict(found)


def check(act: SentAct, text: str, reading: Reading, acts: Sequence[Done]) -> None:
    """Raises `ActError` for an act that cannot follow on `acts`, or whose mention is no slice of the note."""
    done = Done(act.number, act.kind, act.details)
    if act.mention is not None and text[act.mention.start : act.mention.end] != act.mention.text:
        raise ActError(f"act {act.number}: its mention is no slice of the note")
    if act.kind is ActKind.SEEN:
        _suggestion(reading, done)
    elif act.kind is ActKind.UNDONE:
        last = effective(acts)[-1:]
        if not last or last[0].number != act.undoes:
            raise ActError(f"act {act.number}: only the last act can be undone")
    elif act.kind in CHANGING:
        if act.kind is ActKind.OWN and (act.key is None or act.key in reading.own):
            raise ActError(f"act {act.number}: an own mark needs a new key")
        if act.kind is ActKind.ANSWERED and act.question is None:
            raise ActError(f"act {act.number}: no question")
        known = [{"label": "", "start": 0, "end": 0}] * len(reading.fates)
        _apply(
            Reading(list(reading.fates), set(), dict(reading.taken), dict(reading.own), dict(reading.answers)),
            known,
            done,
        )


def annotated(
    note_id: str, text: str, head: dict[str, Any], annotator: str, reading: Reading, record: dict[str, Any]
) -> AnnotatedNote:
    """The contract's note with its annotator; `record` goes into the metadata."""
    mentions = {
        (row["start"], row["end"], row["label"]): row | {"text": text[row["start"] : row["end"]]}
        for row in reading.mentions()
    }
    note = AnnotatedNote.model_validate(
        head
        | {
            "id": note_id,
            "text": text,
            "annotator": annotator,
            "mentions": list(mentions.values()),
            "triage": reading.answers,
            "metadata": dict(head.get("metadata", {})) | record,
        }
    )
    return in_order(note)

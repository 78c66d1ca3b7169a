"""Notes as triage exports them: what the tagger suggested, what the person said of it, and what they saw before.

One JSON object a line, a note of one reader each: the form of an annotated corpus, with `judgements` (`signal`, `suggested`,
`verdict`) or `verdicts` (signal to verdict), `held_out`, `first_reading`, `mode` (how suggestions were shown, null for not)
and `suggested`, beside it or in its `metadata`. Whatever else a line holds is ignored.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from spacy.language import Language

from annotation.corpus import AGE_GROUPS, AgeGroup, AnnotatedNote, CorpusError, reasons
from eval.scored import score
from pipeline.summary import RAISED, status
from pipeline.taxonomy import taxonomy

Verdict = Literal["klopt", "klopt_niet", "anders", "weet_ik_niet"]
FIELDS = ("judgements", "verdicts", "held_out", "first_reading", "suggested", "mode")
NO_TEXT = "-"
_TRIAGE = ("month", "random_share", "provenance", "produced_by")
"""What triage tells of a note that no grouping is made of."""


class Judgement(BaseModel):
    """What a person says of a signal; `suggested`: whether the tagger had raised it."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    signal: str
    suggested: bool
    verdict: Verdict | None = None

    @field_validator("signal")
    @classmethod
    def _known(cls, signal: str) -> str:
        if signal not in taxonomy().labels:
            raise ValueError(f"no label {signal[:40]!r} in the taxonomy")
        return signal


class _Mention(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    label: str
    presence: str = "aanwezig"
    temporality: str = "huidig"
    experiencer: str = "betrokkene"

    @property
    def raised(self) -> bool:
        return status(self.presence, self.temporality, self.experiencer) in RAISED


class _Line(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str = Field(min_length=1)
    text: str = ""
    source: str = ""
    age_group: str | None = None
    annotator: str | None = None
    mentions: tuple[_Mention, ...] = ()
    metadata: dict[str, Any] = Field(default_factory=dict)
    judgements: tuple[Judgement, ...] = ()
    verdicts: dict[str, Verdict] | None = None
    held_out: bool = False
    mode: str | None = None
    first_reading: tuple[str, ...] | None = None
    suggested: tuple[str, ...] | None = None

    @field_validator("verdicts")
    @classmethod
    def _all_known(cls, verdicts: dict[str, Verdict] | None) -> dict[str, Verdict] | None:
        for signal in verdicts or ():
            Judgement(signal=signal, suggested=True)
        return verdicts

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.verdicts is None and "judgements" not in self.model_fields_set:
            raise ValueError("neither judgements nor verdicts: not an export of triage")
        return self

    @field_validator("first_reading", mode="before")
    @classmethod
    def _signals(cls, value: Any) -> Any:
        """A first reading is a list of signals, or an object that holds one."""
        return value.get("signals") if isinstance(value, dict) else value


@dataclass(frozen=True, slots=True)
class Judged:
    """A note as one person read it, without its text.

    `shown`: whether they saw suggestions; `suggested`: signals that the tagger raised, shown or held back (None: the export
    does not say); `verdicts`: what the person said of those that were shown; `before`: what they saw before any suggestion
    (None: not noted); `after`: what they hold raised in the end. Protective factors are left out of all.
    """

    note: AnnotatedNote
    reader: str
    held_out: bool
    shown: bool
    suggested: frozenset[str] | None
    verdicts: dict[str, Verdict]
    before: frozenset[str] | None
    after: frozenset[str]


def read_judged(path: Path) -> list[Judged]:
    """The lines of an export. Raises `CorpusError` with every line that is wrong and why, and `OSError`."""
    found: list[Judged] = []
    problems: list[str] = []
    for number, line in enumerate(path.read_text("utf-8-sig").split("\n"), 1):
        if not line.strip():
            continue
        try:
            found.append(_judged(_line(line)))
        except ValidationError as error:
            problems += [f"{path.name}:{number}: {reason}" for reason in reasons(error)]
        except ValueError:
            problems.append(f"{path.name}:{number}: no JSON object")
    if problems:
        raise CorpusError(problems)
    if not found:
        raise CorpusError([f"{path.name}: no notes"])
    return found


def _line(raw: str) -> _Line:
    data = json.loads(raw)
    if not isinstance(data, dict):
        raise ValueError("no object")
    metadata = data.get("metadata")
    inside = metadata if isinstance(metadata, dict) else {}
    lifted = {name: inside[name] for name in FIELDS if name in inside and name not in data}
    return _Line.model_validate({**data, **lifted})


def _judged(line: _Line) -> Judged:
    signals = {label.id for label in taxonomy().signals}
    verdicts = {j.signal: j.verdict for j in line.judgements if j.suggested and j.verdict} | (line.verdicts or {})
    suggested = {j.signal for j in line.judgements if j.suggested} or None
    suggested = suggested if line.suggested is None else set(line.suggested)
    if suggested is None and not line.held_out and "judgements" in line.model_fields_set:
        suggested = set()
    named = {j.signal for j in line.judgements if not j.suggested and j.verdict in (None, "klopt")}
    right = {signal for signal, verdict in verdicts.items() if verdict == "klopt"}
    retracted = {signal for signal, verdict in verdicts.items() if verdict == "klopt_niet"}
    before = line.first_reading
    after = {mention.label for mention in line.mentions if mention.raised} | named | right
    after |= set(before or ()) - retracted
    age: AgeGroup | None = next((group for group in AGE_GROUPS if group == line.age_group), None)
    return Judged(
        note=AnnotatedNote(
            id=line.id,
            text=line.text or NO_TEXT,
            source=line.source,
            age_group=age,
            metadata={name: value for name, value in line.metadata.items() if name not in (*FIELDS, *_TRIAGE)},
        ),
        reader=line.annotator or "",
        held_out=line.held_out,
        shown=not line.held_out and (line.mode is not None or "mode" not in line.model_fields_set),
        suggested=None if suggested is None else frozenset(suggested & signals),
        verdicts={signal: verdict for signal, verdict in verdicts.items() if signal in signals},
        before=None if before is None else frozenset(before) & signals,
        after=frozenset(after & signals),
    )


def completed(nlp: Language, judged: Sequence[Judged]) -> list[Judged]:
    """What the tagger raises where an export does not say what it raised then. Without a text that stays unknown."""
    open_ = [row for row in judged if row.suggested is None and row.note.text != NO_TEXT]
    signals = {label.id for label in taxonomy().signals}
    found = {id(row): read.raised & signals for row, read in zip(open_, score(nlp, notes_of(open_)), strict=True)}
    return [replace(row, suggested=found[id(row)]) if id(row) in found else row for row in judged]


def notes_of(judged: Sequence[Judged]) -> list[AnnotatedNote]:
    """The notes, in their order."""
    return [row.note for row in judged]

"""Adjudication: from two or more readings of the same notes to one gold reading, with every disagreement and its reason kept.

    data = study({"anna": notes_of_anna, "bilal": notes_of_bilal})
    for case in disagreements(data): ...            # what a person must decide
    decision = take(case, "anna", reason="...", by="carla")
    done = gold(data, [decision, ...])              # done.notes, and done.undecided where a case is left

A case is one thing that can be decided by itself: the mentions of one label that share words, or one question of triage.
Everything here is plain data without files or screens; `annotation.decision_sheet` keeps the same decisions in a table.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from annotation.agreement.study import Study
from annotation.corpus import AnnotatedMention, AnnotatedNote, Answer, CorpusError, reasons
from annotation.formats.base import in_order
from pipeline.taxonomy import taxonomy

Rule = Literal["agreed", "majority"]
"""What needs no decision: only what all who read it say, or what more than half of them say."""

Borders = Literal["decide", "widest", "narrowest"]
"""What to do where only the first and last word differ: a person decides, or the most or the fewest words are taken."""

Settlement = Literal["agreed", "borders", "majority", "decided"]
MISSED, OTHER_LABEL, BORDERS, ANSWER = "missed", "label", "borders", "answer"
KEY = "adjudication"
"""Where a gold note keeps in its metadata who read it and what was decided."""


@dataclass(frozen=True, slots=True)
class MentionCase:
    """Mentions of one label that share words, by annotator; nothing for one who read the note and marked nothing here.

    `start` and `end` span them all. `differs` names what is not the same: `missed` (not all marked it), `label` (who did not
    mark it gave these words another label, see `instead`), `borders`, and the qualifiers by name; empty where all agree.
    """

    note_id: str
    label: str
    start: int
    end: int
    readings: Mapping[str, tuple[AnnotatedMention, ...]]
    instead: Mapping[str, tuple[str, ...]]
    differs: tuple[str, ...]

    @property
    def id(self) -> str:
        """Names the case within a study."""
        return f"{self.note_id}#{self.label}@{self.start}-{self.end}"

    @property
    def fingerprint(self) -> str:
        """Changes when a reading changes, so that a decision is never applied to readings it was not made on."""
        return _fingerprint({name: [m.model_dump() for m in found] for name, found in self.readings.items()})


@dataclass(frozen=True, slots=True)
class QuestionCase:
    """A question of triage of one note, with the answers by annotator; None for one who gave none."""

    note_id: str
    question: str
    answers: Mapping[str, Answer | None]
    differs: tuple[str, ...]

    @property
    def id(self) -> str:
        """Names the case within a study."""
        return f"{self.note_id}?{self.question}"

    @property
    def fingerprint(self) -> str:
        """Changes when an answer changes."""
        return _fingerprint(dict(self.answers))


Case = MentionCase | QuestionCase


class Decision(BaseModel):
    """What a person decided of a case, and why. `mentions` are the gold ones (none: nothing is marked here).

    `readings` is the fingerprint of the case; `taken_from` the annotator whose reading was taken whole, if any; `at` is a
    time in ISO 8601.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    case: str
    readings: str
    mentions: tuple[AnnotatedMention, ...] = ()
    answer: Answer | None = None
    taken_from: str | None = None
    reason: str = ""
    by: str = Field(default="", description="who decided")
    at: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """How a case was settled, with the decision if a person made one."""

    case: Case
    how: Settlement
    mentions: tuple[AnnotatedMention, ...] = ()
    answer: Answer | None = None
    decision: Decision | None = None


@dataclass(frozen=True, slots=True)
class Gold:
    """The gold notes, of which every case is settled; how each was; and the cases that still need a decision."""

    notes: tuple[AnnotatedNote, ...]
    settled: tuple[Settled, ...]
    undecided: tuple[Case, ...]

    def counts(self) -> dict[str, int]:
        """Number of cases by how they were settled."""
        return dict(Counter(settled.how for settled in self.settled))


def cases(data: Study) -> list[Case]:
    """All cases of a study, agreed ones too, by note and in order of place; the questions of a note stand last."""
    return [case for row in data.readings for case in note_cases(_read_by(data, row))]


def disagreements(data: Study) -> list[Case]:
    """The cases in which annotators differ."""
    return [case for case in cases(data) if case.differs]


def note_cases(readings: Mapping[str, AnnotatedNote]) -> list[Case]:
    """The cases of one note from its readings by annotator, all of the same text."""
    found = [*_mention_cases(readings), *_question_cases(readings)]
    return sorted(found, key=_place)


def take(case: Case, annotator: str, *, reason: str = "", by: str = "", at: str = "") -> Decision:
    """The decision that one annotator is right. Raises `CorpusError` where that one did not read the note."""
    known = case.readings if isinstance(case, MentionCase) else case.answers
    if annotator not in known:
        raise CorpusError([f"{case.id}: {annotator} did not read this note"])
    if isinstance(case, MentionCase):
        return own(case, case.readings[annotator], taken_from=annotator, reason=reason, by=by, at=at)
    return answered(case, case.answers[annotator], taken_from=annotator, reason=reason, by=by, at=at)


def own(
    case: MentionCase,
    mentions: Iterable[AnnotatedMention],
    *,
    taken_from: str | None = None,
    reason: str = "",
    by: str = "",
    at: str = "",
) -> Decision:
    """The decision that these mentions, and no others, stand here; none at all says that nobody should have marked it."""
    return Decision(
        case=case.id,
        readings=case.fingerprint,
        mentions=tuple(mentions),
        taken_from=taken_from,
        reason=reason,
        by=by,
        at=at,
    )


def answered(
    case: QuestionCase,
    answer: Answer | None,
    *,
    taken_from: str | None = None,
    reason: str = "",
    by: str = "",
    at: str = "",
) -> Decision:
    """The decision that this is the answer to a question of triage; None leaves it unanswered."""
    return Decision(
        case=case.id, readings=case.fingerprint, answer=answer, taken_from=taken_from, reason=reason, by=by, at=at
    )


def settle(case: Case, decision: Decision | None, rule: Rule = "agreed", borders: Borders = "decide") -> Settled | None:
    """How a case is settled: a person's decision goes before every rule; None where it needs one.

    Raises `CorpusError` for a decision that was made on other readings.
    """
    if decision is not None:
        if decision.readings != case.fingerprint:
            raise CorpusError([f"{case.id}: the readings have changed since this was decided"])
        return Settled(case, "decided", decision.mentions, decision.answer, decision)
    if isinstance(case, QuestionCase):
        answer, votes = Counter(case.answers.values()).most_common(1)[0]
        if votes == len(case.answers) or (rule == "majority" and votes * 2 > len(case.answers)):
            return Settled(case, "majority" if case.differs else "agreed", answer=answer)
        return None
    mentions, votes = Counter(case.readings.values()).most_common(1)[0]
    if votes == len(case.readings):
        return Settled(case, "agreed", mentions)
    if rule == "majority" and votes * 2 > len(case.readings):
        return Settled(case, "majority", mentions)
    if borders != "decide" and case.differs == (BORDERS,) and all(len(found) == 1 for found in case.readings.values()):
        wanted = max if borders == "widest" else min
        chosen = wanted((found[0] for found in case.readings.values()), key=lambda m: (m.end - m.start, -m.start))
        return Settled(case, "borders", (chosen,))
    return None


def gold(
    data: Study, decisions: Iterable[Decision] = (), *, rule: Rule = "agreed", borders: Borders = "decide"
) -> Gold:
    """One reading of every note of which all cases are settled.

    Raises `CorpusError` for two decisions on a case, a decision on no case of this study, on readings that have changed
    since, or with mentions that are no slices of the note.
    """
    by_case: dict[str, Decision] = {}
    problems = []
    for decision in decisions:
        if decision.case in by_case:
            problems.append(f"{decision.case}: decided twice")
        by_case[decision.case] = decision
    notes: list[AnnotatedNote] = []
    settled: list[Settled] = []
    undecided: list[Case] = []
    known: set[str] = set()
    for row in data.readings:
        readings = _read_by(data, row)
        found: list[Settled] = []
        open_cases: list[Case] = []
        for case in note_cases(readings):
            known.add(case.id)
            try:
                how = settle(case, by_case.get(case.id), rule, borders)
            except CorpusError as error:
                problems += error.problems
                continue
            if how is None:
                open_cases.append(case)
            else:
                found.append(how)
        settled += found
        undecided += open_cases
        if not open_cases:
            try:
                notes.append(_gold_note(readings, found))
            except ValidationError as error:
                note_id = next(iter(readings.values())).id
                problems += [f"note {note_id}: a decided mention does not fit: {said}" for said in reasons(error)]
    problems += [f"{case}: no such case in these readings" for case in by_case if case not in known]
    if problems:
        raise CorpusError(problems)
    return Gold(tuple(notes), tuple(settled), tuple(undecided))


def _gold_note(readings: Mapping[str, AnnotatedNote], settled: Sequence[Settled]) -> AnnotatedNote:
    first = next(iter(readings.values()))
    mentions = dict.fromkeys(mention for found in settled for mention in found.mentions)
    triage = {found.case.question: found.answer for found in settled if isinstance(found.case, QuestionCase)}
    shared = {
        key: value
        for key, value in first.metadata.items()
        if key != KEY and all(note.metadata.get(key) == value for note in readings.values())
    }
    record = {
        "annotators": list(readings),
        "settled": dict(Counter(found.how for found in settled)),
        "decisions": [found.decision.model_dump(mode="json") for found in settled if found.decision is not None],
    }
    note = AnnotatedNote(
        id=first.id,
        text=first.text,
        source=first.source,
        age_group=first.age_group,
        mentions=tuple(mentions),
        triage={question: answer for question, answer in triage.items() if answer is not None},
        metadata=shared | {KEY: record},
    )
    return in_order(note)


def _read_by(data: Study, row: Sequence[AnnotatedNote | None]) -> dict[str, AnnotatedNote]:
    return {name: note for name, note in zip(data.annotators, row, strict=True) if note is not None}


def _mention_cases(readings: Mapping[str, AnnotatedNote]) -> list[Case]:
    note_id = next(iter(readings.values())).id
    by_label: dict[str, list[tuple[str, AnnotatedMention]]] = {}
    for name, note in readings.items():
        for mention in note.mentions:
            by_label.setdefault(mention.label, []).append((name, mention))
    found: list[Case] = []
    for label, marked in by_label.items():
        for group in _touching(marked):
            start, end = group[0][1].start, max(mention.end for _, mention in group)
            of = {name: tuple(sorted({m for who, m in group if who == name}, key=_span)) for name in readings}
            instead = {
                name: tuple(dict.fromkeys(m.label for m in note.mentions if m.start < end and start < m.end))
                for name, note in readings.items()
                if not of[name]
            }
            found.append(MentionCase(note_id, label, start, end, of, instead, _differs(of, instead)))
    return found


def _touching(marked: Sequence[tuple[str, AnnotatedMention]]) -> list[list[tuple[str, AnnotatedMention]]]:
    """Mentions in groups of which each shares a character with another of its group, in order of place."""
    groups: list[list[tuple[str, AnnotatedMention]]] = []
    reach = -1
    for name, mention in sorted(marked, key=lambda item: _span(item[1])):
        if mention.start < reach:
            groups[-1].append((name, mention))
        else:
            groups.append([(name, mention)])
        reach = max(reach, mention.end)
    return groups


def _differs(
    readings: Mapping[str, tuple[AnnotatedMention, ...]], instead: Mapping[str, tuple[str, ...]]
) -> tuple[str, ...]:
    absent = [name for name, found in readings.items() if not found]
    present = [found for found in readings.values() if found]
    differs = []
    if any(not instead[name] for name in absent):
        differs.append(MISSED)
    if any(instead[name] for name in absent):
        differs.append(OTHER_LABEL)
    if len({tuple(map(_span, found)) for found in present}) > 1:
        differs.append(BORDERS)
    differs += [
        name
        for name in taxonomy().qualifiers
        if len({frozenset(getattr(m, name) for m in found) for found in present}) > 1
    ]
    if not differs and len(set(readings.values())) > 1:
        differs.append(BORDERS)  # the same places and values, paired in another way
    return tuple(differs)


def _question_cases(readings: Mapping[str, AnnotatedNote]) -> list[Case]:
    found: list[Case] = []
    for question in taxonomy().questions:
        answers = {name: note.triage.get(question.id) for name, note in readings.items()}
        if any(answers.values()):
            differs = (ANSWER,) if len(set(answers.values())) > 1 else ()
            found.append(QuestionCase(next(iter(readings.values())).id, question.id, answers, differs))
    return found


def _place(case: Case) -> tuple[int, int, int, str]:
    labels = list(taxonomy().labels)
    if isinstance(case, MentionCase):
        return (0, case.start, labels.index(case.label), "")
    return (1, 0, 0, case.question)


def _span(mention: AnnotatedMention) -> tuple[int, int]:
    return mention.start, mention.end


def _fingerprint(readings: Mapping[str, Any]) -> str:
    written = json.dumps(readings, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()[:12]

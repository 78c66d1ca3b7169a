"""Adjudication on the screen's store: the finished readings of a note, its cases, and the decisions with their reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from annotation.adjudication import Case, Decision, Gold, MentionCase, answered, cases, gold, note_cases, own, take
from annotation.agreement.study import study
from annotation.corpus import AnnotatedMention, AnnotatedNote, Answer, CorpusError
from annotation.screen.export import finished
from annotation.screen.tables import Adjudicated, Assignment, ProjectNote, State
from pipeline.taxonomy import taxonomy
from triage.audit import record
from triage.reading.locating import passages
from triage.store.tables import Person
from triage.store.types import now
from triage.web.errors import Refused


@dataclass(frozen=True, slots=True)
class Compared:
    """A note that several finished, its cases, and the decision of each that has one on the readings as they are now."""

    note: ProjectNote
    readings: Mapping[str, AnnotatedNote]
    cases: Sequence[Case]
    decisions: Mapping[str, Decision]

    @property
    def differing(self) -> list[Case]:
        return [case for case in self.cases if case.differs]

    @property
    def open(self) -> list[Case]:
        return [case for case in self.differing if case.id not in self.decisions]


def several(session: Session, project_id: int) -> list[int]:
    """Notes of a project that two people or more finished, in the order in which they came in."""
    query = (
        select(Assignment.note_id)
        .where(Assignment.project_id == project_id, Assignment.state == State.DONE)
        .group_by(Assignment.note_id)
        .having(func.count() > 1)
        .order_by(Assignment.note_id)
    )
    return list(session.scalars(query))


def compared(session: Session, project_id: int, note_id: int) -> Compared:
    """One note laid side by side. Raises `Refused` where fewer than two finished it."""
    readings = {work.annotator: work.note() for work in finished(session, project_id, note_id)}
    note = session.get(ProjectNote, note_id)
    if note is None or len(readings) < 2:
        raise Refused("web.error_404", 404)
    found = note_cases(readings)
    newest = _newest(session, note_id)
    valid = {
        case.id: newest[case.id] for case in found if case.id in newest and newest[case.id].readings == case.fingerprint
    }
    return Compared(note, readings, found, valid)


def earlier(session: Session, note_id: int) -> list[tuple[Adjudicated, str]]:
    """Every decision on a note that was ever made, oldest first, with the name of who made it."""
    query = (
        select(Adjudicated, Person.name)
        .join(Person, Person.id == Adjudicated.person_id)
        .where(Adjudicated.note_id == note_id)
        .order_by(Adjudicated.id)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def _newest(session: Session, note_id: int) -> dict[str, Decision]:
    return {row.case_id: Decision.model_validate(row.decision) for row, _ in earlier(session, note_id)}


@dataclass(frozen=True, slots=True)
class Choice:
    """What was filled in: `taken` is `van:LOGIN`, `niets`, `eigen` or `antwoord:VALUE`; the rest is for `eigen`."""

    taken: str
    reason: str
    label: str = ""
    words: str = ""
    qualifiers: Mapping[str, str] | None = None


def decide(
    session: Session, person: Person, project_id: int, note_id: int, case_id: str, fingerprint: str, choice: Choice
) -> None:
    """Keeps a decision. Raises `Refused` where the readings have changed (409) or what was filled in cannot be (422)."""
    found = compared(session, project_id, note_id)
    case = next((case for case in found.cases if case.id == case_id), None)
    if case is None or case.fingerprint != fingerprint:
        raise Refused("web.error_409", 409)
    if not choice.reason.strip():
        raise Refused("web.error_422", 422)
    decision = _decision(found.note, case, choice, person)
    session.add(
        Adjudicated(note_id=note_id, case_id=case_id, decision=decision.model_dump(mode="json"), person_id=person.id)
    )
    record(session, "annotatieverschil beslist", person=person, object_kind="annotatienotitie", object_id=note_id)


def _decision(note: ProjectNote, case: Case, choice: Choice, person: Person) -> Decision:
    reason, by, at = choice.reason.strip(), person.login, now().isoformat(timespec="seconds")
    kind, _, value = choice.taken.partition(":")
    try:
        if kind == "van":
            return take(case, value, reason=reason, by=by, at=at)
        if isinstance(case, MentionCase) and kind == "niets":
            return own(case, (), reason=reason, by=by, at=at)
        if isinstance(case, MentionCase) and kind == "eigen":
            return own(case, [_own_mention(note, case, choice)], reason=reason, by=by, at=at)
        if not isinstance(case, MentionCase) and value in get_args(Answer):
            return answered(case, value, reason=reason, by=by, at=at)  # type: ignore[arg-type]  # one of its values
    except (CorpusError, ValueError) as error:
        raise Refused("web.error_422", 422) from error
    raise Refused("web.error_422", 422)


def _own_mention(note: ProjectNote, case: MentionCase, choice: Choice) -> AnnotatedMention:
    """The adjudicator's own mention; of several places with these words, the one nearest to the case."""
    places = passages(note.text, choice.words)
    if not places:
        raise Refused("web.error_422", 422)
    place = min(places, key=lambda place: abs(place.start - case.start))
    chosen = choice.qualifiers or {}
    return AnnotatedMention.model_validate(
        {"label": choice.label or case.label, "start": place.start, "end": place.end}
        | {"text": note.text[place.start : place.end]}
        | {name: chosen[name] for name in taxonomy().qualifiers if name in chosen}
    )


def gold_of(session: Session, project_id: int) -> Gold:
    """The gold reading of every note that several finished."""
    by_annotator: dict[str, list[AnnotatedNote]] = {}
    notes = set(several(session, project_id))
    for work in finished(session, project_id):
        if work.assignment.note_id in notes:
            by_annotator.setdefault(work.annotator, []).append(work.note())
    if not notes:
        return Gold((), (), ())
    data = study(by_annotator)
    valid = {case.id: case.fingerprint for case in cases(data)}
    newest: dict[str, Decision] = {}
    rows = session.scalars(
        select(Adjudicated)
        .join(ProjectNote, ProjectNote.id == Adjudicated.note_id)
        .where(ProjectNote.project_id == project_id)
        .order_by(Adjudicated.id)
    )
    for row in rows:
        newest[row.case_id] = Decision.model_validate(row.decision)
    return gold(data, [found for name, found in newest.items() if valid.get(name) == found.readings])

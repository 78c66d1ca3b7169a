"""What leaves the screen: the annotators' notes by the contract, and what became of every suggestion."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotation.corpus import AnnotatedNote
from annotation.screen.reading import Done, Reading, annotated, effective, fold
from annotation.screen.tables import Act, ActKind, Assignment, State
from annotation.screen.work import suggestions_of
from triage.store.tables import Person

DECIDING = {ActKind.ACCEPTED: "accepted", ActKind.CHANGED: "changed", ActKind.REJECTED: "rejected"}


@dataclass(frozen=True, slots=True)
class Finished:
    """A note that an annotator finished, with the acts in order."""

    assignment: Assignment
    annotator: str
    acts: tuple[Act, ...]

    @property
    def done(self) -> list[Done]:
        return [Done(act.number, act.kind, act.details) for act in self.acts]

    @property
    def reading(self) -> Reading:
        return fold(suggestions_of(self.assignment.note), self.done)

    def note(self) -> AnnotatedNote:
        """The annotated note; the metadata say whether suggestions were shown and what became of them."""
        reading = self.reading
        record: dict[str, Any] = {"suggestions": "withheld" if self.assignment.note.withheld else "shown"}
        if not self.assignment.note.withheld:
            counts = Counter(reading.fates)
            record["fates"] = {"seen": len(reading.seen), **{name: counts[name] for name in sorted(counts)}}
            record["fates"]["own"] = len(reading.own)
        note = self.assignment.note
        return annotated(note.external_id, note.text, note.head, self.annotator, reading, record)


def finished(session: Session, project_id: int, note_id: int | None = None) -> Iterator[Finished]:
    """All finished assignments of a project, or of one note of it, by note and annotator."""
    query = (
        select(Assignment, Person.login)
        .join(Person, Person.id == Assignment.person_id)
        .where(Assignment.project_id == project_id, Assignment.state == State.DONE)
        .order_by(Assignment.note_id, Person.login)
    )
    acts = (
        select(Act)
        .join(Assignment, Assignment.id == Act.assignment_id)
        .where(Assignment.project_id == project_id, Assignment.state == State.DONE)
        .order_by(Act.assignment_id, Act.number)
    )
    if note_id is not None:
        query, acts = query.where(Assignment.note_id == note_id), acts.where(Assignment.note_id == note_id)
    by_assignment: dict[int, list[Act]] = {}
    for act in session.scalars(acts):
        by_assignment.setdefault(act.assignment_id, []).append(act)
    for assignment, login in session.execute(query).unique():
        yield Finished(assignment, login, tuple(by_assignment.get(assignment.id, ())))


def facts(session: Session, project_id: int) -> Iterator[dict[str, Any]]:
    """A row for each suggestion and each own mark of a finished note: seen or not, what became of it, and when."""
    for work in finished(session, project_id):
        note = work.assignment.note
        reading = work.reading
        common = {"note": note.external_id, "annotator": work.annotator, "withheld": note.withheld}
        times = _times(work)
        for number, suggestion in enumerate(suggestions_of(note)):
            yield common | {
                "kind": "suggestion",
                "label": suggestion["label"],
                "start": suggestion["start"],
                "end": suggestion["end"],
                "seen_at": times.get(("seen", number)),
                "fate": reading.fates[number],
                "decided_at": times.get(("decided", number)),
                "became": reading.taken.get(number) if reading.fates[number] == "changed" else None,
            }
        for key, mention in reading.own.items():
            yield common | {
                "kind": "own",
                "label": mention["label"],
                "start": mention["start"],
                "end": mention["end"],
                "fate": "own",
                "decided_at": times.get(("own", key)),
            }


def _times(work: Finished) -> dict[tuple[str, Any], str]:
    """When a suggestion was first seen and last decided on, and when an own mark was last changed."""
    found: dict[tuple[str, Any], str] = {}
    kept = {act.number for act in effective(work.done)}
    for act in work.acts:
        at = _iso(act.at)
        if act.kind is ActKind.SEEN:
            found.setdefault(("seen", act.details["suggestion"]), at)
        elif act.number in kept and act.kind in DECIDING:
            found["decided", act.details["suggestion"]] = at
        elif act.number in kept and act.kind in {ActKind.OWN, ActKind.OWN_CHANGED}:
            found["own", act.details["key"]] = at
    return found


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")

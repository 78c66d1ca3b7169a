"""One annotator with one note: what the browser gets, and the acts that it sends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from annotation.screen.reading import CHANGING, ActError, Done, SentAct, check, effective, fold
from annotation.screen.tables import Act, ActKind, Assignment, ProjectNote, State
from triage.audit import record
from triage.store.tables import Person
from triage.store.types import now
from triage.web.errors import Refused


class Conflict(Exception):
    """Acts that do not go on where the stored ones end: the note is open in another window. `last` is the last stored one."""

    def __init__(self, last: int) -> None:
        super().__init__(f"the last act is {last}")
        self.last = last


def mine(session: Session, person: Person, assignment_id: int) -> Assignment:
    """An assignment of this person; raises `Refused` for another's."""
    found = session.get(Assignment, assignment_id)
    if found is None or found.person_id != person.id:
        raise Refused("web.error_404", 404)
    return found


def suggestions_of(note: ProjectNote) -> list[dict[str, Any]]:
    """What may be shown of the tagger: nothing where it is withheld."""
    return [] if note.withheld else note.suggestions


def acts_of(session: Session, assignment_id: int) -> list[Done]:
    """All acts of an assignment, in order."""
    rows = session.scalars(select(Act).where(Act.assignment_id == assignment_id).order_by(Act.number))
    return [Done(row.number, row.kind, row.details) for row in rows]


def shown(session: Session, assignment: Assignment) -> dict[str, Any]:
    """Everything that the screen needs of a note. Offsets are characters; the browser turns them into its own."""
    acts = acts_of(session, assignment.id)
    note = assignment.note
    reading = fold(suggestions_of(note), acts)
    return {
        "id": assignment.id,
        "text": note.text,
        "source": note.head.get("source") or "",
        "withheld": note.withheld,
        "suggestions": suggestions_of(note),
        "acts": [{"number": act.number, "kind": act.kind.value} | act.details for act in effective(acts)],
        "seen": sorted(reading.seen),
        "last": acts[-1].number if acts else 0,
        "state": assignment.state.value,
        **places(session, assignment),
    }


def places(session: Session, assignment: Assignment) -> dict[str, Any]:
    """Where this note stands among those of its annotator: neighbours, the next one to do, and the counts."""
    own = (Assignment.project_id == assignment.project_id, Assignment.person_id == assignment.person_id)
    by_place = select(Assignment.id).where(*own)
    here = assignment.position
    to_do = by_place.where(Assignment.state != State.DONE, Assignment.id != assignment.id).order_by(Assignment.position)
    after = session.scalar(to_do.where(Assignment.position > here).limit(1))
    count = select(func.count()).select_from(Assignment).where(*own)
    return {
        "previous": session.scalar(
            by_place.where(Assignment.position < here).order_by(Assignment.position.desc()).limit(1)
        ),
        "next": session.scalar(by_place.where(Assignment.position > here).order_by(Assignment.position).limit(1)),
        "next_to_do": after or session.scalar(to_do.limit(1)),
        "position": here,
        "total": session.scalar(count),
        "done": session.scalar(count.where(Assignment.state == State.DONE)),
    }


def first_to_do(session: Session, person: Person, project_id: int) -> int | None:
    """The assignment with which this person goes on: the first that is not done, or the last of all."""
    own = select(Assignment.id).where(Assignment.project_id == project_id, Assignment.person_id == person.id)
    waiting = own.where(Assignment.state != State.DONE).order_by(Assignment.position).limit(1)
    return session.scalar(waiting) or session.scalar(own.order_by(Assignment.position.desc()).limit(1))


def save(session: Session, person: Person, assignment: Assignment, sent: Sequence[SentAct]) -> int:
    """Adds acts and gives the number of the last; acts that are stored already are passed over, so that sending twice is safe.

    Raises `Conflict`, or `ActError` for an act that does not fit.
    """
    acts = acts_of(session, assignment.id)
    by_number = {act.number: act for act in acts}
    for act in sent:
        stored = by_number.get(act.number)
        if stored is not None:
            if (stored.kind, stored.details) != (act.kind, act.details):
                raise Conflict(acts[-1].number)
            continue
        if act.number != len(acts) + 1:
            raise Conflict(len(acts))
        if act.kind in CHANGING and assignment.state is State.DONE:
            raise ActError(f"act {act.number}: the note is finished")
        check(act, assignment.note.text, fold(suggestions_of(assignment.note), acts), acts)
        acts.append(Done(act.number, act.kind, act.details))
        by_number[act.number] = acts[-1]
        session.add(
            Act(
                assignment_id=assignment.id,
                number=act.number,
                kind=act.kind,
                details=act.details,
                after_ms=act.after_ms,
            )
        )
        _follow(session, person, assignment, act.kind)
    return len(acts)


def _follow(session: Session, person: Person, assignment: Assignment, kind: ActKind) -> None:
    """What an act means for the state of the note, and for the log."""
    event = None
    if kind is ActKind.OPENED:
        assignment.opened_at = assignment.opened_at or now()
        if assignment.state is State.WAITING:
            assignment.state = State.BUSY
        event = "notitie geopend om te annoteren"
    elif kind is ActKind.FINISHED:
        assignment.state, assignment.finished_at = State.DONE, now()
        event = "annotatie klaar"
    elif kind is ActKind.REOPENED:
        assignment.state = State.BUSY
        event = "annotatie heropend"
    if event:
        record(session, event, person=person, object_kind="annotatienotitie", object_id=assignment.note_id)

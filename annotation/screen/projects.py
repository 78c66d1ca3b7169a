"""Projects: notes come in with their suggestions frozen, are drawn to be read with or without them, and are assigned."""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations, cycle, islice
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from annotation.corpus import AnnotatedNote
from annotation.screen.tables import Assignment, Project, ProjectNote, Showing, State
from annotation.suggestions import Suggest
from triage.audit import record
from triage.holdout.draw import WITHOUT_SUGGESTIONS, drawn
from triage.store.tables import Person

MOST_GROUPS = 1000
BATCH = 1000


@dataclass(frozen=True, slots=True)
class Plan:
    """How a project is read: by `overlap` people a note for `overlap_share` of the notes, by one for the rest."""

    name: str
    showing: Showing = Showing.DRAWN
    shown_share: float = 0.5
    overlap: int = 1
    overlap_share: float = 1.0
    produced_by: dict[str, Any] = field(default_factory=dict)


def find_or_make(session: Session, plan: Plan, by: Person | None = None) -> Project:
    """The project of this name as it is, or a new one by the plan."""
    found = session.scalars(select(Project).where(Project.name == plan.name)).first()
    if found is not None:
        return found
    made = Project(
        name=plan.name,
        showing=plan.showing,
        shown_share=plan.shown_share,
        overlap=plan.overlap,
        overlap_share=plan.overlap_share,
        produced_by=plan.produced_by,
        salt=secrets.token_hex(32),
    )
    session.add(made)
    session.flush()
    record(session, "annotatieproject gemaakt", person=by, object_kind="annotatieproject", object_id=made.id)
    return made


def add_notes(session: Session, project: Project, notes: Iterable[AnnotatedNote], suggest: Suggest | None) -> int:
    """Puts notes that the project does not have yet into it and gives their number; mentions they have are not looked at."""
    known = set(session.scalars(select(ProjectNote.external_id).where(ProjectNote.project_id == project.id)))
    rows: list[dict[str, Any]] = []
    for note in notes:
        if note.id in known:
            continue
        known.add(note.id)
        found = suggest(note.text) if suggest and project.showing is not Showing.WITHHELD else ()
        rows.append(
            {
                "project_id": project.id,
                "external_id": note.id,
                "text": note.text,
                "head": note.model_dump(mode="json", include={"source", "age_group", "metadata"}),
                "suggestions": [mention.model_dump(mode="json", exclude={"text"}) for mention in found],
                "withheld": withheld(project, note.id),
            }
        )
    for start in range(0, len(rows), BATCH):
        session.execute(insert(ProjectNote), rows[start : start + BATCH])
    return len(rows)


def withheld(project: Project, external_id: str) -> bool:
    """Whether a note is read without suggestions: by lot, the same for all its readers, so that they can be compared."""
    if project.showing is not Showing.DRAWN:
        return project.showing is Showing.WITHHELD
    return drawn(project.salt.encode(), WITHOUT_SUGGESTIONS, external_id, 1 - project.shown_share)


def assign(session: Session, project: Project, people: Sequence[Person]) -> int:
    """Gives the notes that nobody has yet to these people and returns the number of assignments; in random order.

    Raises ValueError where fewer people are named than must read a note.
    """
    if len(people) < project.overlap:
        raise ValueError(f"{project.overlap} people must read a note, and {len(people)} are named")
    taken = select(Assignment.note_id).where(Assignment.project_id == project.id)
    query = select(ProjectNote.id).where(ProjectNote.project_id == project.id, ProjectNote.id.not_in(taken))
    waiting = list(session.scalars(query.order_by(ProjectNote.id)))
    draw = random.Random(f"{project.salt}{len(waiting)}")
    draw.shuffle(waiting)
    several = round(len(waiting) * project.overlap_share) if project.overlap > 1 else 0
    numbers = [person.id for person in people]
    pairs = [
        *zip(waiting[:several], _groups(numbers, project.overlap, draw), strict=False),
        *zip(waiting[several:], _groups(numbers, 1, draw), strict=False),
    ]
    # Notes that several read stand between the others, so that nobody can tell which they are.
    draw.shuffle(pairs)
    furthest = (
        select(Assignment.person_id, func.max(Assignment.position))
        .where(Assignment.project_id == project.id)
        .group_by(Assignment.person_id)
    )
    last = {row[0]: row[1] for row in session.execute(furthest)}
    rows = []
    for note, group in pairs:
        for person in group:
            last[person] = last.get(person, 0) + 1
            rows.append(
                {
                    "project_id": project.id,
                    "note_id": note,
                    "person_id": person,
                    "position": last[person],
                    "state": State.WAITING,
                }
            )
    for start in range(0, len(rows), BATCH):
        session.execute(insert(Assignment), rows[start : start + BATCH])
    return len(rows)


def _groups(people: list[int], size: int, draw: random.Random) -> Iterable[tuple[int, ...]]:
    """Endless groups of readers in which every person, and every pair of people, comes about equally often."""
    found = list(islice(combinations(people, size), MOST_GROUPS + 1))
    if len(found) > MOST_GROUPS:
        order = draw.sample(people, len(people))
        doubled = order + order
        found = [tuple(doubled[start : start + size]) for start in range(len(order))]
    draw.shuffle(found)
    return cycle(found)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a person is."""

    project: Project
    person: Person
    total: int
    done: int


def progress(session: Session, *, person_id: int | None = None, project_id: int | None = None) -> list[Progress]:
    """By project and person, of one person or one project only where it is named."""
    counts = select(
        Assignment.project_id,
        Assignment.person_id,
        func.count().label("total"),
        func.count().filter(Assignment.state == State.DONE).label("done"),
    ).group_by(Assignment.project_id, Assignment.person_id)
    if person_id is not None:
        counts = counts.where(Assignment.person_id == person_id)
    if project_id is not None:
        counts = counts.where(Assignment.project_id == project_id)
    counted = counts.subquery()
    query = (
        select(Project, Person, counted.c.total, counted.c.done)
        .join(counted, counted.c.project_id == Project.id)
        .join(Person, Person.id == counted.c.person_id)
        .order_by(Project.name, Person.name)
    )
    return [Progress(*row) for row in session.execute(query).unique()]

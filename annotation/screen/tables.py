"""Own tables beside those of triage. What annotators did and decided is append-only: the acts are the facts.

`people.id` is triage's; the migrations of this room have their own version table.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, MetaData, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from triage.store.tables import Base as Triage
from triage.store.tables import Person
from triage.store.types import Json, Moment, choice, now


class Showing(StrEnum):
    """Whether annotators of a project see the tagger's suggestions."""

    SHOWN = "shown"
    WITHHELD = "withheld"
    DRAWN = "drawn"


class State(StrEnum):
    """How far an annotator is with a note."""

    WAITING = "waiting"
    BUSY = "busy"
    DONE = "done"


class ActKind(StrEnum):
    """One thing that an annotator did. An undone act stays; `undone` names it."""

    OPENED = "opened"
    SEEN = "seen"
    ACCEPTED = "accepted"
    CHANGED = "changed"
    REJECTED = "rejected"
    OWN = "own"
    OWN_CHANGED = "own_changed"
    OWN_REMOVED = "own_removed"
    ANSWERED = "answered"
    UNDONE = "undone"
    FINISHED = "finished"
    REOPENED = "reopened"


class Base(DeclarativeBase):
    """Metadata of its own, so that the tables of triage migrate without these."""

    metadata = MetaData(naming_convention=Triage.metadata.naming_convention)
    type_annotation_map = {  # noqa: RUF012
        datetime: Moment,
        dict[str, Any]: Json,
        list[dict[str, Any]]: Json,
        Showing: choice(Showing),
        State: choice(State),
        ActKind: choice(ActKind),
    }


class Project(Base):
    """Notes that some people annotate under one guideline. `salt` decides which notes are read without suggestions."""

    __tablename__ = "annotation_project"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    showing: Mapped[Showing]
    shown_share: Mapped[float] = mapped_column(default=0.5)
    salt: Mapped[str] = mapped_column(String(64))
    overlap: Mapped[int] = mapped_column(default=1)
    overlap_share: Mapped[float] = mapped_column(default=1.0)
    produced_by: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime] = mapped_column(default=now)


class ProjectNote(Base):
    """A note of a project, with the suggestions as they were when it came in."""

    __tablename__ = "annotation_note"
    __table_args__ = (UniqueConstraint("project_id", "external_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("annotation_project.id"), index=True)
    external_id: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    head: Mapped[dict[str, Any]] = mapped_column(default=dict)
    suggestions: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    withheld: Mapped[bool] = mapped_column(default=False)

    project: Mapped[Project] = relationship(lazy="joined")


class Assignment(Base):
    """A note that a person is to annotate, in the order of `position`."""

    __tablename__ = "annotation_assignment"
    __table_args__ = (
        UniqueConstraint("note_id", "person_id"),
        Index("ix_annotation_assignment_work", "project_id", "person_id", "position"),
        Index("ix_annotation_assignment_state", "project_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("annotation_project.id"))
    note_id: Mapped[int] = mapped_column(ForeignKey("annotation_note.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    position: Mapped[int]
    state: Mapped[State] = mapped_column(default=State.WAITING)
    opened_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]

    note: Mapped[ProjectNote] = relationship(lazy="joined")


class Act(Base):
    """What an annotator did, by number within the assignment. `after_ms`: since the note came on the screen."""

    __tablename__ = "annotation_act"
    __table_args__ = (UniqueConstraint("assignment_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("annotation_assignment.id"))
    number: Mapped[int]
    kind: Mapped[ActKind]
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    after_ms: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime] = mapped_column(default=now)


class Adjudicated(Base):
    """A decision on a case; the newest of a case counts."""

    __tablename__ = "annotation_adjudicated"
    __table_args__ = (Index("ix_annotation_adjudicated_note", "note_id", "case_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[int] = mapped_column(ForeignKey("annotation_note.id"))
    case_id: Mapped[str] = mapped_column(String(400))
    decision: Mapped[dict[str, Any]]
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime] = mapped_column(default=now)

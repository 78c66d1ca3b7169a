"""All tables. Judgements, outcomes and audit events are append-only: a newer row replaces, nothing is overwritten."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import ForeignKey, Index, LargeBinary, MetaData, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from triage.store.choices import (
    ConsultKind,
    DeliveryKind,
    JobState,
    Mode,
    NoteStatus,
    ObjectionKind,
    Role,
    SwitchScope,
    VaultKind,
    Verdict,
)
from triage.store.types import Json, Moment, choice, now


class Base(DeclarativeBase):
    """What all tables share: named constraints, so that migrations can speak of them, and our column types."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012
        datetime: Moment,
        dict[str, Any]: Json,
        list[str]: Json,
        Role: choice(Role),
        Mode: choice(Mode),
        NoteStatus: choice(NoteStatus),
        VaultKind: choice(VaultKind),
        JobState: choice(JobState),
        DeliveryKind: choice(DeliveryKind),
        Verdict: choice(Verdict),
        ObjectionKind: choice(ObjectionKind),
        ConsultKind: choice(ConsultKind),
        SwitchScope: choice(SwitchScope),
    }


class Team(Base):
    """People who work one queue in one mode."""

    __tablename__ = "team"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    mode: Mapped[Mode] = mapped_column(default=Mode.EERST_LEZEN)
    suggestions_on: Mapped[bool] = mapped_column(default=True)


class Person(Base):
    """Someone who can log in. People are made inactive, never deleted: the audit log names them."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    login: Mapped[str] = mapped_column(String(200), unique=True)
    role: Mapped[Role]
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    oidc_subject: Mapped[str | None] = mapped_column(String(500), unique=True)
    active: Mapped[bool] = mapped_column(default=True)
    suggestions_on: Mapped[bool] = mapped_column(default=True)
    may_open_vault: Mapped[bool] = mapped_column(default=False)
    failed_logins: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    must_change_password: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)

    team: Mapped[Team | None] = relationship(lazy="joined")


class LoginSession(Base):
    """One login in one browser. Only the hash of its token is kept."""

    __tablename__ = "login_session"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    seen_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    csrf: Mapped[str] = mapped_column(String(64))

    person: Mapped[Person] = relationship(lazy="joined")


class ApiToken(Base):
    """What a case system shows to hand in notes. Only its hash is kept."""

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    revoked_at: Mapped[datetime | None]


class Note(Base):
    """A melding or visit note as the screens show it. After deletion the row stays with an empty text, as proof."""

    __tablename__ = "note"
    __table_args__ = (
        Index("ix_note_status_arrived_at", "status", "arrived_at"),
        UniqueConstraint("source", "external_id"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=lambda: str(uuid4()))
    external_id: Mapped[str | None] = mapped_column(String(200), index=True)
    received_hash: Mapped[str] = mapped_column(String(64), default="")
    notices: Mapped[list[str]] = mapped_column(default=list)
    source: Mapped[str] = mapped_column(String(100))
    noted_on: Mapped[date | None]
    arrived_at: Mapped[datetime] = mapped_column(default=now, index=True)
    text: Mapped[str] = mapped_column(Text)
    text_hash: Mapped[str] = mapped_column(String(64), index=True)
    extra: Mapped[dict[str, Any]] = mapped_column("metadata", default=dict)
    pseudonymised: Mapped[bool] = mapped_column(default=False)
    subject_key: Mapped[str | None] = mapped_column(String(64), index=True)
    status: Mapped[NoteStatus] = mapped_column(default=NoteStatus.WACHT)
    assigned_to: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)
    second_reader: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    held_out: Mapped[bool] = mapped_column(default=False)
    random_share: Mapped[bool] = mapped_column(default=False)
    deleted_at: Mapped[datetime | None]


class VaultItem(Base):
    """An encrypted original or mapping, apart from the note and with its own permission."""

    __tablename__ = "vault_item"
    __table_args__ = (UniqueConstraint("note_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[str] = mapped_column(ForeignKey("note.id"), index=True)
    kind: Mapped[VaultKind]
    ciphertext: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(default=now)


class Screening(Base):
    """What the pipeline found in a note (`RiskFactorSummary` as JSON), or why it failed. The newest counts."""

    __tablename__ = "screening"

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[str] = mapped_column(ForeignKey("note.id"), index=True)
    summary: Mapped[dict[str, Any] | None]
    produced_by: Mapped[dict[str, Any]] = mapped_column(default=dict)
    input_hash: Mapped[str] = mapped_column(String(64))
    config_hash: Mapped[str] = mapped_column(String(64))
    finished_at: Mapped[datetime] = mapped_column(default=now)
    error: Mapped[str | None] = mapped_column(String(300))
    attempts: Mapped[int] = mapped_column(default=1)


class ScreenedSignal(Base):
    """One row a signal a screening raised or mentioned, so that the queue can filter without reading JSON."""

    __tablename__ = "screened_signal"
    __table_args__ = (UniqueConstraint("note_id", "signal"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[str] = mapped_column(ForeignKey("note.id"), index=True)
    signal: Mapped[str] = mapped_column(String(60), index=True)
    status: Mapped[str] = mapped_column(String(20))


class Delivery(Base):
    """Notes that came in together, by form, file or folder: how many were taken, and which rows were not and why."""

    __tablename__ = "delivery"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=lambda: str(uuid4()))
    kind: Mapped[DeliveryKind]
    name: Mapped[str] = mapped_column(String(300), default="")
    source: Mapped[str] = mapped_column(String(100), default="")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=now, index=True)
    taken: Mapped[int] = mapped_column(default=0)
    known: Mapped[int] = mapped_column(default=0)
    rejected: Mapped[int] = mapped_column(default=0)
    note_ids: Mapped[list[str]] = mapped_column(default=list)
    rejects: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    error: Mapped[str | None] = mapped_column(String(40))


class Job(Base):
    """A note that waits for the worker; one a note, so that nothing is screened twice at once."""

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_state_run_after", "state", "run_after"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[str] = mapped_column(ForeignKey("note.id"), unique=True)
    state: Mapped[JobState] = mapped_column(default=JobState.WACHT)
    attempts: Mapped[int] = mapped_column(default=0)
    run_after: Mapped[datetime] = mapped_column(default=now)
    locked_by: Mapped[str | None] = mapped_column(String(100))
    locked_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(String(300))


class Opening(Base):
    """A person opened a note; without one no outcome is taken."""

    __tablename__ = "opening"
    __table_args__ = (Index("ix_opening_note_id_person_id", "note_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[str] = mapped_column(ForeignKey("note.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(default=now, index=True)


class FirstReading(Base):
    """What a person read in the note before any suggestion was shown."""

    __tablename__ = "first_reading"
    __table_args__ = (Index("ix_first_reading_note_id_person_id", "note_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[str] = mapped_column(ForeignKey("note.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    signals: Mapped[list[str]] = mapped_column(default=list)
    questions: Mapped[dict[str, Any]] = mapped_column(default=dict)
    own_words: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(default=now, index=True)


class Reveal(Base):
    """Suggestions of a note were shown to a person, in the mode of that moment."""

    __tablename__ = "reveal"
    __table_args__ = (Index("ix_reveal_note_id_person_id", "note_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[str] = mapped_column(ForeignKey("note.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(default=now, index=True)
    mode: Mapped[Mode]


class Judgement(Base):
    """What a person says of one suggestion; append-only, the newest by that person counts."""

    __tablename__ = "judgement"
    __table_args__ = (Index("ix_judgement_note_id_person_id", "note_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[str] = mapped_column(ForeignKey("note.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    signal: Mapped[str] = mapped_column(String(60), index=True)
    start: Mapped[int | None]
    end: Mapped[int | None] = mapped_column("end_")
    suggested: Mapped[bool] = mapped_column(default=True)
    verdict: Mapped[Verdict]
    remark: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(default=now, index=True)
    replaces: Mapped[int | None] = mapped_column(ForeignKey("judgement.id"), index=True)


class OwnSignal(Base):
    """A signal that a person saw, with the words selected in the text and its qualifiers."""

    __tablename__ = "own_signal"
    __table_args__ = (Index("ix_own_signal_note_id_person_id", "note_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[str] = mapped_column(ForeignKey("note.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    signal: Mapped[str] = mapped_column(String(60), index=True)
    start: Mapped[int]
    end: Mapped[int] = mapped_column("end_")
    presence: Mapped[str] = mapped_column(String(20))
    temporality: Mapped[str] = mapped_column(String(20))
    experiencer: Mapped[str] = mapped_column(String(20))
    attribution: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(default=now, index=True)
    removed_at: Mapped[datetime | None]


class Outcome(Base):
    """What a person decided and why; append-only, the newest counts."""

    __tablename__ = "outcome"

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[str] = mapped_column(ForeignKey("note.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    outcome: Mapped[str] = mapped_column(String(60))
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(default=now, index=True)
    replaces: Mapped[int | None] = mapped_column(ForeignKey("outcome.id"))


class Objection(Base):
    """A correction or an objection to a note, and what was answered."""

    __tablename__ = "objection"

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[str] = mapped_column(ForeignKey("note.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[ObjectionKind]
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(default=now, index=True)
    answer: Mapped[str | None] = mapped_column(Text)
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]


class Consult(Base):
    """A note handed on: to a colleague, to later, or to a second reader."""

    __tablename__ = "consult"

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[str] = mapped_column(ForeignKey("note.id"), index=True)
    from_person: Mapped[int] = mapped_column(ForeignKey("person.id"))
    to_person: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[ConsultKind]
    remark: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(default=now)
    done_at: Mapped[datetime | None]


class Switch(Base):
    """Suggestions turned on or off for a person, a team or all; the newest of a scope counts."""

    __tablename__ = "switch"

    id: Mapped[int] = mapped_column(primary_key=True)
    scope: Mapped[SwitchScope]
    scope_id: Mapped[int | None]
    on: Mapped[bool] = mapped_column("is_on")
    reason: Mapped[str] = mapped_column(Text)
    by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(default=now)


class AuditEvent(Base):
    """One line of the log with the fields of NEN 7513, chained to the one before. `details` never holds text of a note."""

    __tablename__ = "audit_event"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)
    event: Mapped[str] = mapped_column(String(60), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str | None] = mapped_column(String(20))
    object_kind: Mapped[str | None] = mapped_column(String(40))
    object_id: Mapped[str | None] = mapped_column(String(100), index=True)
    subject_key: Mapped[str | None] = mapped_column(String(64), index=True)
    on_behalf_of: Mapped[str | None] = mapped_column(String(100))
    basis: Mapped[str] = mapped_column(String(60))
    emergency: Mapped[bool] = mapped_column(default=False)
    system: Mapped[str] = mapped_column(String(60))
    outcome: Mapped[str] = mapped_column(String(20))
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class AuditPurge(Base):
    """Up to where the log was cleared; the database lets events be deleted only below such a mark."""

    __tablename__ = "audit_purge"

    id: Mapped[int] = mapped_column(primary_key=True)
    before_seq: Mapped[int]
    last_hash: Mapped[str] = mapped_column(String(64))
    removed: Mapped[int]
    at: Mapped[datetime] = mapped_column(default=now)
    by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

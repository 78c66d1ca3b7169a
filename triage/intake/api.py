"""`/api/notes`: a case system hands in notes and asks how far one is. It gives no outcome and takes none."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy import select
from sqlalchemy.orm import Session

from triage.intake.accept import accept
from triage.intake.errors import words_of
from triage.intake.incoming import LONGEST_ID, LONGEST_SOURCE, Incoming, NotAccepted, prepare
from triage.intake.setup import Intake, intake_of
from triage.people.guard import Config, Db, needs_token
from triage.store.choices import JobState
from triage.store.tables import ApiToken, Job, Note, Screening
from triage.web.errors import Refused
from triage.web.texts import text

router = APIRouter(prefix="/api", tags=["notes"])
WAY = "api"
_STATUS = {"id_taken": 409, "too_long": 413}

Line = StringConstraints(strip_whitespace=True, min_length=1, pattern=r"^[^\x00-\x1f\x7f]+$")
Value = Annotated[str, StringConstraints(max_length=2000)] | bool | Annotated[int, Field(ge=-(2**53), le=2**53)] | None
State = Literal["wacht", "bezig", "gelezen", "mislukt", "verwijderd"]


class NewNote(BaseModel):
    """A melding or visit note."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    text: str = Field(min_length=1, max_length=1_000_000, description="The text, whole and as it was written.")
    source: Annotated[str, Line, Field(max_length=LONGEST_SOURCE)] = Field(
        description="Where the note comes from, such as `melding` or `huisbezoek`."
    )
    external_id: Annotated[str, Line, Field(max_length=LONGEST_ID)] | None = Field(
        default=None,
        description="The number your system knows the note by. With it, sending the note again does no harm.",
    )
    noted_on: Annotated[date, Field(ge=date(1900, 1, 1))] | None = Field(
        default=None, description="The day on which the note was made."
    )
    subject_id: Annotated[str, Line, Field(max_length=LONGEST_ID)] | None = Field(
        default=None,
        description="A number of the person concerned. Only a keyed hash of it is kept, to find a person's notes later.",
    )
    age_group: Literal["jongere", "volwassene", "oudere"] | None = Field(
        default=None, description="Used for measuring only; the program does not read it."
    )
    metadata: dict[Annotated[str, StringConstraints(min_length=1, max_length=100)], Value] = Field(
        default_factory=dict, max_length=50, description="Carried along and read by nothing."
    )


class NoteState(BaseModel):
    """How far a note is. There is no score, no advice and no outcome in it: a person reads and decides."""

    id: UUID = Field(description="Our number of the note.")
    external_id: str | None = Field(description="Your number of the note.")
    status: State = Field(
        description="Whether the program has read the note: `wacht`, `bezig`, `gelezen`, `mislukt`; or erased."
    )
    received_at: AwareDatetime
    screened_at: AwareDatetime | None
    attempts: int = Field(description="How often the program has tried to read it.")
    error: str | None = Field(description="Why the program could not read it, in Dutch.")
    disclaimer: str


class Problem(BaseModel):
    """What was wrong, in Dutch."""

    detail: str


class Invalid(BaseModel):
    """Which fields were wrong."""

    class Where(BaseModel):
        loc: list[str | int]
        type: str
        msg: str

    detail: list[Where] | str


PROBLEMS = {
    400: {"model": Problem, "description": "The body is no JSON"},
    401: {"model": Problem, "description": "No token, or one that was revoked"},
    413: {"model": Problem, "description": "The text is longer than this organisation allows"},
    422: {"model": Invalid, "description": "A field is missing or wrong"},
    429: {"model": Problem, "description": "Too many requests from this address"},
}


@router.post(
    "/notes",
    status_code=201,
    response_model=NoteState,
    responses={
        200: {"model": NoteState, "description": "This note had come in before; nothing is stored twice"},
        409: {"model": Problem, "description": "This number belongs to another text from the same source"},
        **{status: PROBLEMS[status] for status in (400, 401, 413, 422, 429)},
    },
)
def hand_in(
    request: Request,
    response: Response,
    sent: NewNote,
    token: Annotated[ApiToken, Depends(needs_token)],
    session: Db,
    settings: Config,
) -> NoteState:
    """Stores a note and has it read in the background. The answer comes after it is stored."""
    intake: Intake = intake_of(request)
    extra = {**sent.metadata, **({"age_group": sent.age_group} if sent.age_group else {})}
    incoming = Incoming(
        text=sent.text,
        source=sent.source,
        external_id=sent.external_id,
        noted_on=sent.noted_on,
        extra=extra,
        subject=sent.subject_id,
    )
    try:
        prepared = prepare(incoming, settings, intake.deidentify)
        accepted = accept(session, settings, prepared, intake.vault, way=WAY, on_behalf_of=token.name)
    except NotAccepted as refusal:
        raise Refused(
            f"intake.{refusal.key}", _STATUS.get(refusal.key, 422), limit=settings.max_note_chars
        ) from refusal
    if not accepted.new:
        response.status_code = 200
    session.flush()
    return _state(session, accepted.note)


@router.get(
    "/notes/{note_id}",
    response_model=NoteState,
    responses={
        404: {"model": Problem, "description": "There is no such note"},
        **{status: PROBLEMS[status] for status in (401, 422, 429)},
    },
)
def ask(note_id: UUID, token: Annotated[ApiToken, Depends(needs_token)], session: Db) -> NoteState:
    """How far a note is."""
    note = session.get(Note, str(note_id))
    if note is None:
        raise Refused("web.error_404", 404)
    return _state(session, note)


def _state(session: Session, note: Note) -> NoteState:
    job = session.scalars(select(Job).where(Job.note_id == note.id)).first()
    done = select(Screening).where(Screening.note_id == note.id, Screening.error.is_(None))
    screening = session.scalars(done.order_by(Screening.id.desc()).limit(1)).first()
    return NoteState(
        id=UUID(note.id),
        external_id=note.external_id,
        status=_status(note, job),
        received_at=note.arrived_at,
        screened_at=_moment(screening),
        attempts=job.attempts if job else 0,
        error=words_of(job.error) if job and job.state is JobState.MISLUKT and job.error else None,
        disclaimer=text("intake.disclaimer"),
    )


def _moment(screening: Screening | None) -> datetime | None:
    return screening.finished_at if screening else None


def _status(note: Note, job: Job | None) -> State:
    if note.deleted_at is not None:
        return "verwijderd"
    states: dict[JobState, State] = {
        JobState.WACHT: "wacht",
        JobState.BEZIG: "bezig",
        JobState.KLAAR: "gelezen",
        JobState.MISLUKT: "mislukt",
    }
    return states[job.state] if job else "wacht"

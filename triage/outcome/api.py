"""Outcomes for programs: one note, one person who is logged in and opened it. Never many at once, never by a token."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from pipeline.report.words import words
from triage.intake.api import Invalid, Problem
from triage.outcome.recording import outcome_label, outcomes, record_outcome
from triage.people.guard import ANYONE, Config, Db
from triage.queue.refused import Refused
from triage.queue.wanted import Reader, WantedNote
from triage.settings import Settings
from triage.store.tables import Outcome, Person

PROBLEMS: dict[int | str, dict[str, Any]] = {
    401: {"model": Problem, "description": "Nobody is logged in"},
    403: {"model": Problem, "description": "This person may not do this, or the form token is missing"},
    404: {"model": Problem, "description": "There is no such note, or this person may not read it"},
    422: {"model": Invalid, "description": "A field is missing or wrong"},
    429: {"model": Problem, "description": "Too many requests from this address"},
}
router = APIRouter(prefix="/api/notes", tags=["outcomes"], responses=PROBLEMS)


class OutcomeIn(BaseModel):
    """What a person decided about one note."""

    model_config = ConfigDict(extra="forbid")

    outcome: str = Field(max_length=60, description="Een uitkomst uit de lijst van de organisatie.")
    reason: str = Field(max_length=5000, description="De reden, in eigen woorden.")


class OutcomeOut(BaseModel):
    """One recorded outcome."""

    outcome: str
    label: str
    reason: str
    person: int
    at: datetime
    replaces: int | None
    id: int
    disclaimer: str


def _out(row: Outcome, settings: Settings) -> OutcomeOut:
    return OutcomeOut(
        id=row.id,
        outcome=row.outcome,
        label=outcome_label(settings, row.outcome),
        reason=row.reason,
        person=row.person_id,
        at=row.at,
        replaces=row.replaces,
        disclaimer=words().purpose,
    )


@router.get("/{note_id:uuid}/outcomes")
def list_outcomes(session: Db, settings: Config, note: WantedNote, person: Reader) -> list[OutcomeOut]:
    """Every outcome of the note, the newest first; the newest counts."""
    return [_out(row, settings) for row in outcomes(session, note)]


@router.post(
    "/{note_id:uuid}/outcomes",
    status_code=201,
    responses={
        409: {"model": Problem, "description": "This person did not open the note, or the outcome cannot be recorded"}
    },
)
def add_outcome(session: Db, settings: Config, note: WantedNote, person: Reader, body: OutcomeIn) -> OutcomeOut:
    """Records the outcome of one note, by the person who is logged in and opened it. Needs the form token of the session."""
    return _out(record_outcome(session, settings, note, person, body.outcome, body.reason), settings)


@router.post(
    "/outcomes",
    responses={403: {"model": Problem, "description": "Outcomes for several notes at once are always refused"}},
)
def refuse_many(person: Annotated[Person, Depends(ANYONE)]) -> None:
    """Always refuses: a person decides about one note after reading it (AVG art. 22)."""
    raise Refused("one_at_a_time", 403)

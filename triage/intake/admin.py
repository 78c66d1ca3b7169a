"""Screens for who manages the application: what the program could not read, what came in, and the vault."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from sqlalchemy import select
from starlette.responses import Response

from triage.audit import record
from triage.intake import jobs
from triage.intake.errors import words_of
from triage.intake.setup import intake_of
from triage.people.guard import ADMINS, Config, Db
from triage.store.choices import JobState, Role
from triage.store.tables import Delivery, Job, Note, Person
from triage.store.types import now
from triage.web.errors import Refused
from triage.web.render import plain, redirect, render

router = APIRouter(include_in_schema=False)
WORK = "/beheer/verwerking"
NAMES = "/beheer/namen"
SHOWN = 100


@router.get(WORK)
def show_work(request: Request, person: Annotated[Person, Depends(ADMINS)], session: Db, settings: Config) -> Response:
    """How the worker does: how many notes wait, which failed and why, and the last deliveries."""
    failed = session.execute(
        select(Job, Note)
        .join(Note, Note.id == Job.note_id)
        .where(Job.state == JobState.MISLUKT)
        .order_by(Note.arrived_at)
    )
    trying = select(Job, Note).join(Note, Note.id == Job.note_id).where(Job.state == JobState.WACHT, Job.attempts > 0)
    return plain(
        render(
            request,
            "intake/work.html",
            counts=jobs.counts(session),
            failed=[(job, note, words_of(job.error or "")) for job, note in failed.fetchmany(SHOWN)],
            trying=[
                (job, note, words_of(job.error or ""))
                for job, note in session.execute(trying.order_by(Job.run_after).limit(SHOWN))
            ],
            deliveries=session.scalars(select(Delivery).order_by(Delivery.at.desc()).limit(20)).all(),
            watched=settings.watch_folder is not None,
        )
    )


@router.post(f"{WORK}/opnieuw")
def try_again(
    request: Request,
    session: Db,
    person: Annotated[Person, Depends(ADMINS)],
    job: Annotated[list[int] | None, Form()] = None,
    everything: Annotated[bool, Form()] = False,
) -> Response:
    """Puts one failed note, or all of them, back in the line."""
    chosen = list(session.scalars(select(Job.id).where(Job.state == JobState.MISLUKT))) if everything else job or []
    count = jobs.retry(session, chosen, now(), person)
    if not count:
        return redirect(request, WORK, "intake.nothing_to_retry")
    return redirect(request, WORK, "intake.retried", count=count)


@router.get(NAMES)
def show_names(request: Request, person: Annotated[Person, Depends(ADMINS)], session: Db) -> Response:
    """Whether names are replaced, by what and how well, and who may open the vault."""
    readers = select(Person).where(Person.active, Person.role.in_([Role.LEZER, Role.BEOORDELAAR])).order_by(Person.name)
    return plain(
        render(
            request,
            "intake/names.html",
            deidentifier=intake_of(request).deidentify,
            readers=session.scalars(readers).unique().all(),
        )
    )


@router.post(f"{NAMES}/recht")
def give_right(
    request: Request,
    session: Db,
    person: Annotated[Person, Depends(ADMINS)],
    person_id: Annotated[int, Form()],
    may_open: Annotated[bool, Form()] = False,
) -> Response:
    """Gives or takes the right to open the vault; only people who read notes can have it."""
    found = session.get(Person, person_id)
    if found is None or found.role not in (Role.LEZER, Role.BEOORDELAAR):
        raise Refused("web.error_404", 404)
    if found.may_open_vault != may_open:
        found.may_open_vault = may_open
        record(
            session,
            "recht op kluis gegeven" if may_open else "recht op kluis ingetrokken",
            person=person,
            object_kind="persoon",
            object_id=found.id,
            basis="beheer",
        )
    return redirect(request, NAMES, "intake.vault_given" if may_open else "intake.vault_taken", name=found.name)

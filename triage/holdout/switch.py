"""The switch that stops suggestions: for oneself, for a team, for all. Everything else goes on working."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from triage.audit import record
from triage.store.choices import Role, SwitchScope
from triage.store.tables import Person, Switch, Team
from triage.web.errors import Refused


@dataclass(frozen=True, slots=True)
class Thrown:
    """A line of the history of switches, with names instead of numbers."""

    at: datetime
    scope: SwitchScope
    subject: str | None
    on: bool
    reason: str
    by: str


def throw(session: Session, by: Person, scope: SwitchScope, scope_id: int | None, on: bool, reason: str) -> Switch:
    """Turns suggestions on or off and logs who did.

    Everybody may do so for themselves; for a team, for all or for somebody else only a beheerder, who gives a reason.
    Raises `Refused` where that is not so, or where there is no such team or person.
    """
    reason = reason.strip()
    own = scope is SwitchScope.PERSOON and scope_id == by.id
    if not own and by.role is not Role.BEHEERDER:
        raise Refused("holdout.not_allowed", 403)
    if not own and not reason:
        raise Refused("holdout.no_reason", 422)
    if scope is SwitchScope.TEAM:
        team = session.get(Team, scope_id) if scope_id is not None else None
        if team is None:
            raise Refused("holdout.no_such", 404)
        team.suggestions_on = on
    elif scope is SwitchScope.PERSOON:
        person = session.get(Person, scope_id) if scope_id is not None else None
        if person is None:
            raise Refused("holdout.no_such", 404)
        person.suggestions_on = on
    else:
        scope_id = None
    thrown = Switch(scope=scope, scope_id=scope_id, on=on, reason=reason, by=by.id)
    session.add(thrown)
    session.flush()
    record(
        session,
        "suggesties aangezet" if on else "suggesties uitgezet",
        person=by,
        object_kind=scope.value,
        object_id=scope_id,
        basis="eigen keuze" if own else "beheer",
        details={"schakelaar": thrown.id},
    )
    return thrown


def history(session: Session, limit: int = 50) -> list[Thrown]:
    """The newest switches first."""
    people = dict(session.execute(select(Person.id, Person.name)).all())
    teams = dict(session.execute(select(Team.id, Team.name)).all())
    names: dict[SwitchScope, dict[int, str]] = {SwitchScope.TEAM: teams, SwitchScope.PERSOON: people}
    return [
        Thrown(
            row.at,
            row.scope,
            names.get(row.scope, {}).get(row.scope_id or 0),
            row.on,
            row.reason,
            people[row.by],
        )
        for row in session.scalars(select(Switch).order_by(Switch.id.desc()).limit(limit))
    ]

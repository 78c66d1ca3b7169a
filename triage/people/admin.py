"""What an admin changes: people, teams and tokens of case systems; every change is logged."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from triage.audit import record
from triage.keys import token_hash
from triage.people import sessions
from triage.store.choices import Mode, Role
from triage.store.tables import ApiToken, Person, Team
from triage.store.types import now
from triage.web.errors import Refused


def all_people(session: Session) -> Sequence[Person]:
    """Everyone, active people first, by name."""
    return session.scalars(select(Person).order_by(Person.active.desc(), Person.name, Person.id)).all()


def all_teams(session: Session) -> Sequence[Team]:
    return session.scalars(select(Team).order_by(Team.name)).all()


def all_tokens(session: Session) -> Sequence[ApiToken]:
    return session.scalars(
        select(ApiToken).order_by(ApiToken.revoked_at.is_not(None), ApiToken.name, ApiToken.id)
    ).all()


def found_person(session: Session, person_id: int) -> Person:
    """The person with this number; raises `Refused` with 404."""
    person = session.get(Person, person_id)
    if person is None:
        raise Refused("web.error_404", 404)
    return person


def found_team(session: Session, team_id: int) -> Team:
    """The team with this number; raises `Refused` with 404."""
    team = session.get(Team, team_id)
    if team is None:
        raise Refused("web.error_404", 404)
    return team


def change_person(
    session: Session,
    by: Person,
    person: Person,
    *,
    name: str,
    role: Role,
    team_id: int | None,
    active: bool,
    may_open_vault: bool,
) -> None:
    """Changes a person. Another role or blocking ends the person's sessions. The last active admin must stay one."""
    if not name.strip():
        raise Refused("people.name_and_login", 422)
    if team_id is not None:
        found_team(session, team_id)
    stays_admin = active and role == Role.BEHEERDER
    if person.role == Role.BEHEERDER and person.active and not stays_admin and _active_admins(session) == 1:
        raise Refused("people.last_admin", 409)
    wanted = {
        "name": name.strip(),
        "role": role,
        "team_id": team_id,
        "active": active,
        "may_open_vault": may_open_vault,
    }
    changed = {key: value for key, value in wanted.items() if getattr(person, key) != value}
    if not changed:
        return
    for key, value in changed.items():
        setattr(person, key, value)
    if "role" in changed or "active" in changed:
        sessions.end_all(session, person.id)
    details = {CHANGED[key]: value for key, value in changed.items() if key != "name"}
    record(
        session,
        "account gewijzigd",
        person=by,
        object_kind="persoon",
        object_id=person.id,
        basis="beheer",
        details={**details, "naam gewijzigd": "name" in changed},
    )


CHANGED = {"role": "rol", "team_id": "team", "active": "actief", "may_open_vault": "mag in de kluis"}


def _active_admins(session: Session) -> int:
    # The rows are locked, so that two admins cannot remove each other at the same moment.
    admins = session.scalars(
        select(Person.id).where(Person.role == Role.BEHEERDER, Person.active.is_(True)).with_for_update()
    )
    return len(admins.all())


def save_team(session: Session, by: Person, team_id: int | None, *, name: str, mode: Mode) -> Team:
    """Makes a team or changes its name and mode; raises `Refused` where the name is empty or taken."""
    name = name.strip()
    if not name:
        raise Refused("people.team_name", 422)
    same = session.scalars(select(Team).where(func.lower(Team.name) == name.lower())).first()
    if same is not None and same.id != team_id:
        raise Refused("people.team_taken", 409)
    team = found_team(session, team_id) if team_id is not None else Team()
    team.name, team.mode = name, mode
    session.add(team)
    session.flush()
    record(
        session,
        "team gewijzigd" if team_id else "team gemaakt",
        person=by,
        object_kind="team",
        object_id=team.id,
        basis="beheer",
        details={"werkwijze": mode.value},
    )
    return team


def make_token(session: Session, by: Person, name: str) -> str:
    """A new token for a case system; only its hash is kept, so it is shown once."""
    if not name.strip():
        raise Refused("people.token_name", 422)
    token = f"np_{secrets.token_urlsafe(32)}"
    made = ApiToken(token_hash=token_hash(token), name=name.strip(), made_by=by.id)
    session.add(made)
    session.flush()
    record(session, "token gemaakt", person=by, object_kind="token", object_id=made.id, basis="beheer")
    return token


def revoke_token(session: Session, by: Person, token_id: int) -> None:
    """Ends a token at once."""
    token = session.get(ApiToken, token_id)
    if token is None:
        raise Refused("web.error_404", 404)
    if token.revoked_at is None:
        token.revoked_at = now()
        record(session, "token ingetrokken", person=by, object_kind="token", object_id=token.id, basis="beheer")

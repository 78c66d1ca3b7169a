"""People who log in with a work account: made at their first login, their role renewed at each."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from triage.audit import record
from triage.keys import token_hash
from triage.people import sessions
from triage.people.accounts import Entered, normal
from triage.people.oidc import Identity
from triage.settings import Settings
from triage.store.tables import Person


def enter(session: Session, settings: Settings, identity: Identity) -> Entered | None:
    """Logs the person in; None where an admin made the account inactive. Commit in both cases.

    An account with a password is never taken over, also not where the logins are the same.
    """
    found = session.scalars(select(Person).where(Person.oidc_subject == identity.subject)).first()
    if found is None:
        found = _add(session, identity)
    if not found.active:
        record(
            session,
            "inloggen",
            person=found,
            basis="beveiliging",
            outcome="geweigerd",
            details={"reden": "niet actief"},
        )
        return None
    if found.role != identity.role:
        found.role = identity.role
        sessions.end_all(session, found.id)
        record(
            session,
            "account gewijzigd",
            object_kind="persoon",
            object_id=found.id,
            basis="werkaccount",
            details={"rol": identity.role.value},
        )
    found.name = identity.name
    record(session, "inloggen", person=found, basis="beveiliging", details={"manier": "werkaccount"})
    return Entered(found, sessions.start(session, settings, found))


def _add(session: Session, identity: Identity) -> Person:
    login = normal(identity.login)
    if session.scalars(select(Person).where(Person.login == login)).first() is not None:
        login = f"{login} ({token_hash(identity.subject)[:8]})"
    made = Person(name=identity.name, login=login, role=identity.role, oidc_subject=identity.subject)
    session.add(made)
    session.flush()
    record(
        session,
        "account gemaakt",
        object_kind="persoon",
        object_id=made.id,
        basis="werkaccount",
        details={"rol": identity.role.value},
    )
    return made

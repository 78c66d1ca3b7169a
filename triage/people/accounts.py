"""Accounts: making them, logging in with a password, lock-out, and the first admin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from triage.audit import record
from triage.people import sessions
from triage.people.passwords import hash_password, matches, one_time_password, outdated, weakness
from triage.settings import Settings
from triage.store.choices import Role
from triage.store.tables import Person
from triage.store.types import now
from triage.web.errors import Refused

FIRST_LOGIN = "beheerder"


@dataclass(frozen=True)
class Entered:
    """A login that succeeded."""

    person: Person
    login: sessions.NewLogin


def normal(login: str) -> str:
    """Logins are compared without capitals and outer spaces."""
    return login.strip().casefold()


def log_in(session: Session, settings: Settings, login: str, password: str) -> Entered | None:
    """Checks a password; None where it is wrong or the account is locked, inactive or unknown. Commit in both cases.

    The answer never says which of these it was. After `lock_after` wrong passwords the account waits `lock_minutes`.
    """
    found = session.scalars(select(Person).where(Person.login == normal(login)).with_for_update(of=Person)).first()
    moment = now()
    locked = found is not None and found.locked_until is not None and moment < found.locked_until
    right = matches(found.password_hash if found else None, password)
    if found is None:
        record(session, "inloggen", basis="beveiliging", outcome="geweigerd", details={"reden": "onbekend"})
        return None
    if locked or not right or not found.active:
        if not locked and not right:
            _count_failure(session, settings, found)
        reason = "op slot" if locked else "wachtwoord" if not right else "niet actief"
        record(session, "inloggen", person=found, basis="beveiliging", outcome="geweigerd", details={"reden": reason})
        return None
    found.failed_logins, found.locked_until = 0, None
    if found.password_hash and outdated(found.password_hash):
        found.password_hash = hash_password(password)
    record(session, "inloggen", person=found, basis="beveiliging", details={"manier": "wachtwoord"})
    return Entered(found, sessions.start(session, settings, found))


def _count_failure(session: Session, settings: Settings, person: Person) -> None:
    person.failed_logins += 1
    if person.failed_logins >= settings.lock_after:
        person.locked_until = now() + timedelta(minutes=settings.lock_minutes)
        person.failed_logins = 0
        record(
            session, "account op slot", person=person, object_kind="persoon", object_id=person.id, basis="beveiliging"
        )


def add_person(
    session: Session, by: Person | None, *, name: str, login: str, role: Role, team_id: int | None = None
) -> tuple[Person, str]:
    """A new local account and its one-time password, which must be changed at the first login.

    Raises `Refused` where the login is taken or empty.
    """
    login = normal(login)
    if not login or not name.strip():
        raise Refused("people.name_and_login", 422)
    if session.scalars(select(Person).where(Person.login == login)).first() is not None:
        raise Refused("people.login_taken", 409)
    password = one_time_password()
    made = Person(
        name=name.strip(),
        login=login,
        role=role,
        team_id=team_id,
        password_hash=hash_password(password),
        must_change_password=True,
    )
    session.add(made)
    session.flush()
    record(
        session,
        "account gemaakt",
        person=by,
        object_kind="persoon",
        object_id=made.id,
        basis="beheer",
        details={"rol": role.value},
    )
    return made, password


def reset_password(session: Session, by: Person | None, person: Person) -> str:
    """A new one-time password; ends the person's sessions and opens the lock. Refused for a work account."""
    if person.oidc_subject is not None:
        raise Refused("people.work_account", 409)
    password = one_time_password()
    person.password_hash = hash_password(password)
    person.must_change_password = True
    person.failed_logins, person.locked_until = 0, None
    sessions.end_all(session, person.id)
    record(session, "wachtwoord opnieuw", person=by, object_kind="persoon", object_id=person.id, basis="beheer")
    return password


def change_password(session: Session, settings: Settings, person: Person, old: str, new: str) -> str | None:
    """Sets an own new password and ends all sessions of the person; or gives the key of what is wrong. Commit in both cases."""
    if not matches(person.password_hash, old):
        _count_failure(session, settings, person)
        record(session, "wachtwoord gewijzigd", person=person, basis="beveiliging", outcome="geweigerd")
        return "people.password_wrong"
    refusal = "people.password_same" if old == new else weakness(new, person.login, settings.password_length)
    if refusal:
        return refusal
    person.password_hash = hash_password(new)
    person.must_change_password = False
    sessions.end_all(session, person.id)
    record(session, "wachtwoord gewijzigd", person=person, basis="beveiliging")
    return None


def first_admin(session: Session) -> tuple[str, str] | None:
    """Login and one-time password of the first admin, or None where there is already somebody."""
    if session.scalar(select(func.count()).select_from(Person)):
        return None
    made, password = add_person(session, None, name="Beheerder", login=FIRST_LOGIN, role=Role.BEHEERDER)
    return made.login, password

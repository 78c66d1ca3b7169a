"""Login sessions: made at login, found by the hash of a random token, ended by time, by logging out or by an admin."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from triage.keys import token_hash
from triage.settings import Settings
from triage.store.tables import LoginSession, Person
from triage.store.types import now

SEEN_EVERY = timedelta(seconds=60)


@dataclass(frozen=True)
class NewLogin:
    """A fresh session: the token for the cookie, which is kept nowhere, and the token for forms."""

    token: str
    csrf: str


def start(session: Session, settings: Settings, person: Person) -> NewLogin:
    """Starts a session for `person`."""
    made = NewLogin(token=secrets.token_urlsafe(32), csrf=secrets.token_urlsafe(32))
    session.add(
        LoginSession(
            token_hash=token_hash(made.token),
            person_id=person.id,
            expires_at=now() + settings.session_length,
            csrf=made.csrf,
        )
    )
    session.flush()
    return made


def find(session: Session, settings: Settings, token: str) -> LoginSession | None:
    """The session that the token opens, or None where it has ended or its person is no longer active."""
    found = session.get(LoginSession, token_hash(token))
    moment = now()
    if found is None or not found.person.active:
        return None
    if moment >= found.expires_at or moment - found.seen_at > timedelta(minutes=settings.idle_minutes):
        return None
    if moment - found.seen_at > SEEN_EVERY:
        found.seen_at = moment
    return found


def end(session: Session, token: str) -> None:
    """Ends one session."""
    session.execute(delete(LoginSession).where(LoginSession.token_hash == token_hash(token)))


def end_all(session: Session, person_id: int) -> None:
    """Ends every session of a person: after a new password, another role or blocking."""
    session.execute(delete(LoginSession).where(LoginSession.person_id == person_id))


def clear(session: Session) -> int:
    """Removes sessions that have ended by time; returns how many."""
    gone = session.execute(delete(LoginSession).where(LoginSession.expires_at < now()))
    return int(getattr(gone, "rowcount", 0))

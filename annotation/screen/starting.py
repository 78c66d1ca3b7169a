"""What happens before the screen is served: tables, accounts, and notes into a project."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from annotation.corpus import AnnotatedNote
from annotation.screen.projects import Plan, add_notes, assign, find_or_make
from annotation.screen.tables import Showing
from annotation.suggestions import Suggest
from triage.people.accounts import add_person, first_admin, normal
from triage.store.choices import Role
from triage.store.session import Store
from triage.store.tables import Person


def people(store: Store, logins: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Makes the first administrator and every annotator who has no account yet; logins and one-time passwords of those made."""
    made: list[tuple[str, str]] = []
    with store.session() as session:
        if admin := first_admin(session):
            made.append(admin)
        for login in logins:
            if session.scalars(select(Person).where(Person.login == normal(login))).first() is None:
                person, password = add_person(session, None, name=login, login=login, role=Role.BEOORDELAAR)
                made.append((person.login, password))
    return tuple(made)


def fill(
    store: Store, plan: Plan, notes: Sequence[AnnotatedNote], logins: Sequence[str], suggest: Suggest | None
) -> tuple[int, int]:
    """Notes into the project of the plan, each given to those who must read it; the numbers of notes and assignments.

    Without logins the administrator annotates. Raises ValueError where fewer people are named than must read a note, and
    without `suggest` for a project that was made with suggestions.
    """
    with store.session() as session:
        wanted = [normal(login) for login in logins]
        query = select(Person).where(Person.login.in_(wanted) if wanted else Person.role == Role.BEHEERDER)
        readers = list(session.scalars(query.order_by(Person.id)).unique())
        if not wanted:
            readers = readers[:1]
        project = find_or_make(session, plan)
        if suggest is None and project.showing is not Showing.WITHHELD:
            raise ValueError(f"project {project.name} has suggestions: its new notes need them too")
        count = add_notes(session, project, notes, suggest)
        return count, assign(session, project, readers)

"""The switch: for oneself, a team, all; logged; and work goes on without suggestions."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from tests.triage.conftest import Browser, add_person
from triage.holdout.suggestions import suggestions_for
from triage.holdout.switch import throw
from triage.settings import Settings
from triage.store.choices import Mode, Role, SwitchScope
from triage.store.session import Store
from triage.store.tables import AuditEvent, Note, Person, Team
from triage.web.errors import Refused

Client = Callable[..., Browser]


@pytest.fixture
def team(store: Store) -> Team:
    with store.session() as session:
        made = Team(name="Wijkteam Noord")
        session.add(made)
    return made


def reason(store: Store, settings: Settings, person: Person) -> str:
    with store.reading() as session:
        return suggestions_for(session, settings, Note(held_out=False), session.get_one(Person, person.id)).reason


def flip(store: Store, by: Person, scope: SwitchScope, scope_id: int | None, on: bool) -> None:
    with store.session() as session:
        throw(session, session.get_one(Person, by.id), scope, scope_id, on, "te veel fouten")


def test_each_scope_stops_and_starts(store: Store, settings: Settings, team: Team) -> None:
    reader = add_person(store, Role.BEOORDELAAR, team_id=team.id)
    admin = add_person(store, Role.BEHEERDER)
    assert reason(store, settings, reader) == "aan"
    for scope, scope_id, said in (
        (SwitchScope.PERSOON, reader.id, "uit_persoon"),
        (SwitchScope.TEAM, team.id, "uit_team"),
        (SwitchScope.ALLE, None, "uit_alle"),
    ):
        flip(store, admin, scope, scope_id, False)
        assert reason(store, settings, reader) == said
        flip(store, admin, scope, scope_id, True)
        assert reason(store, settings, reader) == "aan"


def test_every_throw_is_logged_with_who(store: Store, team: Team) -> None:
    admin = add_person(store, Role.BEHEERDER)
    flip(store, admin, SwitchScope.TEAM, team.id, False)
    with store.reading() as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.event == "suggesties uitgezet")).one()
        assert (event.person_id, event.object_kind, event.object_id) == (admin.id, "team", str(team.id))
        assert "te veel fouten" not in str(event.details)


def test_nobody_else_may_switch_for_others(store: Store, settings: Settings, team: Team) -> None:
    reader, other = add_person(store, Role.BEOORDELAAR, "een"), add_person(store, Role.BEOORDELAAR, "twee")
    for scope, scope_id in ((SwitchScope.ALLE, None), (SwitchScope.TEAM, team.id), (SwitchScope.PERSOON, other.id)):
        with pytest.raises(Refused):
            flip(store, reader, scope, scope_id, False)
    assert reason(store, settings, other) == "aan"


def test_a_reason_is_asked_for_others_and_not_for_oneself(store: Store) -> None:
    admin = add_person(store, Role.BEHEERDER)
    with store.session() as session:
        mine = session.get_one(Person, admin.id)
        throw(session, mine, SwitchScope.PERSOON, admin.id, False, "")
        with pytest.raises(Refused):
            throw(session, mine, SwitchScope.ALLE, None, False, "  ")


def test_held_out_and_mode_without(store: Store, settings: Settings, team: Team) -> None:
    reader = add_person(store, Role.BEOORDELAAR, team_id=team.id)
    with store.session() as session:
        person = session.get_one(Person, reader.id)
        assert suggestions_for(session, settings, Note(held_out=True), person).reason == "meting"
        assert person.team is not None
        person.team.mode = Mode.ZONDER
        assert suggestions_for(session, settings, Note(held_out=False), person).reason == "team_zonder"


def test_without_a_team_the_default_mode_counts(store: Store, settings: Settings) -> None:
    reader = add_person(store, Role.LEZER)
    assert reason(store, settings, reader) == "aan"
    assert reason(store, settings.model_copy(update={"default_mode": Mode.ZONDER}), reader) == "team_zonder"


def test_the_screens(client: Client, store: Store, team: Team) -> None:
    reader, admin = client("lezer", team_id=team.id), client("beheerder")
    assert reader.get("/beheer/suggesties").status_code == 403
    page = reader.post_form("/account/suggesties", {"on": "false"})
    assert "Voor u staan ze uit" in page.text
    page = admin.post_form("/beheer/suggesties", {"scope": "alle", "on": "false", "reason": "<b>fout</b>"})
    assert "voor iedereen uit" in page.text
    assert "&lt;b&gt;fout" in page.text and "<b>fout" not in page.text
    assert "Test lezer" in page.text
    assert admin.post_form("/beheer/suggesties", {"scope": "alle", "on": "true"}).status_code == 422

"""What an admin changes: people, teams and tokens."""

from __future__ import annotations

import re
from collections.abc import Callable

from sqlalchemy import func, select

from tests.triage.conftest import Browser
from triage.keys import token_hash
from triage.store.choices import Mode, Role
from triage.store.session import Store
from triage.store.tables import ApiToken, AuditEvent, LoginSession, Person, Team


def test_a_new_person_gets_a_password_for_once(client: Callable[..., Browser], store: Store) -> None:
    admin = client("beheerder")
    page = admin.post_form("/beheer/personen", {"name": "Daan", "login": " Daan@Voorbeeld.nl ", "role": "lezer"})
    assert page.status_code == 200 and page.headers["cache-control"] == "no-store"
    password = re.search(r'np-code">([^<]+)<', page.text)
    assert password
    with store.reading() as session:
        made = session.scalars(select(Person).where(Person.login == "daan@voorbeeld.nl")).one()
        assert made.must_change_password and made.role is Role.LEZER
        logged = session.scalars(select(AuditEvent).where(AuditEvent.event == "account gemaakt")).one()
        assert (logged.person_id, logged.object_id) == (admin.person_id, str(made.id))
    assert (
        admin.post_form("/beheer/personen", {"name": "D", "login": "DAAN@voorbeeld.nl", "role": "lezer"}).status_code
        == 409
    )


def test_another_role_logs_the_person_out(client: Callable[..., Browser], store: Store) -> None:
    admin, reader = client("beheerder"), client("lezer")
    form = {"name": "Lotte", "role": "auditor", "active": "true"}
    assert admin.post_form(f"/beheer/personen/{reader.person_id}", form).status_code == 200
    assert reader.get("/account/wachtwoord", follow_redirects=False).status_code == 303
    with store.reading() as session:
        line = session.scalars(select(AuditEvent).where(AuditEvent.event == "account gewijzigd")).one()
        assert line.details["rol"] == "auditor" and line.details["naam gewijzigd"] is True
        assert "Lotte" not in str(line.details)


def test_the_last_admin_stays(client: Callable[..., Browser], store: Store) -> None:
    admin = client("beheerder")
    for form in ({"name": "A", "role": "lezer", "active": "true"}, {"name": "A", "role": "beheerder"}):
        assert admin.post_form(f"/beheer/personen/{admin.person_id}", form).status_code == 409
    client("beheerder")
    assert admin.post_form(f"/beheer/personen/{admin.person_id}", {"name": "A", "role": "lezer"}).status_code == 200


def test_a_new_password_opens_the_lock_and_ends_sessions(client: Callable[..., Browser], store: Store) -> None:
    admin, reader = client("beheerder"), client("lezer")
    page = admin.post_form(f"/beheer/personen/{reader.person_id}/wachtwoord")
    assert "Wachtwoord voor" in page.text
    with store.reading() as session:
        assert session.scalar(select(func.count()).where(LoginSession.person_id == reader.person_id)) == 0


def test_teams_have_a_mode(client: Callable[..., Browser], store: Store) -> None:
    admin = client("beheerder")
    admin.post_form("/beheer/teams", {"name": "Noord", "mode": "op_verzoek"})
    assert admin.post_form("/beheer/teams", {"name": "noord", "mode": "zonder"}).status_code == 409
    with store.reading() as session:
        team = session.scalars(select(Team)).one()
        assert team.mode is Mode.OP_VERZOEK
    admin.post_form(f"/beheer/teams/{team.id}", {"name": "Noord", "mode": "zonder"})
    with store.reading() as session:
        assert session.scalars(select(Team)).one().mode is Mode.ZONDER
    assert admin.post_form("/beheer/teams/99", {"name": "Zuid", "mode": "zonder"}).status_code == 404
    assert admin.post_form("/beheer/teams", {"name": "Zuid", "mode": "anders"}).status_code == 422


def test_a_token_is_shown_once_and_can_be_ended(client: Callable[..., Browser], store: Store) -> None:
    admin = client("beheerder")
    page = admin.post_form("/beheer/tokens", {"name": "Zaaksysteem"})
    shown = re.search(r"np_[\w-]{20,}", page.text)
    assert shown and shown.group() not in admin.get("/beheer/tokens").text
    with store.reading() as session:
        token = session.scalars(select(ApiToken)).one()
        assert token.token_hash == token_hash(shown.group()) and token.revoked_at is None
    admin.post_form(f"/beheer/tokens/{token.id}/intrekken")
    with store.reading() as session:
        assert session.scalars(select(ApiToken)).one().revoked_at is not None


def test_a_name_with_html_stays_text(client: Callable[..., Browser]) -> None:
    admin = client("beheerder")
    admin.post_form("/beheer/personen", {"name": "<script>alert(1)</script>", "login": "x' OR 1=1 --", "role": "lezer"})
    page = admin.get("/beheer/personen").text
    assert "<script>alert" not in page and "&lt;script&gt;" in page and "x&#39; or 1=1 --" in page

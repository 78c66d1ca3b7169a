"""Logging in and out, lock-out, and the own password."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from tests.triage.conftest import Browser
from triage.keys import token_hash
from triage.people import accounts
from triage.people.guard import COOKIE
from triage.people.pages import local_path
from triage.people.passwords import hash_password, matches
from triage.store.choices import Role
from triage.store.session import Store
from triage.store.tables import AuditEvent, LoginSession, Person
from triage.store.types import now

OWN = "een lange zin met 7 woorden"


def token_of(page: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found
    return found.group(1)


def try_login(browser: TestClient, login: str, password: str) -> int:
    page = browser.get("/inloggen")
    data = {"csrf": token_of(page.text), "login": login, "password": password}
    return browser.post("/inloggen", data=data, follow_redirects=False).status_code


@pytest.fixture
def account(store: Store) -> tuple[str, str]:
    with store.session() as session:
        person, password = accounts.add_person(session, None, name="Noor", login="noor", role=Role.BEOORDELAAR)
    return person.login, password


def test_a_first_login_must_choose_an_own_password(app: FastAPI, account: tuple[str, str]) -> None:
    browser = TestClient(app)
    login, password = account
    assert try_login(browser, login, password) == 303
    assert browser.get("/", follow_redirects=False).headers["location"] == "/account/wachtwoord"
    page = browser.get("/account/wachtwoord")
    assert "Wachtwoord wijzigen" in page.text
    form = {"csrf": token_of(page.text), "old": password, "new": OWN, "again": OWN}
    assert "Log in met uw nieuwe wachtwoord" in browser.post("/account/wachtwoord", data=form).text
    assert browser.get("/account/wachtwoord", follow_redirects=False).headers["location"].startswith("/inloggen")
    assert try_login(browser, login, OWN) == 303
    assert browser.get("/account/wachtwoord").status_code == 200


def test_wrong_unknown_and_locked_look_the_same(app: FastAPI, account: tuple[str, str]) -> None:
    browser = TestClient(app)
    shown = set()
    for login in ("noor", "bestaat niet"):
        page = browser.get("/inloggen")
        answer = browser.post("/inloggen", data={"csrf": token_of(page.text), "login": login, "password": "fout"})
        assert answer.status_code == 401
        shown.add(re.sub(r'value="[^"]*"', "", answer.text))
    assert len(shown) == 1


def test_five_wrong_passwords_lock_the_account_for_a_while(
    app: FastAPI, account: tuple[str, str], store: Store
) -> None:
    browser = TestClient(app)
    login, password = account
    for _ in range(5):
        assert try_login(browser, login, "fout") == 401
    assert try_login(browser, login, password) == 401
    with store.session() as session:
        person = session.scalars(select(Person)).one()
        assert person.locked_until is not None and timedelta(minutes=14) < person.locked_until - now() <= timedelta(
            minutes=15
        )
        person.locked_until = now()
        reasons = [
            line.details.get("reden") for line in session.scalars(select(AuditEvent)) if line.event == "inloggen"
        ]
        assert reasons == ["wachtwoord"] * 5 + ["op slot"]
    assert try_login(browser, login, password) == 303


def test_logging_out_ends_the_session_at_the_server(client: Callable[..., Browser], app: FastAPI) -> None:
    browser = client("lezer")
    kept = browser.cookies[COOKIE]
    assert "U bent uitgelogd" in browser.post_form("/uitloggen").text
    thief = TestClient(app)
    thief.cookies.set(COOKIE, kept)
    assert thief.get("/", follow_redirects=False).headers["location"].startswith("/inloggen")


@pytest.mark.parametrize("change", ["expired", "idle", "inactive"])
def test_a_session_ends(client: Callable[..., Browser], store: Store, change: str) -> None:
    browser = client("lezer")
    with store.session() as session:
        found = session.scalars(select(LoginSession)).one()
        if change == "expired":
            found.expires_at = now()
        elif change == "idle":
            found.seen_at = now() - timedelta(minutes=31)
        else:
            found.person.active = False
    assert browser.get("/account/wachtwoord", follow_redirects=False).headers["location"].startswith("/inloggen")


def test_the_password_and_the_token_are_kept_as_hashes_only(
    app: FastAPI, account: tuple[str, str], store: Store
) -> None:
    browser = TestClient(app)
    try_login(browser, *account)
    with store.reading() as session:
        kept = session.scalars(select(Person.password_hash)).one()
        assert kept is not None and kept.startswith("$argon2id$") and account[1] not in kept
        assert session.scalars(select(LoginSession.token_hash)).one() == token_hash(browser.cookies[COOKIE])


@pytest.mark.parametrize(
    ("new", "again", "message"),
    [
        ("kort", "kort", "minstens 12 tekens"),
        ("een lange zin", "een andere zin", "niet gelijk"),
        ("beoordelaar1 noor", "beoordelaar1 noor", "te makkelijk"),
        ("aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa", "te makkelijk"),
        ("x" * 300, "x" * 300, "te lang"),
    ],
)
def test_a_weak_password_is_refused(client: Callable[..., Browser], new: str, again: str, message: str) -> None:
    browser = client("beoordelaar", password_hash=hash_password(OWN))
    answer = browser.post_form("/account/wachtwoord", {"old": OWN, "new": new, "again": again})
    assert answer.status_code == 422 and message in answer.text


def test_a_wrong_old_password_counts_as_a_failed_login(client: Callable[..., Browser], store: Store) -> None:
    browser = client("lezer", password_hash=hash_password(OWN))
    answer = browser.post_form("/account/wachtwoord", {"old": "fout", "new": OWN + "!", "again": OWN + "!"})
    assert answer.status_code == 422 and "oude wachtwoord" in answer.text
    with store.reading() as session:
        assert session.scalars(select(Person)).one().failed_logins == 1


@pytest.mark.parametrize(
    "to", ["https://elders.nl", "//elders.nl", "/\\elders.nl", "javascript:alert(1)", "/uitloggen", "/a\nb"]
)
def test_login_leads_nowhere_else(to: str) -> None:
    assert local_path(to) == "/"


def test_login_leads_to_where_somebody_wanted_to_be(anonymous: TestClient) -> None:
    answer = anonymous.get("/controle/logboek", follow_redirects=False)
    assert answer.headers["location"] == "/inloggen?naar=/controle/logboek"
    assert 'value="/controle/logboek"' in anonymous.get(answer.headers["location"]).text


def test_the_first_start_makes_one_admin(store: Store) -> None:
    with store.session() as session:
        made = accounts.first_admin(session)
        assert made is not None and made[0] == "beheerder" and len(made[1]) >= 20
        assert accounts.first_admin(session) is None
        person = session.scalars(select(Person)).one()
        assert person.role is Role.BEHEERDER and person.must_change_password
        assert matches(person.password_hash, made[1])

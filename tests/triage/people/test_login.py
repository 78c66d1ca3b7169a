"""Logging in and out, lock-out, and the own password."""

from __future__ import annotations

import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from triage.people import accounts
from triage.store.choices import Role
from triage.store.session import Store

OWN = "een lange zin met 7 woorden"


def token_of(page: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found
    return found.group(1)


def try_login(browser: TestClient, login: str, password: str, **kwargs: object) -> int:
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

"""Every route, tried by every role and by nobody; form tokens; headers; limits."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
import yaml
from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient

from tests.triage.conftest import Browser
from triage.app import api_routes, create_app
from triage.people.guard import guarded_by
from triage.people.throttle import Throttle
from triage.settings import Settings
from triage.store.choices import Role
from triage.store.session import Store

TABLE = yaml.safe_load((Path(__file__).parent / "roles.yaml").read_text("utf-8"))


def key(method: str, path: str) -> str:
    return f"{method} {path}"


def routes(app: FastAPI) -> dict[str, frozenset[Role] | str | None]:
    """Every route with what guards it."""
    return {
        key(method, route.path): guarded_by(route.dependant)
        for route in api_routes(app)
        for method in sorted((route.methods or set()) - {"HEAD"})
    }


def address(path: str) -> str:
    """An address that the pattern of a route matches, of something that is not there."""

    def some(found: re.Match[str]) -> str:
        if found.group(2) == ":uuid" or found.group(1) in {"note_id", "delivery_id"}:
            return str(UUID(int=0))
        return "999999" if found.group(1).endswith("_id") else "2026-01"

    return re.sub(r"{(\w+)(:\w+)?}", some, path)


def test_the_table_names_every_route_and_its_roles(app: FastAPI) -> None:
    written = {
        route: "public" if who == "iedereen" else "token" if who == "token" else frozenset(Role(role) for role in who)
        for route, who in TABLE.items()
    }
    assert routes(app) == written


def test_each_role_reaches_its_own_routes_and_no_other(app: FastAPI, client: Callable[..., Browser]) -> None:
    browsers = {role: client(role.value) for role in Role}
    wrong = []
    for route, who in routes(app).items():
        method, path = route.split(" ")
        if not isinstance(who, frozenset) or path == "/uitloggen":
            continue
        for role, browser in browsers.items():
            answer = browser.request(
                method, address(path), headers={"x-csrf-token": browser.csrf}, follow_redirects=False
            )
            refused = answer.status_code == 403 and "Uw rol geeft geen toegang" in answer.text
            if refused == (role in who) or answer.status_code >= 500:
                wrong.append((route, role.value, answer.status_code))
    assert wrong == []


def test_nobody_gets_in_without_login(app: FastAPI, anonymous: TestClient) -> None:
    wrong = []
    for route, who in routes(app).items():
        method, path = route.split(" ")
        answer = anonymous.request(method, address(path), follow_redirects=False)
        if who == "public":
            continue
        to_login = answer.status_code == 303 and answer.headers["location"].startswith("/inloggen")
        if not to_login and answer.status_code != 401:
            wrong.append((route, answer.status_code))
    assert wrong == []


def test_nothing_changes_without_the_form_token(app: FastAPI, client: Callable[..., Browser]) -> None:
    wrong = []
    for route, who in routes(app).items():
        method, path = route.split(" ")
        if method == "GET" or who == "token":
            continue
        role = sorted(who)[0] if isinstance(who, frozenset) else Role.LEZER
        browser, other = client(role.value), client(role.value)
        for token in ({}, {"x-csrf-token": "fout"}, {"x-csrf-token": other.csrf}, {"x-csrf-token": "é"}):
            raw = [(name.encode(), value.encode()) for name, value in token.items()]
            answer = browser.request(method, address(path), headers=raw, follow_redirects=False)
            if answer.status_code != 403 or "formulier was te oud" not in answer.text:
                wrong.append((route, token, answer.status_code))
    assert wrong == []


def test_a_route_without_a_guard_stops_the_start(settings: Settings, store: Store) -> None:
    open_door = APIRouter()

    @open_door.get("/open")
    def _open() -> str:
        return "x"

    with pytest.raises(RuntimeError, match="/open"):
        create_app(settings, store, [open_door])


@pytest.mark.parametrize(
    "path", ["/inloggen", "/bestaat-niet", "/static/nietpluis.css", "/api/openapi.json", "/meldingen"]
)
def test_every_answer_carries_the_security_headers(anonymous: TestClient, path: str) -> None:
    headers = anonymous.get(path, follow_redirects=False).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff" and headers["referrer-policy"] == "no-referrer"
    assert "strict-transport-security" not in headers
    assert headers["cache-control"] == ("no-store" if "static" not in path else "public, max-age=31536000, immutable")


def test_over_https_cookies_are_secure(settings: Settings, store: Store) -> None:
    browser = TestClient(create_app(settings.model_copy(update={"base_url": "https://testserver"}), store))
    answer = browser.get("/inloggen")
    assert "Secure" in answer.headers["set-cookie"] and "HttpOnly" in answer.headers["set-cookie"]
    assert answer.headers["strict-transport-security"].startswith("max-age=31536000")


def test_no_page_of_ours_holds_inline_script_or_style() -> None:
    inline = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|<style\b|\sstyle=|\son\w+=\"|javascript:")
    parts = Path(__file__).resolve().parents[3] / "triage"
    found = [
        (page.name, match.group())
        for page in parts.glob("*/templates/**/*.html")
        for match in inline.finditer(page.read_text("utf-8"))
    ]
    assert found == []


def test_too_many_requests_from_one_address(settings: Settings, store: Store) -> None:
    browser = TestClient(create_app(settings.model_copy(update={"requests_per_minute": 3}), store))
    assert [browser.get("/inloggen").status_code for _ in range(4)] == [200, 200, 200, 429]
    assert browser.get("/static/nietpluis.css").status_code == 200


def test_too_many_logins_from_one_address(settings: Settings, store: Store) -> None:
    browser = TestClient(create_app(settings.model_copy(update={"logins_per_minute": 2}), store))
    token = re.search(r'name="csrf" value="([^"]+)"', browser.get("/inloggen").text)
    assert token
    form = {"csrf": token.group(1), "login": "x", "password": "y"}
    assert [browser.post("/inloggen", data=form).status_code for _ in range(3)] == [401, 401, 429]


def test_a_body_that_is_too_large(settings: Settings, store: Store) -> None:
    browser = TestClient(create_app(settings.model_copy(update={"max_upload_mb": 1}), store))
    assert browser.post("/inloggen", content=b"x" * 2_100_000).status_code == 413
    chunks = (b"x" * 100_000 for _ in range(30))
    form = {"content-type": "application/x-www-form-urlencoded"}
    assert browser.post("/inloggen", content=chunks, headers=form).status_code == 413


def test_a_bucket_fills_again() -> None:
    moment = [0.0]
    throttle = Throttle(60, clock=lambda: moment[0])
    assert all(throttle.allow("a") for _ in range(60)) and not throttle.allow("a")
    assert throttle.allow("b")
    moment[0] = 1.0
    assert throttle.allow("a") and not throttle.allow("a")

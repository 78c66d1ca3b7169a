"""Logging in with a work account, against a real OpenID provider that runs beside the test."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi.testclient import TestClient
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from pydantic import SecretStr
from sqlalchemy import func, select

from tests.triage.postgres import free_port
from triage.app import create_app
from triage.people import accounts, oidc
from triage.settings import Settings
from triage.store.choices import Role
from triage.store.session import Store
from triage.store.tables import AuditEvent, LoginSession, Person
from triage.web.errors import Refused

CLIENT = "nietpluis"
NOOR: dict[str, object] = {
    "name": "Noor de Boer",
    "preferred_username": "noor@voorbeeld.nl",
    "groups": ["iedereen", "triage-beoordelaars"],
}


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """The address of an OpenID provider in a process of its own."""
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce"]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    issuer = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            try:
                httpx.get(f"{issuer}/.well-known/openid-configuration", timeout=5).raise_for_status()
                break
            except httpx.HTTPError:
                assert running.poll() is None, "the provider did not start"
                time.sleep(0.1)
        yield issuer
    finally:
        running.terminate()
        running.wait(10)


@pytest.fixture
def with_oidc(settings: Settings, provider: str) -> Settings:
    return settings.model_copy(
        update={
            "oidc_issuer": provider,
            "oidc_client_id": CLIENT,
            "oidc_client_secret": SecretStr("geheim"),
            "oidc_roles": {"triage-beheer": Role.BEHEERDER, "triage-beoordelaars": Role.BEOORDELAAR},
        }
    )


@pytest.fixture
def browser(with_oidc: Settings, store: Store) -> TestClient:
    return TestClient(create_app(with_oidc, store))


def at_provider(provider: str, address: str, subject: str, claims: dict[str, object]) -> str:
    """Logs in at the provider as `subject`; the address it sends the browser back to, without the host."""
    httpx.put(f"{provider}/users/{subject}", json=claims).raise_for_status()
    answer = httpx.post(address, data={"sub": subject})
    assert answer.status_code in {302, 303}, answer.text
    back = urlsplit(answer.headers["location"])
    return f"{back.path}?{back.query}"


def work_login(
    browser: TestClient, provider: str, subject: str, claims: dict[str, object], to: str = "/"
) -> httpx.Response:
    there = browser.get(f"/inloggen/oidc?naar={to}", follow_redirects=False)
    assert there.status_code == 303
    back = at_provider(provider, there.headers["location"], subject, claims)
    answer: httpx.Response = browser.get(back, follow_redirects=False)  # type: ignore[assignment]
    return answer


def test_a_work_account_logs_in_and_is_made_once(browser: TestClient, provider: str, store: Store) -> None:
    assert "Inloggen met uw werkaccount" in browser.get("/inloggen").text
    for _ in range(2):
        answer = work_login(browser, provider, "n1", NOOR, "/account/wachtwoord")
        assert (answer.status_code, answer.headers["location"]) == (303, "/account/wachtwoord")
    assert "Noor de Boer" in browser.get("/account/wachtwoord").text
    with store.reading() as session:
        person = session.scalars(select(Person)).one()
        assert (person.login, person.role, person.password_hash) == ("noor@voorbeeld.nl", Role.BEOORDELAAR, None)
        assert session.scalar(select(func.count()).where(AuditEvent.event == "inloggen")) == 2


def test_the_request_carries_pkce_state_and_nonce(browser: TestClient) -> None:
    address = browser.get("/inloggen/oidc", follow_redirects=False).headers["location"]
    asked = parse_qs(urlsplit(address).query)
    assert asked["code_challenge_method"] == ["S256"] and asked["response_type"] == ["code"]
    assert all(len(asked[name][0]) >= 32 for name in ("state", "nonce", "code_challenge"))


def test_without_a_known_group_there_is_no_access(browser: TestClient, provider: str, store: Store) -> None:
    answer = work_login(browser, provider, "n2", {**NOOR, "groups": ["iedereen"]})
    assert answer.status_code == 403 and "geeft geen toegang" in answer.text
    with store.reading() as session:
        assert session.scalars(select(Person)).all() == []
        assert session.scalars(select(AuditEvent)).one().outcome == "geweigerd"


def test_another_role_at_the_provider_is_another_role_here(browser: TestClient, provider: str, store: Store) -> None:
    work_login(browser, provider, "n3", NOOR)
    work_login(browser, provider, "n3", {**NOOR, "groups": "triage-beheer"})
    with store.reading() as session:
        assert session.scalars(select(Person)).one().role is Role.BEHEERDER
        assert session.scalar(select(func.count()).select_from(LoginSession)) == 1


def test_a_blocked_account_stays_out(browser: TestClient, provider: str, store: Store) -> None:
    work_login(browser, provider, "n4", NOOR)
    with store.session() as session:
        session.scalars(select(Person)).one().active = False
    assert work_login(browser, provider, "n4", NOOR).status_code == 403
    assert browser.get("/", follow_redirects=False).headers["location"].startswith("/inloggen")


def test_an_account_with_a_password_is_not_taken_over(browser: TestClient, provider: str, store: Store) -> None:
    with store.session() as session:
        session.add(Person(name="Lokaal", login="noor@voorbeeld.nl", role=Role.AUDITOR, password_hash="x"))
    assert work_login(browser, provider, "n5", NOOR).status_code == 303
    with store.reading() as session:
        local, made = session.scalars(select(Person).order_by(Person.id)).all()
        assert local.oidc_subject is None and re.fullmatch(r"noor@voorbeeld\.nl \([0-9a-f]{8}\)", made.login)


@pytest.mark.parametrize("damage", ["state", "code", "cookie", "no cookie", "other browser", "denied"])
def test_a_damaged_return_is_refused(
    browser: TestClient, provider: str, store: Store, with_oidc: Settings, damage: str
) -> None:
    there = browser.get("/inloggen/oidc", follow_redirects=False)
    back = at_provider(provider, there.headers["location"], "n6", NOOR)
    sender = browser
    if damage == "state":
        back = re.sub(r"state=[^&]+", "state=anders", back)
    elif damage == "code":
        back = re.sub(r"code=[^&]+", "code=anders", back)
    elif damage == "denied":
        back = f"{oidc.BACK}?error=access_denied&state={parse_qs(urlsplit(back).query)['state'][0]}"
    elif damage == "cookie":
        browser.cookies.clear()
        browser.cookies.set(oidc.COOKIE, "stuk")
    elif damage == "no cookie":
        browser.cookies.clear()
    else:
        sender = TestClient(create_app(with_oidc, store))
        sender.get("/inloggen/oidc", follow_redirects=False)
    answer = sender.get(back, follow_redirects=False)
    assert answer.status_code == 403 and "niet gelukt" in answer.text
    with store.reading() as session:
        assert session.scalars(select(Person)).all() == []


def test_a_forged_proof_is_refused(with_oidc: Settings, provider: str) -> None:
    there = oidc.Provider(with_oidc)
    metadata = there._metadata()
    claims = {"iss": metadata["issuer"], "aud": CLIENT, "sub": "n", "exp": int(time.time()) + 60, "nonce": "n"}
    own = RSAKey.generate_key(2048, {"kid": metadata["keys"]["keys"][0].get("kid", "k")})
    tokens = [
        jwt.encode({"alg": "RS256", **({"kid": own.kid} if own.kid else {})}, claims, own),
        jwt.encode({"alg": "HS256"}, claims, OctKey.import_key("x" * 32)),
        "geen.echt.bewijs",
        "",
    ]
    for token in tokens:
        with pytest.raises(oidc.OidcError):
            there._claims(token, "n", metadata)


@pytest.mark.parametrize(
    "wrong", [{"iss": "https://elders"}, {"aud": "anders"}, {"exp": 1}, {"nonce": "anders"}, {"sub": None}]
)
def test_each_claim_is_checked(with_oidc: Settings, wrong: dict[str, object]) -> None:
    key = RSAKey.generate_key(2048, {"kid": "k"})
    there = oidc.Provider(with_oidc)
    metadata = {"issuer": "https://hier", "keys": {"keys": [key.as_dict(private=False)]}}
    claims = {"iss": "https://hier", "aud": CLIENT, "sub": "n", "exp": int(time.time()) + 60, "nonce": "n"}
    right = jwt.encode({"alg": "RS256", "kid": "k"}, claims, key)
    assert there._claims(right, "n", metadata)["sub"] == "n"
    changed = {name: value for name, value in {**claims, **wrong}.items() if value is not None}
    with pytest.raises(oidc.OidcError):
        there._claims(jwt.encode({"alg": "RS256", "kid": "k"}, changed, key), "n", metadata)


def test_a_provider_that_does_not_answer(settings: Settings, store: Store) -> None:
    gone = {"oidc_issuer": f"http://127.0.0.1:{free_port()}", "oidc_client_id": CLIENT, "oidc_roles": {"a": Role.LEZER}}
    browser = TestClient(create_app(settings.model_copy(update=gone), store))
    answer = browser.get("/inloggen/oidc")
    assert answer.status_code == 503 and "antwoordt niet" in answer.text


def test_a_work_account_gets_no_password_here(browser: TestClient, provider: str, store: Store) -> None:
    work_login(browser, provider, "n7", NOOR)
    with store.session() as session, pytest.raises(Refused, match="work_account"):
        accounts.reset_password(session, None, session.scalars(select(Person)).one())

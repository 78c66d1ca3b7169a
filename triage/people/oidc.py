"""Logging in with a work account: OpenID Connect, authorization code flow with PKCE, state and nonce.

What must come back to the flow (state, nonce, verifier, where to go) travels in one encrypted cookie of ten minutes.
"""

from __future__ import annotations

import base64
import json
import secrets
import threading
import time
from dataclasses import asdict, dataclass
from typing import Any

import httpx
from authlib.integrations.httpx_client import OAuth2Client
from cryptography.fernet import Fernet, InvalidToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from triage.keys import derived
from triage.settings import Settings
from triage.store.choices import Role

BACK = "/inloggen/oidc/terug"
COOKIE = "nietpluis_oidc"
FLOW_SECONDS = 600
DISCOVERY_SECONDS = 3600
CLOCK_LEEWAY = 60
# Never "none", and never a symmetric algorithm: with those the public key could pass for a secret.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "Ed25519"]


class OidcError(Exception):
    """The login failed; `key` names the text that says so. The provider's own words are not repeated."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True)
class Flow:
    """What a login remembers between going to the provider and coming back."""

    state: str
    nonce: str
    verifier: str
    to: str


@dataclass(frozen=True)
class Identity:
    """Who the provider says it is."""

    subject: str
    name: str
    login: str
    role: Role


class Provider:
    """The OpenID provider of the settings; its addresses and keys are fetched once an hour."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._fetched: tuple[float, dict[str, Any]] | None = None
        self._lock = threading.Lock()

    def start(self, to: str) -> tuple[str, str]:
        """(address at the provider to go to, value for the cookie)."""
        flow = Flow(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48), to)
        endpoint = self._metadata()["authorization_endpoint"]
        with self._client() as client:
            address, _ = client.create_authorization_url(
                endpoint, state=flow.state, nonce=flow.nonce, code_verifier=flow.verifier
            )
        return address, self._fernet().encrypt(json.dumps(asdict(flow)).encode()).decode()

    def finish(self, cookie: str, state: str, code: str) -> tuple[Identity, str]:
        """Who came back, and where to go. Raises `OidcError`."""
        try:
            flow = Flow(**json.loads(self._fernet().decrypt(cookie.encode("ascii", "replace"), ttl=FLOW_SECONDS)))
        except (InvalidToken, ValueError, TypeError):
            raise OidcError("people.oidc_failed") from None
        if not code or not secrets.compare_digest(state.encode(), flow.state.encode()):
            raise OidcError("people.oidc_failed")
        metadata = self._metadata()
        try:
            with self._client() as client:
                token = client.fetch_token(metadata["token_endpoint"], code=code, code_verifier=flow.verifier)
        except httpx.HTTPError:
            raise OidcError("people.oidc_unreachable") from None
        except Exception as error:
            # Authlib raises OAuthError and, on an answer that is no JSON, ValueError; both may quote the provider.
            raise OidcError("people.oidc_failed") from error
        return self._identity(self._claims(str(token.get("id_token", "")), flow.nonce, metadata)), flow.to

    def _claims(self, id_token: str, nonce: str, metadata: dict[str, Any]) -> dict[str, Any]:
        try:
            claims = jwt.decode(id_token, KeySet.import_key_set(metadata["keys"]), algorithms=ALGORITHMS).claims
            jwt.JWTClaimsRegistry(
                leeway=CLOCK_LEEWAY,
                iss={"essential": True, "value": metadata["issuer"]},
                aud={"essential": True, "value": self.settings.oidc_client_id},
                exp={"essential": True},
                sub={"essential": True},
                nonce={"essential": True, "value": nonce},
            ).validate(claims)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise OidcError("people.oidc_failed") from error
        return claims

    def _identity(self, claims: dict[str, Any]) -> Identity:
        given = claims.get(self.settings.oidc_role_claim, [])
        values = {str(value) for value in (given if isinstance(given, list) else [given])}
        # The order of the settings decides where somebody has several.
        role = next((role for value, role in self.settings.oidc_roles.items() if value in values), None)
        if role is None:
            raise OidcError("people.oidc_no_role")
        subject = str(claims["sub"])
        login = str(claims.get("preferred_username") or claims.get("email") or subject)
        return Identity(
            subject=f"{self.settings.oidc_issuer}|{subject}"[:500],
            name=str(claims.get("name") or login)[:200],
            login=login[:180],
            role=role,
        )

    def _metadata(self) -> dict[str, Any]:
        """Addresses of the provider and its keys; raises `OidcError` where it does not answer as it should."""
        with self._lock:
            moment = time.monotonic()
            if self._fetched is not None and moment - self._fetched[0] < DISCOVERY_SECONDS:
                return self._fetched[1]
            issuer = self.settings.oidc_issuer.rstrip("/")
            try:
                found = httpx.get(f"{issuer}/.well-known/openid-configuration", timeout=10).raise_for_status().json()
                found["keys"] = httpx.get(found["jwks_uri"], timeout=10).raise_for_status().json()
            except (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError, TypeError):
                raise OidcError("people.oidc_unreachable") from None
            if str(found.get("issuer", "")).rstrip("/") != issuer:
                raise OidcError("people.oidc_failed")
            self._fetched = (moment, found)
            return dict(found)

    def _client(self) -> OAuth2Client:
        secret = self.settings.oidc_client_secret
        return OAuth2Client(
            client_id=self.settings.oidc_client_id,
            client_secret=secret.get_secret_value() if secret else None,
            token_endpoint_auth_method="client_secret_basic" if secret else "none",
            scope="openid profile email",
            redirect_uri=self.settings.base_url.rstrip("/") + BACK,
            code_challenge_method="S256",
            timeout=10,
        )

    def _fernet(self) -> Fernet:
        return Fernet(base64.urlsafe_b64encode(derived(self.settings, "oidc")))

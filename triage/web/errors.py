"""A refusal that a person gets to read."""

from __future__ import annotations


class Refused(Exception):
    """Ends a request with a status and a text from `texts.yaml`; what the session had written is rolled back."""

    def __init__(self, key: str, status: int = 400, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.status = status
        self.values = values


class LoginNeeded(Exception):
    """Nobody is logged in: a page sends to the login form, the API answers 401."""


class PasswordDue(Exception):
    """Someone with a one-time password must choose an own one first."""

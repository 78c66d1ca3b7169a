"""Passwords: argon2id, and what a new one must be."""

from __future__ import annotations

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LONGEST = 256
_hasher = PasswordHasher()
# Checked where a login does not exist, so that the answer takes as long as for one that does.
_nobody = _hasher.hash(secrets.token_hex(16))


def hash_password(password: str) -> str:
    return _hasher.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password is the right one; takes the same time where there is no hash at all."""
    try:
        right = _hasher.verify(password_hash or _nobody, password[:LONGEST])
    except (VerificationError, InvalidHashError):
        return False
    return right and password_hash is not None


def outdated(password_hash: str) -> bool:
    """Whether the hash was made with weaker parameters than those of today."""
    return _hasher.check_needs_rehash(password_hash)


def one_time_password() -> str:
    """Twenty characters that are easy to read aloud: no letters that look alike."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(alphabet) for _ in range(5)) for _ in range(4))


def weakness(password: str, login: str, least: int) -> str | None:
    """The key of the text that says why a new password is refused, or None."""
    if len(password) < least:
        return "people.password_short"
    if len(password) > LONGEST:
        return "people.password_long"
    if login.casefold() in password.casefold() or len(set(password)) < 5:
        return "people.password_guessable"
    return None

"""The secrets that the application needs, from the settings or from a file that only its own user can read."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from triage.settings import Settings


def _kept(path: Path, make: str) -> str:
    """The secret in `path`; where there is none, `make` is written there first, readable by its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(make + "\n")
        # Linking is one step: of two processes that start at once, one makes the secret and both read it whole.
        with suppress(FileExistsError):
            os.link(name, path)
        Path(name).unlink()
    return path.read_text("utf-8").strip()


def server_secret(settings: Settings) -> bytes:
    """The secret from which every purpose derives its own key."""
    if settings.secret is not None:
        return settings.secret.get_secret_value().encode()
    return _kept(settings.data_dir / "secret.key", secrets.token_hex(32)).encode()


def vault_keys(settings: Settings) -> list[str]:
    """The keys of the vault, newest first: of 32 bytes, in URL-safe base64. Without one, a file with a new key is made."""
    if settings.vault_key is not None:
        kept = settings.vault_key.get_secret_value()
    else:
        kept = _kept(settings.data_dir / "vault.key", base64.urlsafe_b64encode(secrets.token_bytes(32)).decode("ascii"))
    return [key for key in kept.replace(",", " ").split() if key]


def derived(settings: Settings, purpose: str) -> bytes:
    """A key of 32 bytes for one purpose."""
    return hmac.new(server_secret(settings), purpose.encode(), hashlib.sha256).digest()


def keyed_hash(settings: Settings, purpose: str, value: str) -> str:
    """A hash that cannot be guessed back without the secret, as 64 hex digits: for a BSN, a name or a draw of lots."""
    return hmac.new(derived(settings, purpose), value.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def token_hash(token: str) -> str:
    """What is kept of a random token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()

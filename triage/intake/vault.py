"""The vault: originals and mappings of pseudonymised notes, encrypted, bound to their note, each reading logged.

AES-GCM with a key of 256 bits that never stands in the database. The id of the note and the kind are authenticated along,
so that a row moved to another note does not open.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
from collections.abc import Sequence
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from triage.keys import vault_keys
from triage.settings import Settings
from triage.store.choices import VaultKind

_KEY_BYTES = 32
_NONCE_BYTES = 12


class VaultError(Exception):
    """The vault has no usable key, or an item does not open with it. Nothing of the content is in the message."""


def vault_of(settings: Settings) -> Vault:
    """The vault with the keys of the settings. Raises `VaultError` for a key that is none."""
    return Vault(vault_keys(settings))


class Vault:
    """Seals and opens with the first of `keys`; the others open what was sealed before the key was changed."""

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys:
            raise VaultError("the vault has no key")
        self._ciphers = [AESGCM(_decoded(key)) for key in keys]

    def seal(self, note_id: str, kind: VaultKind, content: dict[str, Any]) -> bytes:
        """The content as bytes that only the key opens, and only for this note and kind."""
        nonce = os.urandom(_NONCE_BYTES)
        plain = json.dumps(content, ensure_ascii=False).encode("utf-8")
        return nonce + self._ciphers[0].encrypt(nonce, plain, _bound_to(note_id, kind))

    def open(self, note_id: str, kind: VaultKind, sealed: bytes) -> dict[str, Any]:
        """What was sealed. Raises `VaultError` for another key, note or kind, or bytes that were changed."""
        nonce, rest = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        for cipher in self._ciphers:
            try:
                content: dict[str, Any] = json.loads(cipher.decrypt(nonce, rest, _bound_to(note_id, kind)))
            except (InvalidTag, ValueError):
                continue
            return content
        raise VaultError("this item does not open with the key that is set")


def _bound_to(note_id: str, kind: VaultKind) -> bytes:
    return f"{note_id}\n{kind.value}".encode()


def _decoded(key: str) -> bytes:
    try:
        raw = base64.b64decode(key.strip(), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise VaultError("the key of the vault is not base64") from error
    if len(raw) != _KEY_BYTES:
        raise VaultError(f"the key of the vault has {len(raw)} bytes and needs {_KEY_BYTES}")
    return raw

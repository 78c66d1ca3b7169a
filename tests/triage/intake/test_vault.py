"""The vault: opens with its key, for its own note and kind, and for nobody who was not given the right."""

from __future__ import annotations

import pytest

from triage.intake.vault import Vault, VaultError, vault_of
from triage.settings import Settings
from triage.store.choices import VaultKind

KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
OTHER = "MTEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
ORIGINAL = {"text": "Mevrouw Zonnedauw belt.", "extra": {}}


def test_what_is_sealed_opens_again_and_holds_no_words() -> None:
    sealed = Vault([KEY]).seal("m-1", VaultKind.ORIGINAL, ORIGINAL)
    assert b"Zonnedauw" not in sealed
    assert Vault([KEY]).open("m-1", VaultKind.ORIGINAL, sealed) == ORIGINAL


def test_the_same_content_is_never_sealed_the_same() -> None:
    vault = Vault([KEY])
    assert vault.seal("m-1", VaultKind.ORIGINAL, ORIGINAL) != vault.seal("m-1", VaultKind.ORIGINAL, ORIGINAL)


@pytest.mark.parametrize(
    ("key", "note_id", "kind"),
    [(OTHER, "m-1", VaultKind.ORIGINAL), (KEY, "m-2", VaultKind.ORIGINAL), (KEY, "m-1", VaultKind.MAPPING)],
)
def test_another_key_note_or_kind_does_not_open(key: str, note_id: str, kind: VaultKind) -> None:
    sealed = Vault([KEY]).seal("m-1", VaultKind.ORIGINAL, ORIGINAL)
    with pytest.raises(VaultError) as error:
        Vault([key]).open(note_id, kind, sealed)
    assert "Zonnedauw" not in str(error.value)


@pytest.mark.parametrize("sealed", [b"", b"kort", b"0" * 60])
def test_bytes_that_were_changed_do_not_open(sealed: bytes) -> None:
    with pytest.raises(VaultError):
        Vault([KEY]).open("m-1", VaultKind.ORIGINAL, sealed)


def test_after_a_change_of_key_the_old_one_still_opens() -> None:
    sealed = Vault([KEY]).seal("m-1", VaultKind.ORIGINAL, ORIGINAL)
    changed = Vault([OTHER, KEY])
    assert changed.open("m-1", VaultKind.ORIGINAL, sealed) == ORIGINAL
    assert Vault([OTHER]).open("m-1", VaultKind.ORIGINAL, changed.seal("m-1", VaultKind.ORIGINAL, ORIGINAL)) == ORIGINAL


@pytest.mark.parametrize("keys", [[], ["kort"], ["geen base64!"], ["MDEy"]])
def test_a_key_that_is_none_is_refused(keys: list[str]) -> None:
    with pytest.raises(VaultError):
        Vault(keys)


def test_without_a_setting_a_key_is_made_once_for_its_owner_alone(settings: Settings) -> None:
    sealed = vault_of(settings).seal("m-1", VaultKind.ORIGINAL, ORIGINAL)
    assert vault_of(settings).open("m-1", VaultKind.ORIGINAL, sealed) == ORIGINAL
    assert (settings.data_dir / "vault.key").stat().st_mode & 0o077 == 0


def test_a_key_may_come_from_a_setting(settings: Settings) -> None:
    chosen = Settings(**{**dict(settings), "vault_key": f"{OTHER},{KEY}"})
    sealed = Vault([KEY]).seal("m-1", VaultKind.ORIGINAL, ORIGINAL)
    assert vault_of(chosen).open("m-1", VaultKind.ORIGINAL, sealed) == ORIGINAL
    assert not (settings.data_dir / "vault.key").exists()

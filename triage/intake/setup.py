"""What intake needs beside the settings, made once a process: the deidentifier and the vault."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request

from triage.intake.deidentify import Deidentifier, DeidentifyError, deidentifier_named
from triage.intake.vault import Vault, vault_of
from triage.settings import Settings
from triage.web.errors import Refused


@dataclass(frozen=True, slots=True)
class Intake:
    """The deidentifier of the settings, and the vault where it replaces anything."""

    deidentify: Deidentifier
    vault: Vault | None


def prepare_intake(settings: Settings) -> Intake:
    """Raises `DeidentifyError` or `VaultError` where the settings ask for what cannot be had.

    Loading deduce takes seconds, the first time after its installation minutes.
    """
    deidentify = deidentifier_named(settings.deidentifier, tuple(settings.deidentifier_leave))
    return Intake(deidentify, vault_of(settings) if deidentify.replaces else None)


def intake_of(request: Request) -> Intake:
    """The intake of the running application. Nothing is taken where names should be replaced and cannot be."""
    state = request.app.state
    found: Intake | None = getattr(state, "intake", None)
    if found is None:
        try:
            found = state.intake = prepare_intake(state.settings)
        except DeidentifyError as error:
            raise Refused("intake.deidentifier_missing", 503) from error
    return found

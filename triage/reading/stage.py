"""What a reader may see of a note at this moment: a pure decision from a few facts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from triage.holdout.suggestions import Reason
from triage.store.choices import Mode


class Silence(StrEnum):
    """Why no suggestions are shown."""

    MODE = "mode"
    HELD_OUT = "held_out"
    SWITCHED_OFF = "switched_off"
    NOT_READY = "not_ready"
    FAILED = "failed"


class Stage(StrEnum):
    """What the page is about: the own first reading, a note whose suggestions can be asked for, suggestions, or none."""

    FIRST = "first"
    ASKABLE = "askable"
    SHOWN = "shown"
    WITHOUT = "without"


_REASONS: dict[Reason, Silence] = {
    "uit_alle": Silence.SWITCHED_OFF,
    "uit_team": Silence.SWITCHED_OFF,
    "uit_persoon": Silence.SWITCHED_OFF,
    "team_zonder": Silence.MODE,
    "meting": Silence.HELD_OUT,
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What decides the stage of one person with one note.

    `reason` is why suggestions may or may not be shown, `screened` whether there are any to show, `failed` whether the
    program gave up on the note.
    """

    mode: Mode
    reason: Reason = "aan"
    screened: bool = True
    failed: bool = False
    has_read: bool = False
    revealed: bool = False


def silence(facts: Facts) -> Silence | None:
    """The reason to show no suggestions, or None where they may be shown."""
    if facts.reason != "aan":
        return _REASONS[facts.reason]
    if not facts.screened:
        return Silence.FAILED if facts.failed else Silence.NOT_READY
    return None


def stage(facts: Facts) -> Stage:
    """Where this reader is with this note.

    In a team that reads first, every note starts with an own reading, held-out notes and those read with the
    suggestions switched off too: the reader cannot tell them apart, and the readings can be compared.
    """
    if facts.mode is Mode.EERST_LEZEN and not facts.has_read:
        return Stage.FIRST
    if silence(facts) is not None:
        return Stage.WITHOUT
    if facts.mode is Mode.EERST_LEZEN or facts.revealed:
        return Stage.SHOWN
    return Stage.ASKABLE

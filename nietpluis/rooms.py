"""A check that the packages nietpluis is made of are its own.

They have plain names (`models`, `training`), so a folder of a user's can stand in front of them.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

ROOMS = ("annotation", "eval", "models", "pipeline", "training", "triage")


class ShadowedRoomError(ImportError):
    """Another package stands in front of one of ours; the message names both paths and what to do."""


def check_rooms() -> None:
    """Raises `ShadowedRoomError` where a package of ours would be imported from somewhere else."""
    home = Path(__file__).resolve().parent.parent
    for room in ROOMS:
        spec = find_spec(room)
        found = Path(spec.origin).resolve().parent if spec and spec.origin else None
        if found is not None and found != home / room:
            raise ShadowedRoomError(
                f"nietpluis needs its own package {room!r} in {home / room}, but Python finds {found} first. "
                "Start Python from another folder or rename that one; nietpluis is best kept in an environment of its own."
            )

"""Whether a person gets to see suggestions with a note, and if not, why not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from triage.settings import Settings
from triage.store.choices import Mode, SwitchScope
from triage.store.tables import Note, Person, Switch

Reason = Literal["aan", "uit_alle", "uit_team", "uit_persoon", "team_zonder", "meting"]


@dataclass(frozen=True, slots=True)
class Suggestions:
    """`allowed`: the person may see them, in the `mode` of the team. `reason`: why, or why not.

    `meting` is a note that is held out to measure what suggestions do.
    """

    allowed: bool
    reason: Reason
    mode: Mode


def on_for_all(session: Session) -> bool:
    """Whether suggestions are on for the whole organisation: the newest switch of that scope; on where none was thrown."""
    newest = select(Switch.on).where(Switch.scope == SwitchScope.ALLE).order_by(Switch.id.desc()).limit(1)
    found = session.scalar(newest)
    return True if found is None else found


def mode_of(settings: Settings, person: Person) -> Mode:
    """The mode a person works in: that of the team, or the default of the settings for someone without one."""
    return person.team.mode if person.team is not None else settings.default_mode


def suggestions_for(session: Session, settings: Settings, note: Note, person: Person) -> Suggestions:
    """Whether this person may see the suggestions of this note now. Asks the database once."""
    mode = mode_of(settings, person)
    if not on_for_all(session):
        return Suggestions(False, "uit_alle", mode)
    if person.team is not None and not person.team.suggestions_on:
        return Suggestions(False, "uit_team", mode)
    if not person.suggestions_on:
        return Suggestions(False, "uit_persoon", mode)
    if mode is Mode.ZONDER:
        return Suggestions(False, "team_zonder", mode)
    if note.held_out:
        return Suggestions(False, "meting", mode)
    return Suggestions(True, "aan", mode)

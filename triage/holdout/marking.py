"""Marking notes as held out or sampled: on arrival, and once they are screened."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.summary import RAISED
from pipeline.taxonomy import taxonomy
from triage.holdout.draw import SAMPLE, WITHOUT_SUGGESTIONS, drawn
from triage.keys import derived
from triage.settings import Settings
from triage.store.tables import Note


def salt(settings: Settings) -> bytes:
    """The salt of both draws, out of the secret of this installation."""
    return derived(settings, "meting")


def mark_on_arrival(note: Note, settings: Settings) -> None:
    """Sets `note.held_out`; the note must have its id."""
    note.held_out = drawn(salt(settings), WITHOUT_SUGGESTIONS, note.id, settings.holdout_share)


def is_quiet(found: Iterable[tuple[str, str]]) -> bool:
    """Whether a screening raised no signal; `found` are its labels with their status. Protective factors are no signals."""
    labels = taxonomy().labels
    return not any(status in RAISED and not labels[label].protective for label, status in found if label in labels)


def mark_when_screened(note: Note, found: Iterable[tuple[str, str]], settings: Settings) -> None:
    """Sets `note.random_share` for a quiet note that is drawn: the queue then puts it before a person like any other."""
    note.random_share = is_quiet(found) and drawn(salt(settings), SAMPLE, note.id, settings.random_share)

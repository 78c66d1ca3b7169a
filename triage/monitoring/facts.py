"""What happened with notes in a month, as plain facts: one `Reading` for each note and person, no text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from triage.monitoring.months import CalendarMonth
from triage.store.choices import Mode, Verdict


@dataclass(frozen=True, slots=True)
class Reading:
    """A person's work on a note that they opened first in the month.

    `suggested`: raised signals of the screening. `before`: signals the person named before suggestions were shown (None
    where nothing was noted); `after`: those that stand in the end. `verdicts`: every judged suggestion with its newest
    verdict. `seconds`: from first opening to the outcome. Labels are signals only, no protective factors.
    """

    note_id: str
    person_id: int
    team: str | None
    held_out: bool
    sampled: bool
    revealed: Mode | None
    suggested: frozenset[str]
    before: frozenset[str] | None
    after: frozenset[str]
    verdicts: tuple[tuple[str, Verdict], ...] = ()
    outcome: str | None = None
    seconds: float | None = None

    @property
    def judged(self) -> bool:
        """Whether the person said anything of the note that can be counted."""
        return bool(self.verdicts or self.after) or self.before is not None or self.outcome is not None

    @property
    def blind(self) -> bool:
        """Whether the person said what they saw without having seen a suggestion."""
        return self.revealed is None and self.judged


@dataclass(frozen=True, slots=True)
class Intake:
    """Notes that came in during the month, by what became of their screening."""

    arrived: int = 0
    screened: int = 0
    failed: int = 0
    raised: int = 0
    quiet: int = 0
    held_out: int = 0
    sampled: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """All facts of a month, from `start` up to `end`. `history`: month to its intake, oldest first, this one last."""

    start: datetime
    end: datetime
    intake: Intake
    readings: tuple[Reading, ...]
    history: tuple[tuple[CalendarMonth, Intake], ...] = ()
    switched_off: int = 0
    objections: int = 0

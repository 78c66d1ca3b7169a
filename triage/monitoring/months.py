"""Calendar months by the clock of an organisation."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Self
from zoneinfo import ZoneInfo

from triage.web.texts import lines

ZONE = ZoneInfo("Europe/Amsterdam")
_FORM = re.compile(r"(?P<year>20\d\d)-(?P<month>0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True, order=True)
class CalendarMonth:
    """A month by the clock of a zone; written "2026-11"."""

    year: int
    month: int
    zone: ZoneInfo = field(default=ZONE, compare=False, repr=False)

    @classmethod
    def parse(cls, text: str, zone: ZoneInfo = ZONE) -> Self | None:
        """The month that a text names, or None."""
        found = _FORM.fullmatch(text)
        return cls(int(found["year"]), int(found["month"]), zone) if found else None

    @classmethod
    def of(cls, moment: datetime, zone: ZoneInfo = ZONE) -> Self:
        """The month in which a moment falls."""
        local = moment.astimezone(zone)
        return cls(local.year, local.month, zone)

    @property
    def start(self) -> datetime:
        return datetime(self.year, self.month, 1, tzinfo=self.zone).astimezone(UTC)

    @property
    def end(self) -> datetime:
        """The start of the next month."""
        return self.moved(1).start

    @property
    def name(self) -> str:
        return f"{lines('web.months')[self.month - 1]} {self.year}"

    def moved(self, months: int) -> Self:
        """The month so many months later, or earlier where negative."""
        whole = self.year * 12 + self.month - 1 + months
        return type(self)(whole // 12, whole % 12 + 1, self.zone)

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02d}"

"""Dates and times as a Dutch reader writes them."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from triage.web.texts import lines


def day(value: date | datetime, zone: ZoneInfo) -> str:
    """For example "4 maart 2026"."""
    local = value.astimezone(zone).date() if isinstance(value, datetime) else value
    return f"{local.day} {lines('web.months')[local.month - 1]} {local.year}"


def clock(value: datetime, zone: ZoneInfo) -> str:
    """For example "14.05"."""
    return value.astimezone(zone).strftime("%H.%M")


def moment(value: datetime, zone: ZoneInfo) -> str:
    """For example "4 maart 2026, 14.05 uur"."""
    return f"{day(value, zone)}, {clock(value, zone)} uur"

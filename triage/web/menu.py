"""The main menu, as `menu.yaml` gives it, and the page on which each role starts."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from triage.store.choices import Role
from triage.store.tables import Person


class MenuItem(BaseModel):
    """One item; `exact` means that only the page itself counts as its place, not the pages below it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    href: str
    label: str
    roles: tuple[Role, ...]
    exact: bool = False


@cache
def _items() -> tuple[MenuItem, ...]:
    raw = yaml.safe_load((Path(__file__).parent / "menu.yaml").read_text("utf-8"))
    return tuple(TypeAdapter(list[MenuItem]).validate_python(raw))


def menu(person: Person) -> list[MenuItem]:
    """What this person can open."""
    return [item for item in _items() if person.role in item.roles]


def start_page(person: Person) -> str:
    """The first page of the person's menu."""
    return next((item.href for item in menu(person)), "/over")

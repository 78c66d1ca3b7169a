"""Who may do what here: everybody who annotates, and those who lead a project."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Path

from triage.people.guard import needs
from triage.store.choices import Role
from triage.store.tables import Person

ANNOTATORS = needs(Role.BEOORDELAAR, Role.ONDERZOEKER, Role.BEHEERDER)
LEADERS = needs(Role.ONDERZOEKER, Role.BEHEERDER)

Annotator = Annotated[Person, Depends(ANNOTATORS)]
Leader = Annotated[Person, Depends(LEADERS)]
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]

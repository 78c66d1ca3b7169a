"""What the forms of reading choose from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.taxonomy import PROTECTIVE_DOMAIN, Label, taxonomy
from triage.store.tables import Person


@dataclass(frozen=True, slots=True)
class LabelGroup:
    """A domain with its labels; `protective` for what speaks for the person."""

    name: str
    labels: tuple[Label, ...]
    protective: bool


@cache
def label_groups() -> tuple[LabelGroup, ...]:
    """Every label of the taxonomy under the name of its domain, in its order."""
    known = taxonomy()
    return tuple(
        LabelGroup(
            name,
            tuple(label for label in known.labels.values() if label.domain == domain),
            domain == PROTECTIVE_DOMAIN,
        )
        for domain, name in known.domains.items()
    )


def names_of(session: Session) -> dict[int, str]:
    """The name of everybody, by id, also of people who left."""
    return {row.id: row.name for row in session.execute(select(Person.id, Person.name))}

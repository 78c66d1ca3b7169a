"""What the running system says of itself, as the phrases that papers are filled with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pipeline.model_facts import ModelFacts, model_facts
from pipeline.taxonomy import taxonomy
from pipeline.versions import package_version
from triage.holdout.suggestions import on_for_all
from triage.settings import Settings
from triage.store.choices import Mode, Role
from triage.store.tables import Note, Person, Screening, Team
from triage.web.numbers import percent
from triage.web.texts import text

NONE = "geen"


@dataclass(frozen=True, slots=True)
class System:
    """Facts and phrases, all from the running system.

    `modes` is a main clause. `lexicon` is that of the newest screening, or "-" before the first. `roles`: role to its
    number of people.
    """

    signals: int
    protective: int
    package: str
    taxonomy: str
    model: str
    lexicon: str
    modes: str
    holdout: str
    sample: str
    deidentified: str
    quality: str
    trained_on: str
    facts: ModelFacts | None
    suggestions_on: bool
    evaluated_on: date | None
    valid_until: date | None
    notes: int
    roles: dict[str, int]
    teams: int

    def expired(self, today: date) -> bool:
        """Whether the day until which the model may be used without a new measurement has passed."""
        return self.valid_until is not None and self.valid_until < today


def describe(session: Session, settings: Settings) -> System:
    """The system as it runs now."""
    facts = model_facts()
    newest = session.scalar(
        select(Screening.produced_by).where(Screening.error.is_(None)).order_by(Screening.id.desc()).limit(1)
    )
    produced = newest or {}
    known = taxonomy()
    counted = dict(
        session.execute(select(Person.role, func.count(Person.id)).where(Person.active).group_by(Person.role)).all()
    )
    measured = date.fromisoformat(facts.measured_on) if facts is not None and facts.measured_on else None
    return System(
        signals=len(known.signals),
        protective=len(known.protective_factors),
        package=package_version(),
        taxonomy=str(known.version),
        model=str(produced.get("model") or (facts.version if facts else NONE)),
        lexicon=str(produced.get("lexicon") or "-"),
        modes=_modes(session, settings),
        holdout=percent(settings.holdout_share),
        sample=percent(settings.random_share),
        deidentified=text("papers.deidentified" if settings.deidentifier != NONE else "papers.not_deidentified"),
        quality=_quality(facts),
        trained_on=f"{facts.trained_on:,}".replace(",", ".") if facts and facts.trained_on else text("papers.unknown"),
        facts=facts,
        suggestions_on=on_for_all(session),
        evaluated_on=settings.evaluated_on or measured,
        valid_until=settings.valid_until,
        notes=session.scalars(select(func.count(Note.id))).one(),
        roles={role.value: counted.get(role, 0) for role in Role},
        teams=session.scalars(select(func.count(Team.id))).one(),
    )


def _modes(session: Session, settings: Settings) -> str:
    found = set(session.scalars(select(Team.mode).distinct())) or {settings.default_mode}
    said = [text(f"papers.mode_{mode.value}") for mode in Mode if mode in found]
    return "; ".join([said[0], *(text("papers.mode_elsewhere", mode=mode) for mode in said[1:])])


def _quality(facts: ModelFacts | None) -> str:
    if facts is None or "recall" not in facts.figures or "precision" not in facts.figures:
        return text("papers.not_measured")
    return text(
        "papers.measured",
        notes=facts.notes,
        found=round(100 * facts.figures["recall"].value),
        right=round(100 * facts.figures["precision"].value),
    )

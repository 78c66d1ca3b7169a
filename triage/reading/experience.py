"""How often readers of this organisation let a suggestion stand, in words: only where enough of them said something."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, case, exists, func, select
from sqlalchemy.orm import Session, aliased

from triage.store.choices import Verdict
from triage.store.tables import Judgement
from triage.store.types import now

ENOUGH = 20
"""Judgements under which nothing is said."""

SINCE = timedelta(days=365)
TEN = 10


@dataclass(frozen=True, slots=True)
class Experience:
    """Of `judged` suggestions of one signal, `right` were let stand; `until` is the newest judgement."""

    judged: int
    right: int
    until: datetime

    @property
    def of_ten(self) -> int:
        """The share in tenths, rounded, for "in 7 van de 10"."""
        return round(TEN * self.right / self.judged)


def experience(session: Session) -> dict[str, Experience]:
    """By signal, what all readers said of it in a year; "weet ik niet" is no word for or against. The newest word counts."""
    newer = aliased(Judgement)
    replaced = exists().where(newer.replaces == Judgement.id)
    said = and_(
        Judgement.suggested,
        Judgement.at > now() - SINCE,
        Judgement.verdict != Verdict.WEET_IK_NIET,
        ~replaced,
    )
    right = func.sum(case((Judgement.verdict == Verdict.KLOPT, 1), else_=0))
    rows = session.execute(
        select(Judgement.signal, func.count(), right, func.max(Judgement.at)).where(said).group_by(Judgement.signal)
    )
    return {signal: Experience(count, int(stands), until) for signal, count, stands, until in rows if count >= ENOUGH}

"""How often a suggestion was let stand, told in words and only where enough people said something."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from tests.triage.conftest import Browser
from tests.triage.reading.screened import add_screened
from triage.reading.experience import ENOUGH, SINCE, experience
from triage.store.choices import Verdict
from triage.store.session import Store
from triage.store.tables import Judgement
from triage.store.types import now

Client = Callable[..., Browser]


def test_the_newest_word_of_each_counts(client: Client, store: Store) -> None:
    note, reader = add_screened(store), client("beoordelaar").person_id

    def said(verdict: Verdict, replaces: int | None = None, days: float = 1) -> Judgement:
        return Judgement(
            note_id=note,
            person_id=reader,
            signal="vervuiling",
            verdict=verdict,
            replaces=replaces,
            at=now() - timedelta(days=days),
        )

    with store.session() as session:
        session.add_all(said(Verdict.KLOPT) for _ in range(14))
        session.add_all(said(Verdict.KLOPT_NIET) for _ in range(4))
        session.add_all(said(Verdict.WEET_IK_NIET) for _ in range(9))
        session.add_all(said(Verdict.KLOPT, days=SINCE.days + 1) for _ in range(9))
        changed = said(Verdict.KLOPT)
        session.add(changed)
        session.flush()
        session.add(said(Verdict.ANDERS, changed.id))
        session.flush()
        assert experience(session) == {}
        session.add(said(Verdict.KLOPT_NIET))
        session.flush()
        told = experience(session)["vervuiling"]
        assert (told.judged, told.right, told.of_ten) == (ENOUGH, 14, 7)

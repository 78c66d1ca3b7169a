"""Notes with what a program found in them, for the tests of reading, queue and outcome."""

from __future__ import annotations

from typing import Any

from pipeline.summary import Evidence, ProducedBy, Quote, RiskFactorSummary, Signal, TriageQuestion
from pipeline.taxonomy import taxonomy
from triage.intake.incoming import text_hash
from triage.store.choices import Mode
from triage.store.session import Store
from triage.store.tables import AuditEvent, Job, Note, ScreenedSignal, Screening, Team

TEXT = "Er komt stank uit de woning.\r\nGeen schulden bekend. Zijn dochter helpt hem. Weer stank."
FOUND = (("vervuiling", "stank", "actief"), ("financiele_problemen", "schulden", "ontkend"))
PROTECTIVE = (("steunend_netwerk", "dochter helpt", "actief"),)


def _signal(text: str, label: str, words: str, status: str) -> Signal:
    start = text.index(words)
    evidence = Evidence(
        start=start,
        end=start + len(words),
        text=words,
        found_by=("lexicon",),
        presence="ontkend" if status == "ontkend" else "aanwezig",
    )
    known = taxonomy().labels[label]
    return Signal.model_validate(
        {
            "id": label,
            "label": known.label,
            "domain": known.domain,
            "status": status,
            "probability": 0.5,
            "evidence": [evidence],
        }
    )


def summary(note_id: str, text: str = TEXT) -> dict[str, Any]:
    """What a program found in `TEXT`: one signal, one that is denied, one that speaks for the person."""
    start = text.index("dochter")
    made = RiskFactorSummary(
        note_id=note_id,
        signals=tuple(_signal(text, *found) for found in FOUND),
        protective_factors=tuple(_signal(text, *found) for found in PROTECTIVE),
        triage_questions=tuple(
            TriageQuestion(id=question.id, question=question.question, in_text=number == 0, quotes=quotes)
            for number, question in enumerate(taxonomy().questions)
            for quotes in [(Quote(start=start, end=start + 7, text="dochter"),) if number == 0 else ()]
        ),
        produced_by=ProducedBy(package="1", taxonomy=1, model="geen", lexicon="7"),
    )
    return made.model_dump(mode="json")


def add_screened(store: Store, text: str = TEXT, *, found: bool = True, **values: Any) -> str:
    """A note that the program has read, straight into the database; its id."""
    with store.session() as session:
        note = Note(text=text, text_hash=text_hash(text), source=values.pop("source", "melding"), **values)
        session.add(note)
        session.flush()
        session.add(Job(note_id=note.id))
        if found:
            made = summary(note.id, text)
            session.add(
                Screening(
                    note_id=note.id,
                    summary=made,
                    produced_by=made["produced_by"],
                    input_hash=note.text_hash,
                    config_hash="abc",
                )
            )
            session.add_all(
                ScreenedSignal(note_id=note.id, signal=label, status=status)
                for label, _, status in (*FOUND, *PROTECTIVE)
            )
        return note.id


def add_team(store: Store, mode: Mode) -> int:
    """A team that works in this mode; its id."""
    with store.session() as session:
        team = Team(name=mode.value, mode=mode)
        session.add(team)
        session.flush()
        return team.id


def events(store: Store, event: str) -> list[AuditEvent]:
    """The lines of the log with this event."""
    with store.reading() as session:
        return list(session.query(AuditEvent).filter(AuditEvent.event == event).order_by(AuditEvent.seq))


READING = {
    "signalen": ["vervuiling"],
    "al_bekend": "nee",
    "traject": "niet_vermeld",
    "acuut_gevaar": "ja",
    "eigen_woorden": "Vandaag bellen.",
}

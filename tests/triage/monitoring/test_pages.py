"""The monthly page out of a store, its files, health and metrics."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from tests.triage.conftest import Browser, add_person
from triage.app import create_app
from triage.monitoring.collecting import collect
from triage.monitoring.figures import figures
from triage.monitoring.months import CalendarMonth
from triage.monitoring.shares import Share
from triage.settings import Settings
from triage.store.choices import Mode, Role, Verdict
from triage.store.session import Store
from triage.store.tables import (
    FirstReading,
    Judgement,
    Note,
    Opening,
    Outcome,
    OwnSignal,
    Person,
    Reveal,
    ScreenedSignal,
    Screening,
    Team,
)

Client = Callable[..., Browser]
TEXT = "Mevrouw Zonneveld doet niet open."
THEN = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
MARCH = CalendarMonth(2026, 3)


def note(store: Store, *signals: str, **values: object) -> str:
    with store.session() as session:
        made = Note(text=TEXT, text_hash="0" * 64, source="melding", arrived_at=THEN, **values)
        session.add(made)
        session.flush()
        session.add(Screening(note_id=made.id, summary={}, produced_by={}, input_hash="0" * 64, config_hash="0"))
        session.add_all(ScreenedSignal(note_id=made.id, signal=signal, status="actief") for signal in signals)
        return made.id


def read(store: Store, person: Person, note_id: str, first: list[str], verdicts: dict[str, Verdict], *own: str) -> None:
    """Opened, read, revealed a minute later unless held out, judged, own signals added, decided after five minutes."""
    with store.session() as session:
        key = {"note_id": note_id, "person_id": person.id}
        session.add(Opening(**key, at=THEN))
        session.add(FirstReading(**key, signals=first, questions={}, at=THEN + timedelta(seconds=30)))
        if not session.get_one(Note, note_id).held_out:
            session.add(Reveal(**key, mode=Mode.EERST_LEZEN, at=THEN + timedelta(minutes=1)))
        for signal, verdict in verdicts.items():
            session.add(Judgement(**key, signal=signal, verdict=Verdict.WEET_IK_NIET, at=THEN + timedelta(minutes=2)))
            session.flush()
            session.add(Judgement(**key, signal=signal, verdict=verdict, at=THEN + timedelta(minutes=3)))
        for signal in own:
            session.add(
                OwnSignal(
                    **key, signal=signal, start=0, end=3, presence="aanwezig", temporality="huidig",
                    experiencer="betrokkene", attribution="waarneming", at=THEN + timedelta(minutes=4),
                )
            )  # fmt: skip
        session.add(Outcome(**key, outcome="huisbezoek", reason="geheime reden", at=THEN + timedelta(minutes=5)))


@pytest.fixture
def filled(store: Store) -> Store:
    with store.session() as session:
        team = Team(name="=Team <b>")
        session.add(team)
        session.flush()
        team_id = team.id
    reader = add_person(store, Role.BEOORDELAAR, "lezend", team_id=team_id)
    read(store, reader, note(store, "vervuiling", "isolement"), ["isolement"],
         {"vervuiling": Verdict.KLOPT, "isolement": Verdict.KLOPT_NIET})  # fmt: skip
    read(store, reader, note(store, random_share=True), [], {}, "overlast")
    read(store, reader, note(store, "vervuiling", held_out=True), ["vervuiling", "steunend_netwerk"], {})
    note(store, "vervuiling")
    return store


def test_facts_out_of_the_store(filled: Store) -> None:
    with filled.reading() as session:
        made = figures(collect(session, MARCH))
    assert (made.facts.intake.arrived, made.facts.intake.raised, made.facts.intake.quiet) == (4, 3, 1)
    assert made.readings == 3 and made.revealed == 2
    assert made.follow == Share(1, 2), "the newest judgement counts"
    assert made.change == Share(2, 2) and made.dropped == Share(1, 2)
    assert made.sample_missed == Share(1, 1)
    assert made.blind.found == Share(1, 1), "protective factors are no signals"
    assert made.median_seconds == 300


def test_another_month_is_empty(filled: Store) -> None:
    with filled.reading() as session:
        made = figures(collect(session, CalendarMonth(2026, 4)))
    assert made.readings == 0 and made.follow.value is None and made.facts.intake.arrived == 0
    assert {str(one): own for one, own in made.facts.history}["2026-03"].arrived == 4


def test_months_follow_the_dutch_clock() -> None:
    assert str(CalendarMonth.of(datetime(2026, 6, 30, 22, 30, tzinfo=UTC))) == "2026-07"
    assert CalendarMonth(2026, 12).moved(1) == CalendarMonth(2027, 1)
    assert CalendarMonth(2026, 3).end - CalendarMonth(2026, 3).start == timedelta(days=31, hours=-1)
    assert CalendarMonth.parse("2026-13") is None


def test_the_page_and_its_files(filled: Store, client: Client) -> None:
    browser = client("auditor")
    page = browser.get("/controle/maand/2026-03")
    assert page.status_code == 200 and "Maandcijfers maart 2026" in page.text
    assert "&lt;b&gt;" in page.text and "Team <b>" not in page.text
    assert "'=Team <b>" in browser.get("/controle/maand/2026-03/cijfers.csv").text
    found = browser.get("/controle/maand/2026-03/cijfers.json").json()
    assert found["meldingen"]["arrived"] == 4
    for address in ("", "/cijfers.csv", "/cijfers.json"):
        text = browser.get(f"/controle/maand/2026-03{address}").text
        for secret in ("Zonneveld", "geheime reden", "Test beoordelaar"):
            assert secret not in text
    assert browser.get("/controle/maand/2999-01").status_code == 404
    assert browser.get("/controle/maand/x").status_code == 404
    assert client("beoordelaar").get("/controle/maand/2026-03").status_code == 403


def test_health(anonymous: TestClient) -> None:
    assert anonymous.get("/gezond").json() == {"status": "ok"}
    assert anonymous.get("/klaar").json()["status"] == "ok"


def test_not_ready_without_a_database(settings: Settings, store: Store) -> None:
    app = create_app(settings, store)
    store.engine.dispose()
    broken = settings.model_copy(update={"database": "postgresql+psycopg://nobody@127.0.0.1:9/nothing"})
    from triage.store.session import open_store

    app.state.store = open_store(broken)
    answer = TestClient(app).get("/klaar")
    assert answer.status_code == 503 and answer.json()["database"] == "weg"
    assert TestClient(app).get("/gezond").status_code == 200


def test_metrics_hold_numbers_only(filled: Store, settings: Settings) -> None:
    app = create_app(settings, filled)
    here = TestClient(app, client=("127.0.0.1", 1))
    here.get("/meldingen/00000000-0000-4000-8000-000000000000?zoek=Zonneveld")
    text = here.get("/metrics").text
    assert 'nietpluis_notes{status="wacht"} 4.0' in text and "nietpluis_suggestions_on 1.0" in text
    for secret in ("Zonneveld", "geheime", "lezend", "00000000-0000-4000", "Team"):
        assert secret not in text


def test_metrics_are_not_for_everybody(store: Store, settings: Settings) -> None:
    app = create_app(settings, store)
    assert TestClient(app, client=("203.0.113.7", 1)).get("/metrics").status_code == 403
    near = TestClient(app, client=("127.0.0.1", 1))
    assert near.get("/metrics", headers={"X-Forwarded-For": "203.0.113.7"}).status_code == 403
    locked = create_app(settings.model_copy(update={"metrics_token": SecretStr("woord")}), store)
    far = TestClient(locked, client=("203.0.113.7", 1))
    assert far.get("/metrics", headers={"accept": "application/json"}).status_code == 401
    assert far.get("/metrics", headers={"Authorization": "Bearer woord"}).status_code == 200
    off = create_app(settings.model_copy(update={"metrics": False}), store)
    assert TestClient(off, client=("127.0.0.1", 1)).get("/metrics").status_code == 404

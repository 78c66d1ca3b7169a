"""What the server takes and gives: saving, another's notes, export, and the side by side of two readers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from annotation.corpus import read_jsonl
from annotation.screen.tables import Assignment, Showing
from triage.store.session import Store
from triage.store.tables import AuditEvent

from .conftest import BOTH, TEXT, Browser

pytestmark = BOTH

OWN = {"label": "overlast", "start": 0, "end": 9, "text": "Buurvrouw"}


def assignment(store: Store, person: int, note: str = "m-1") -> int:
    with store.reading() as session:
        rows = session.scalars(select(Assignment).where(Assignment.person_id == person)).unique()
        return next(row.id for row in rows if row.note.external_id == note)


@pytest.fixture
def anna(store: Store, project: Callable[..., Any], log_in: Callable[[int], Browser]) -> tuple[Browser, int, int]:
    made = project(["anna", "bilal"], overlap=2)
    return log_in(made.people["anna"]), assignment(store, made.people["anna"]), made.project


def test_sending_twice_is_the_same_as_once(anna: tuple[Browser, int, int]) -> None:
    browser, note, _ = anna
    acts = [{"kind": "opened"}, {"kind": "accepted", "suggestion": 0}]
    assert browser.acts(note, *acts).json() == {"last": 2, "state": "busy"}
    assert browser.acts(note, *acts).json()["last"] == 2
    assert browser.acts(note, {"kind": "rejected", "suggestion": 0}, first=2).status_code == 409
    assert browser.acts(note, {"kind": "rejected", "suggestion": 0}, first=5).json() == {"last": 2}


def test_a_refused_act_leaves_nothing_behind(anna: tuple[Browser, int, int]) -> None:
    browser, note, _ = anna
    answer = browser.acts(note, {"kind": "opened"}, {"kind": "own", "key": "a", "mention": OWN | {"end": 8}})
    assert answer.status_code == 422 and "Buurvrouw" not in answer.text
    assert browser.get(f"/annoteren/notitie/{note}/gegevens").json()["last"] == 0


def test_a_finished_note_is_closed_until_it_is_reopened(anna: tuple[Browser, int, int]) -> None:
    browser, note, _ = anna
    browser.acts(note, {"kind": "opened"}, {"kind": "finished"})
    assert browser.acts(note, {"kind": "accepted", "suggestion": 0}, first=3).status_code == 422
    answer = browser.acts(note, {"kind": "reopened"}, {"kind": "accepted", "suggestion": 0}, first=3)
    assert answer.json() == {"last": 4, "state": "busy"}


def test_nobody_sees_or_changes_the_work_of_another(
    anna: tuple[Browser, int, int], log_in: Callable[[int], Browser], store: Store
) -> None:
    _, note, project_id = anna
    with store.reading() as session:
        bilal_id = session.scalars(select(Assignment.person_id).where(Assignment.person_id != 1)).first()
    bilal = log_in(bilal_id or 0)
    assert bilal.get(f"/annoteren/notitie/{note}/gegevens").status_code == 404
    assert bilal.acts(note, {"kind": "opened"}).status_code == 404
    assert bilal.get(f"/projecten/{project_id}").status_code == 403
    assert bilal.get(f"/projecten/{project_id}/annotaties.jsonl").status_code == 403
    without_token = bilal.post(f"/annoteren/notitie/{note}/acties", json=[])
    assert without_token.status_code == 403


def test_a_withheld_suggestion_never_reaches_the_browser(
    store: Store, project: Callable[..., Any], log_in: Callable[[int], Browser]
) -> None:
    made = project(["anna"], showing=Showing.WITHHELD)
    note = assignment(store, made.people["anna"])
    browser = log_in(made.people["anna"])
    found = browser.get(f"/annoteren/notitie/{note}/gegevens").json()
    assert found["withheld"] and found["suggestions"] == []
    assert browser.acts(note, {"kind": "accepted", "suggestion": 0}).status_code == 422


def test_export_by_the_contract_and_the_facts(anna: tuple[Browser, int, int], tmp_path: Path) -> None:
    browser, note, project_id = anna
    changed = {"label": "financiele_problemen", "start": 45, "end": 53, "text": "schulden", "presence": "onzeker"}
    assert TEXT[45:53] == "schulden"
    answer = browser.acts(
        note,
        {"kind": "opened"},
        {"kind": "seen", "suggestion": 0},
        {"kind": "seen", "suggestion": 1, "after_ms": 1200},
        {"kind": "changed", "suggestion": 1, "mention": changed},
        {"kind": "rejected", "suggestion": 2},
        {"kind": "own", "key": "a", "mention": OWN},
        {"kind": "answered", "question": "al_bekend", "answer": "nee"},
        {"kind": "finished"},
    )
    assert answer.status_code == 200, answer.text
    place = tmp_path / "annotaties.jsonl"
    place.write_bytes(browser.get(f"/projecten/{project_id}/annotaties.jsonl").content)
    (exported,) = read_jsonl(place)
    assert (exported.id, exported.annotator, exported.text, exported.source) == ("m-1", "anna", TEXT, "melding")
    assert [(m.label, m.text, m.presence) for m in exported.mentions] == [
        ("overlast", "Buurvrouw", "aanwezig"),
        ("financiele_problemen", "schulden", "onzeker"),
    ]
    assert exported.triage == {"al_bekend": "nee"}
    fates = {"changed": 1, "own": 1, "rejected": 1, "seen": 2, "untouched": 1}
    assert exported.metadata == {"suggestions": "shown", "fates": fates}
    facts = [json.loads(line) for line in browser.get(f"/projecten/{project_id}/feiten.jsonl").text.splitlines()]
    assert [(fact["fate"], bool(fact.get("seen_at")), bool(fact["decided_at"])) for fact in facts] == [
        ("untouched", True, False),
        ("changed", True, True),
        ("rejected", False, True),
        ("own", False, True),
    ]
    assert facts[1]["became"]["presence"] == "onzeker"


def test_side_by_side_with_reasons(
    anna: tuple[Browser, int, int], store: Store, log_in: Callable[[int], Browser]
) -> None:
    browser, note, project_id = anna
    with store.reading() as session:
        mine = session.get(Assignment, note)
        assert mine is not None
        note_id = mine.note_id
        other = session.scalars(select(Assignment).where(Assignment.note_id == note_id, Assignment.id != note)).one()
        bilal, theirs = log_in(other.person_id), other.id
    everything = [{"kind": "accepted", "suggestion": number} for number in range(3)]
    browser.acts(note, {"kind": "opened"}, *everything, {"kind": "finished"})
    page = f"/projecten/{project_id}/vergelijken/{note_id}"
    assert browser.get(page).status_code == 404, "one reader is not enough"
    assert browser.get(f"/projecten/{project_id}/goud.jsonl").text == ""
    own = {"kind": "own", "key": "a", "mention": OWN}
    bilal.acts(theirs, {"kind": "opened"}, *everything[:2], own, {"kind": "finished"})

    html = browser.get(page).text
    assert re.findall(r"\d+ van \d+ verschil\w* \w+ nog te beslissen", html) == [
        "2 van 2 verschillen zijn nog te beslissen"
    ]
    assert browser.get(f"/projecten/{project_id}/goud.jsonl").text == ""
    missed, added = _cases(html)
    assert browser.form(page, case=missed[0], readings=missed[1], choice="van:anna", reason=" ").status_code == 422
    assert browser.form(page, case=missed[0], readings="oud", choice="van:anna", reason="x").status_code == 409
    for choice in ("van:carla", "zomaar", "antwoord:ja"):
        assert browser.form(page, case=missed[0], readings=missed[1], choice=choice, reason="x").status_code == 422
    first, second = sorted([missed, added], key=lambda case: "overlast" in case[0])
    kept = browser.form(page, case=first[0], readings=first[1], choice="van:anna", reason="staat er letterlijk")
    assert kept.status_code == 303
    filled = {"words": "MELDT ernstige", "label": "overlast", "presence": "onzeker"}
    browser.form(page, case=second[0], readings=second[1], choice="eigen", reason="ruimer", **filled)
    assert "0 van 2 verschillen zijn nog te beslissen" in browser.get(page).text
    gold = json.loads(browser.get(f"/projecten/{project_id}/goud.jsonl").text)
    assert [(m["text"], m["presence"]) for m in gold["mentions"]] == [
        ("meldt ernstige", "onzeker"),
        ("vervuiling", "aanwezig"),
        ("schulden", "ontkend"),
        ("doet niet open", "aanwezig"),
    ]
    decisions = gold["metadata"]["adjudication"]["decisions"]
    assert {decision["reason"] for decision in decisions} == {"staat er letterlijk", "ruimer"}
    # A reading that changes afterwards opens its case again; the old decision stays on record.
    bilal.acts(theirs, {"kind": "reopened"}, {"kind": "own_removed", "key": "a"}, {"kind": "finished"}, first=6)
    again = browser.get(page).text
    assert "0 van 1 verschil is nog te beslissen" in again and "Alle beslissingen over deze notitie (2)" in again


def _cases(html: str) -> list[tuple[str, str]]:
    return re.findall(r'name="case" value="([^"]+)"><input type="hidden" name="readings" value="([^"]+)"', html)


def test_the_log_says_who_opened_finished_and_took_what_without_text(
    anna: tuple[Browser, int, int], store: Store
) -> None:
    browser, note, project_id = anna
    browser.acts(note, {"kind": "opened"}, {"kind": "own", "key": "a", "mention": OWN}, {"kind": "finished"})
    browser.get(f"/projecten/{project_id}/annotaties.jsonl")
    with store.session() as session:
        events = list(session.scalars(select(AuditEvent).order_by(AuditEvent.seq)))
    assert [event.event for event in events][-3:] == [
        "notitie geopend om te annoteren",
        "annotatie klaar",
        "annotaties geëxporteerd",
    ]
    assert not any("Buurvrouw" in json.dumps(event.details) for event in events)


def test_pages_answer_and_roles_are_kept(anna: tuple[Browser, int, int]) -> None:
    browser, note, project_id = anna
    for path in (
        "/annoteren",
        f"/annoteren/{project_id}",
        f"/annoteren/{project_id}?staat=done",
        f"/annoteren/notitie/{note}",
        "/projecten",
        f"/projecten/{project_id}",
        f"/projecten/{project_id}/vergelijken",
        "/richtlijn",
        "/beheer/personen",
    ):
        assert browser.get(path).status_code == 200, path
    assert browser.get("/annoteren/99").status_code == 404
    assert browser.get("/", follow_redirects=False).headers["location"] == "/annoteren"
    assert browser.get(f"/annoteren/{project_id}/verder", follow_redirects=False).status_code == 303
    assert browser.get("/meldingen").status_code == 404, "the pages of triage are not served here"

"""A working day in a real browser, from intake to audit, in each mode, with and without scripts; axe on every page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from tests.triage.browser.conftest import Office
from tests.triage.reading.screened import TEXT, events
from triage.store.choices import NoteStatus, Verdict
from triage.store.session import Store
from triage.store.tables import Judgement, Note, Outcome, OwnSignal, Reveal

pytestmark = pytest.mark.slow

SUBJECT = "Klant 12.34"


def answer_questions(page: Any) -> None:
    for name in ("al_bekend", "traject", "acuut_gevaar"):
        page.check(f"[name={name}][value=niet_vermeld]")


def hand_in(office: Office, page: Any) -> None:
    """A note that is typed over."""
    page.goto("/meldingen/nieuw")
    office.look(page, "nieuwe melding")
    page.fill("[name=words]", TEXT)
    page.fill("[name=subject]", SUBJECT)
    page.click("text=Melding bewaren")
    office.look(page, "melding ontvangen")


def own_signal(office: Office, page: Any) -> None:
    """Adds a signal: by selecting where there are scripts, else by typing the words over."""
    if office.scripts:
        page.evaluate(
            """() => {
              const words = document.createTreeWalker(document.getElementById("melding"), NodeFilter.SHOW_TEXT);
              for (let node = words.nextNode(); node; node = words.nextNode()) {
                const at = node.data.indexOf("Weer");
                if (at >= 0) document.getSelection().setBaseAndExtent(node, at, node, at + 4);
              }
            }"""
        )
        page.click(".np-selection button")
        assert page.input_value("#veld-woorden") == "Weer"
    else:
        page.click("#toevoegen > summary")
        page.fill("#veld-woorden", "weer")
    page.select_option("#veld-signaal", "overlast")
    page.select_option("#veld-attribution", "volgens_ander")
    page.click("#eigen-formulier button[type=submit]")
    assert page.locator(".np-own").count() == 1


def test_a_working_day(office: Office, store: Store, screen_all: Callable[[], None], people: dict[str, int]) -> None:
    sanne = office.enter("sanne")
    hand_in(office, sanne)
    screen_all()

    # Reading first: nothing of the program before the own reading is kept.
    sanne.goto("/meldingen")
    office.look(sanne, "lijst")
    sanne.click(".np-list__title")
    note_page = sanne.url
    assert sanne.locator("mark").count() == 0
    office.look(sanne, "eerst lezen")
    sanne.click("text=Ik pak deze melding op")
    sanne.click("text=Bewaar mijn lezing")
    assert sanne.locator("[role=alert]").count() == 1
    office.look(sanne, "eerst lezen, niet af")
    sanne.check("[value=vervuiling]")
    answer_questions(sanne)
    sanne.fill("[name=eigen_woorden]", "Niet dringend, wel deze week.")
    sanne.click("text=Bewaar mijn lezing")

    # Judging: by keys where there are scripts, else by the buttons.
    assert sanne.locator("#melding").inner_text().count("stank") == 2
    office.look(sanne, "signalen")
    if office.scripts:
        sanne.keyboard.press("j")
        sanne.keyboard.press("1")
        sanne.wait_for_selector("#o-vervuiling-klopt[aria-pressed=true]")
        sanne.keyboard.press("j")
        sanne.keyboard.press("2")
    else:
        sanne.click("#o-vervuiling-klopt")
        sanne.click("#o-financiele_problemen-klopt_niet")
    sanne.wait_for_selector("#o-financiele_problemen-klopt_niet[aria-pressed=true]")
    assert sanne.inner_text("#stand") == "Van 1 signaal zei u nog niets."
    sanne.click("#s-vervuiling .np-quotes a", position={"x": 20, "y": 11})
    sanne.wait_for_selector("mark:target")
    own_signal(office, sanne)
    office.look(sanne, "signalen, beoordeeld")

    # A colleague, who reads on request.
    sanne.click("text=Later verder, of vraag een collega")
    office.look(sanne, "doorgeven")
    sanne.select_option("#veld-overleg", str(people["karim"]))
    sanne.fill("[name=vraag]", "Ken jij dit adres?")
    sanne.click("text=Vraag mijn collega")
    karim = office.enter("karim", color_scheme="dark")
    karim.click("text=Aan mij gevraagd (1)")
    karim.click(".np-list__title")
    assert karim.locator("mark").count() == 0
    assert "Niet dringend" not in karim.content()
    office.look(karim, "op verzoek")
    karim.click("text=Toon wat het programma vond")
    assert karim.locator(".np-signal").count() == 3
    office.look(karim, "op verzoek, getoond")
    karim.click("text=Geef antwoord")
    office.look(karim, "antwoord geven")
    karim.fill("[name=antwoord]", "Nee, nieuw voor mij.")
    karim.click("button:has-text('Geef antwoord')")

    # A reader of a team without suggestions.
    els = office.enter("els")
    els.goto(note_page)
    assert els.locator("mark").count() == 0
    office.look(els, "zonder")
    els.check("[name=geen]")
    answer_questions(els)
    els.click("text=Bewaar mijn lezing")
    assert els.locator("mark").count() == 0
    office.look(els, "zonder, gelezen")

    # The outcome, a better one, and a correction.
    sanne.goto(f"{note_page}/uitkomst")
    office.look(sanne, "uitkomst")
    for outcome in ("melder_bellen", "huisbezoek"):
        sanne.check(f"[name=uitkomst][value={outcome}]")
        sanne.fill("[name=reden]", "De melder maakt zich zorgen.")
        sanne.click("text=Leg de uitkomst vast")
    office.look(sanne, "uitkomst, vastgelegd")
    assert "(vervangen)" in sanne.content()
    sanne.goto(f"{note_page}/bezwaar")
    sanne.check("[value=correctie]")
    sanne.fill("[name=tekst]", "Het is nummer 14.")
    sanne.click("text=Leg vast")
    sanne.fill("[name=antwoord]", "Dat klopt, het is nummer 14.")
    office.look(sanne, "correctie")
    sanne.click("text=Bewaar het antwoord")
    sanne.goto(note_page)
    office.look(sanne, "afgerond")
    sanne.goto("/meldingen?lijst=afgerond&signaal=vervuiling")
    assert sanne.locator(".np-list__title").count() == 1
    office.look(sanne, "gezocht")

    # What is kept: every word apart, the untouched suggestion not at all.
    with store.reading() as session:
        note = session.scalars(select(Note)).one()
        assert note.status is NoteStatus.AFGEROND
        said = {row.signal: row.verdict for row in session.scalars(select(Judgement))}
        assert said == {"vervuiling": Verdict.KLOPT, "financiele_problemen": Verdict.KLOPT_NIET}
        own = session.scalars(select(OwnSignal)).one()
        assert (note.text[own.start : own.end], own.attribution) == ("Weer", "volgens_ander")
        assert {row.person_id for row in session.scalars(select(Reveal))} == {people["sanne"], people["karim"]}
        assert [row.outcome for row in session.scalars(select(Outcome).order_by(Outcome.id))] == [
            "melder_bellen",
            "huisbezoek",
        ]

    # Research sees that a note with names in it does not go along; the log shows the day, without words of the note.
    olga = office.enter("olga")
    olga.goto("/onderzoek")
    office.look(olga, "onderzoek")
    assert "stank" not in olga.content()
    anton = office.enter("anton")
    anton.goto("/controle/logboek")
    office.look(anton, "logboek")
    shown = anton.content()
    assert "stank" not in shown
    assert "nummer 14" not in shown

    # Erasing, with proof.
    bea = office.enter("bea")
    bea.goto("/beheer/verwijderen")
    office.look(bea, "verwijderen")
    bea.fill("[name=kenmerk]", SUBJECT)
    bea.click("main button:has-text('Zoek')")
    bea.check("[name=meldingen]")
    bea.check("[name=grond][value=verzoek]")
    bea.check("[name=zeker]")
    office.look(bea, "verwijderen, gekozen")
    bea.click("button:has-text('Verwijder')")
    office.look(bea, "bewijs")
    assert events(store, "melding verwijderd")[0].hash in bea.content()
    assert sanne.request.get(note_page).status == 404

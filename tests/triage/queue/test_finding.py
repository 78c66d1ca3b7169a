"""The list: whose notes, in what order, by which filters, and what the log keeps of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.triage.conftest import Browser
from tests.triage.reading.screened import READING, add_screened, add_team, events
from triage.queue.finding import Filters, find
from triage.store.choices import Mode, NoteStatus
from triage.store.session import Store
from triage.store.tables import Person
from triage.store.types import now

Client = Callable[..., Browser]
ZONE = ZoneInfo("Europe/Amsterdam")


def found(store: Store, reader: Browser, filters: Filters, order: str = "aankomst") -> list[str]:
    with store.reading() as session:
        person = session.get_one(Person, reader.person_id)
        page = find(session, person, filters, order=order, zone=ZONE)  # type: ignore[arg-type]
        return [note.id for note in page.notes]


def test_the_oldest_note_comes_first_whatever_was_found_in_it(client: Client, store: Store) -> None:
    reader, moment = client("beoordelaar"), now()
    quiet = add_screened(store, arrived_at=moment - timedelta(hours=2), found=False)
    loud = add_screened(store, arrived_at=moment - timedelta(hours=1))
    assert found(store, reader, Filters()) == [quiet, loud]


def test_at_random_within_the_day_keeps_the_days_in_order(client: Client, store: Store) -> None:
    reader, moment = client("beoordelaar"), now().replace(hour=12)
    old = {add_screened(store, arrived_at=moment - timedelta(days=1, minutes=n), found=False) for n in range(5)}
    new = {add_screened(store, arrived_at=moment - timedelta(minutes=n), found=False) for n in range(5)}
    order = found(store, reader, Filters(), "willekeurig")
    assert set(order[:5]) == old
    assert set(order[5:]) == new
    assert order == found(store, reader, Filters(), "willekeurig")


def test_notes_of_another_team_are_not_there(client: Client, store: Store) -> None:
    mine, other = add_team(store, Mode.EERST_LEZEN), add_team(store, Mode.ZONDER)
    reader = client("beoordelaar", team_id=mine)
    add_screened(store, team_id=other)
    note = add_screened(store, team_id=mine)
    shared = add_screened(store)
    assert set(found(store, reader, Filters(view="alles"))) == {note, shared}


def test_a_note_of_another_team_cannot_be_opened(client: Client, store: Store) -> None:
    note = add_screened(store, team_id=add_team(store, Mode.ZONDER))
    assert client("beoordelaar").get(f"/meldingen/{note}").status_code == 404


@pytest.mark.parametrize("role", ["beheerder", "onderzoeker", "auditor"])
def test_whoever_does_not_read_notes_gets_none(client: Client, store: Store, role: str) -> None:
    note, other = add_screened(store), client(role)
    for page in ("/meldingen", f"/meldingen/{note}", f"/meldingen/{note}/uitkomst", f"/meldingen/{note}/doorgeven"):
        assert other.get(page).status_code == 403


def test_by_signal_only_what_one_has_read(client: Client, store: Store) -> None:
    note, reader = add_screened(store), client("beoordelaar")
    by_signal = Filters(view="alles", signal="vervuiling")
    assert found(store, reader, by_signal) == []
    reader.post_form(f"/meldingen/{note}/eigen-lezing", READING)
    assert found(store, reader, by_signal) == [note]
    assert found(store, reader, Filters(view="alles", signal="dakloosheid")) == []


def test_filters_are_logged_and_words_are_not(client: Client, store: Store) -> None:
    add_screened(store)
    reader = client("beoordelaar")
    page = reader.post_form("/meldingen/zoeken", {"woorden": "STANK"})
    assert "1 melding" in page.text
    assert "stank" not in str(page.url).casefold()
    reader.get("/meldingen?lijst=alles&bron=melding&stand=wacht&vanaf=2026-01-01")
    words, filters = events(store, "meldingen gezocht")
    assert (words.details["woorden"], words.details["gevonden"]) == ("ja", 1)
    assert "stank" not in str(words.details).casefold()
    assert filters.details["bron"] == "melding"


@pytest.mark.parametrize("words", ["%", "_", "' OR 1=1 --"])
def test_signs_of_the_database_are_only_signs(client: Client, store: Store, words: str) -> None:
    add_screened(store)
    assert "Hier staan geen meldingen." in client("beoordelaar").post_form("/meldingen/zoeken", {"woorden": words}).text


@pytest.mark.parametrize("asked", ["lijst=x", "stand=x", "signaal=x", "vanaf=gisteren", "blad=-1", "tot=2026-02-31"])
def test_a_filter_that_does_not_exist_is_refused(client: Client, asked: str) -> None:
    assert client("beoordelaar").get(f"/meldingen?{asked}").status_code == 422


def test_a_long_list_has_pages(client: Client, store: Store) -> None:
    for n in range(27):
        add_screened(store, found=False, external_id=f"n{n}")
    reader = client("beoordelaar")
    first, second = reader.get("/meldingen").text, reader.get("/meldingen?blad=2").text
    assert first.count('class="np-list__title"') == 25
    assert second.count('class="np-list__title"') == 2
    assert reader.get("/meldingen?blad=99").text.count('class="np-list__title"') == 2
    filtered = reader.get("/meldingen?lijst=alles&stand=wacht").text
    assert 'href="/meldingen?lijst=alles&amp;stand=wacht&amp;blad=2"' in filtered


def test_a_failed_note_waits_among_the_others(client: Client, store: Store) -> None:
    note = add_screened(store, found=False, status=NoteStatus.MISLUKT)
    assert found(store, client("lezer"), Filters()) == [note]

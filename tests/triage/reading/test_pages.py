"""Reading a note: first alone, then with suggestions, each judged apart."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from sqlalchemy import func, select

from tests.triage.conftest import Browser
from tests.triage.reading.screened import READING, TEXT, add_screened, add_team, events
from triage.store.choices import Mode, NoteStatus, SwitchScope, Verdict
from triage.store.session import Store
from triage.store.tables import FirstReading, Judgement, Note, Opening, OwnSignal, Reveal, Switch

Client = Callable[..., Browser]
OWN = {
    "signaal": "overlast",
    "presence": "aanwezig",
    "temporality": "huidig",
    "experiencer": "betrokkene",
    "attribution": "volgens_ander",
}


class _Text(HTMLParser):
    """The text of the note as a page shows it, without the small labels behind marks."""

    def __init__(self) -> None:
        super().__init__()
        self.found, self._inside, self._small = "", 0, False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if ("id", "melding") in attrs:
            self._inside = 1
        elif self._inside and tag == "div":
            self._inside += 1
        self._small = self._small or (bool(self._inside) and tag == "small")

    def handle_endtag(self, tag: str) -> None:
        if self._inside and tag == "div":
            self._inside -= 1
        if tag == "small":
            self._small = False

    def handle_data(self, data: str) -> None:
        if self._inside and not self._small:
            self.found += data


def shown_text(page: str) -> str:
    parser = _Text()
    parser.feed(page)
    return parser.found


def count(store: Store, table: type) -> int:
    with store.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_whoever_reads_first_sees_nothing_of_the_program(client: Client, store: Store) -> None:
    note = add_screened(store)
    page = client("beoordelaar").get(f"/meldingen/{note}").text
    assert shown_text(page) == TEXT
    assert "<mark" not in page
    assert "/oordeel" not in page
    assert "checked" not in page
    assert count(store, Reveal) == 0
    assert count(store, Opening) == 1


def test_after_the_own_reading_the_signals_are_shown_and_logged_once(client: Client, store: Store) -> None:
    note, reader = add_screened(store), client("beoordelaar")
    answer = reader.post_form(f"/meldingen/{note}/eigen-lezing", READING)
    assert answer.status_code == 200
    page = reader.get(f"/meldingen/{note}").text
    assert shown_text(page) == TEXT
    assert page.count('class="np-verdict"') == 4 * 3
    assert 'aria-pressed="true"' not in page
    assert "ontkend" in page
    assert count(store, Reveal) == 1
    shown = events(store, "signalen getoond")
    assert len(shown) == 1
    assert shown[0].details["gemaakt_met"]["lexicon"] == "7"
    with store.reading() as session:
        reading = session.scalars(select(FirstReading)).one()
        assert (reading.signals, reading.own_words) == (["vervuiling"], "Vandaag bellen.")
        assert session.get_one(Note, note).status is NoteStatus.GELEZEN


@pytest.mark.parametrize(
    "change",
    [
        {"signalen": []},
        {"geen": "ja"},
        {"acuut_gevaar": ""},
        {"signalen": ["bestaat_niet"]},
        {"eigen_woorden": "x" * 5001},
    ],
)
def test_an_unfinished_reading_is_not_kept_and_nothing_is_lost(
    client: Client, store: Store, change: dict[str, object]
) -> None:
    note, reader = add_screened(store), client("beoordelaar")
    answer = reader.post_form(f"/meldingen/{note}/eigen-lezing", {**READING, **change})
    assert answer.status_code == 422
    assert "<mark" not in answer.text
    assert 'name="al_bekend" value="nee" checked' in answer.text
    assert count(store, FirstReading) == 0


def test_an_own_reading_is_kept_once(client: Client, store: Store) -> None:
    note, reader = add_screened(store), client("beoordelaar")
    reader.post_form(f"/meldingen/{note}/eigen-lezing", READING)
    again = reader.post_form(f"/meldingen/{note}/eigen-lezing", {**READING, "signalen": ["overlast"]})
    assert again.status_code == 422
    with store.reading() as session:
        assert session.scalars(select(FirstReading)).one().signals == ["vervuiling"]


def test_without_signals_is_a_reading_too(client: Client, store: Store) -> None:
    note, reader = add_screened(store), client("lezer")
    reader.post_form(f"/meldingen/{note}/eigen-lezing", {**READING, "signalen": ["steunend_netwerk"], "geen": "ja"})
    with store.reading() as session:
        assert session.scalars(select(FirstReading)).one().signals == ["steunend_netwerk"]


@pytest.mark.parametrize(("role", "links"), [("beoordelaar", 2), ("lezer", 0)])
def test_only_who_decides_is_sent_on_to_the_outcome(client: Client, store: Store, role: str, links: int) -> None:
    note, reader = add_screened(store), client(role)
    page = reader.post_form(f"/meldingen/{note}/eigen-lezing", READING).text
    assert page.count(f'href="/meldingen/{note}/uitkomst"') == links


def test_nothing_can_be_judged_before_it_is_shown(client: Client, store: Store) -> None:
    note, reader = add_screened(store), client("beoordelaar")
    answer = reader.post_form(f"/meldingen/{note}/oordeel", {"signaal": "vervuiling", "oordeel": "klopt"})
    assert answer.status_code == 409
    assert count(store, Judgement) == 0


def test_a_held_out_note_begins_like_any_other_and_then_shows_no_signals(client: Client, store: Store) -> None:
    reader = client("beoordelaar")
    other = reader.get(f"/meldingen/{add_screened(store, external_id='a')}").text
    note = add_screened(store, external_id="b", held_out=True)
    first = reader.get(f"/meldingen/{note}").text
    assert len(first) == len(other)
    page = reader.post_form(f"/meldingen/{note}/eigen-lezing", READING).text
    assert "<mark" not in page
    assert "meten wat het programma uitmaakt" in page
    answer = reader.post_form(f"/meldingen/{note}/oordeel", {"signaal": "vervuiling", "oordeel": "klopt"})
    assert answer.status_code == 409
    assert count(store, Reveal) == 0


def test_on_request_signals_come_only_when_asked_for(client: Client, store: Store) -> None:
    note, reader = add_screened(store), client("beoordelaar", team_id=add_team(store, Mode.OP_VERZOEK))
    page = reader.get(f"/meldingen/{note}").text
    assert "<mark" not in page
    assert "Toon wat het programma vond" in page
    page = reader.post_form(f"/meldingen/{note}/signalen").text
    assert page.count('class="np-verdict"') == 12
    assert count(store, Reveal) == 1


def test_a_team_without_suggestions_never_sees_them(client: Client, store: Store) -> None:
    note, reader = add_screened(store), client("beoordelaar", team_id=add_team(store, Mode.ZONDER))
    reader.post_form(f"/meldingen/{note}/signalen")
    reader.post_form(f"/meldingen/{note}/eigen-lezing", READING)
    assert "<mark" not in reader.get(f"/meldingen/{note}").text
    assert count(store, Reveal) == 0


def test_suggestions_that_are_switched_off_are_gone_at_once(client: Client, store: Store) -> None:
    note, reader = add_screened(store), client("beoordelaar")
    reader.post_form(f"/meldingen/{note}/eigen-lezing", READING)
    assert "<mark" in reader.get(f"/meldingen/{note}").text
    with store.session() as session:
        session.add(Switch(scope=SwitchScope.ALLE, on=False, reason="proef", by=reader.person_id))
    assert "<mark" not in reader.get(f"/meldingen/{note}").text


def test_a_note_that_is_not_screened_yet_can_be_read(client: Client, store: Store) -> None:
    note, reader = add_screened(store, found=False), client("beoordelaar")
    page = reader.post_form(f"/meldingen/{note}/eigen-lezing", READING).text
    assert "nog niet gelezen" in page
    assert shown_text(page) == TEXT


def test_judgements_are_added_and_the_newest_counts(client: Client, store: Store) -> None:
    note, reader = add_screened(store), client("beoordelaar")
    reader.post_form(f"/meldingen/{note}/eigen-lezing", READING)
    for verdict in ("klopt", "klopt_niet"):
        answer = reader.post_form(
            f"/meldingen/{note}/oordeel", {"signaal": "vervuiling", "oordeel": verdict, "toelichting": "Zie regel 1."}
        )
        assert answer.status_code == 200
    assert answer.text.count('aria-pressed="true"') == 1
    assert "Van 2 signalen zei u nog niets." in answer.text
    with store.reading() as session:
        first, second = session.scalars(select(Judgement).order_by(Judgement.id))
        assert (first.verdict, first.replaces) == (Verdict.KLOPT, None)
        assert (second.verdict, second.replaces, second.remark) == (Verdict.KLOPT_NIET, first.id, "Zie regel 1.")


def test_each_press_says_something_of_one_signal(client: Client, store: Store) -> None:
    note, reader = add_screened(store), client("beoordelaar")
    reader.post_form(f"/meldingen/{note}/eigen-lezing", READING)
    many = {"signaal": ["vervuiling", "financiele_problemen", "steunend_netwerk"], "oordeel": "klopt"}
    reader.post_form(f"/meldingen/{note}/oordeel", many)
    reader.post_form(f"/meldingen/{note}/oordeel", {"signaal": "vervuiling", "oordeel": ""})
    assert count(store, Judgement) == 1


def test_an_unknown_verdict_or_signal_is_refused(client: Client, store: Store) -> None:
    note, reader = add_screened(store), client("beoordelaar")
    reader.post_form(f"/meldingen/{note}/eigen-lezing", READING)
    for signal, verdict, status in (("overlast", "klopt", 409), ("vervuiling", "akkoord", 422)):
        sent = {"signaal": signal, "oordeel": verdict}
        assert reader.post_form(f"/meldingen/{note}/oordeel", sent).status_code == status
    assert count(store, Judgement) == 0


def test_htmx_gets_the_one_signal_back(client: Client, store: Store) -> None:
    note, reader = add_screened(store), client("beoordelaar")
    reader.post_form(f"/meldingen/{note}/eigen-lezing", READING)
    sent = {"signaal": "vervuiling", "oordeel": "anders"}
    part = reader.post_form(f"/meldingen/{note}/oordeel", sent, headers={"HX-Request": "true"}).text
    assert part.strip().startswith('<li class="np-signal" id="s-vervuiling"')
    assert "<html" not in part
    assert "Van 2 signalen zei u nog niets." in part


def test_an_own_signal_by_typing_its_words(client: Client, store: Store) -> None:
    note, reader = add_screened(store), client("beoordelaar")
    reader.post_form(f"/meldingen/{note}/eigen-lezing", READING)
    answer = reader.post_form(f"/meldingen/{note}/eigen-signaal", {**OWN, "woorden": "uit de  WONING"})
    assert "volgens iemand anders" in answer.text
    with store.reading() as session:
        row = session.scalars(select(OwnSignal)).one()
        assert TEXT[row.start : row.end] == "uit de woning"


def test_words_that_stand_twice_ask_which_place_is_meant(client: Client, store: Store) -> None:
    note, reader = add_screened(store), client("beoordelaar")
    reader.post_form(f"/meldingen/{note}/eigen-lezing", READING)
    answer = reader.post_form(f"/meldingen/{note}/eigen-signaal", {**OWN, "woorden": "stank"})
    assert answer.status_code == 422
    assert answer.text.count('name="plek"') == 2
    assert count(store, OwnSignal) == 0
    reader.post_form(f"/meldingen/{note}/eigen-signaal", {**OWN, "woorden": "stank", "plek": "1"})
    with store.reading() as session:
        assert session.scalars(select(OwnSignal)).one().start == TEXT.rindex("stank")


def test_an_own_signal_by_selecting(client: Client, store: Store) -> None:
    note, reader = add_screened(store), client("beoordelaar")
    reader.post_form(f"/meldingen/{note}/eigen-lezing", READING)
    shown = TEXT.replace("\r\n", "\n")
    start = shown.rindex("stank")
    reader.post_form(
        f"/meldingen/{note}/eigen-signaal", {**OWN, "woorden": "stank", "start": start, "einde": start + 5}
    )
    with store.reading() as session:
        assert session.scalars(select(OwnSignal)).one().start == TEXT.rindex("stank")


@pytest.mark.parametrize(
    "change",
    [
        {"woorden": "bestaat niet"},
        {"woorden": " "},
        {"signaal": "x"},
        {"presence": "ja"},
        {"plek": "7"},
        {"start": "-1"},
    ],
)
def test_an_own_signal_that_cannot_be_is_refused(client: Client, store: Store, change: dict[str, str]) -> None:
    note, reader = add_screened(store), client("beoordelaar")
    reader.post_form(f"/meldingen/{note}/eigen-lezing", READING)
    sent = {**OWN, "woorden": "uit de woning", **change}
    assert reader.post_form(f"/meldingen/{note}/eigen-signaal", sent).status_code == 422
    assert count(store, OwnSignal) == 0


def test_only_who_added_a_signal_takes_it_back_and_it_stays_on_record(client: Client, store: Store) -> None:
    note, reader, other = add_screened(store), client("beoordelaar"), client("lezer")
    reader.post_form(f"/meldingen/{note}/eigen-lezing", READING)
    reader.post_form(f"/meldingen/{note}/eigen-signaal", {**OWN, "woorden": "uit de woning"})
    with store.reading() as session:
        number = session.scalars(select(OwnSignal.id)).one()
    assert other.post_form(f"/meldingen/{note}/eigen-signaal/weg", {"nummer": number}).status_code == 403
    reader.post_form(f"/meldingen/{note}/eigen-signaal/weg", {"nummer": number})
    with store.reading() as session:
        assert session.scalars(select(OwnSignal)).one().removed_at is not None
    again = reader.post_form(f"/meldingen/{note}/eigen-signaal/weg", {"nummer": number})
    assert again.status_code == 409
    assert "Dit is al gedaan." in again.text


def test_a_second_reader_sees_the_first_only_after_reading(client: Client, store: Store) -> None:
    note, reader, second = add_screened(store), client("beoordelaar"), client("lezer")
    reader.post_form(f"/meldingen/{note}/eigen-lezing", READING)
    assert "Vandaag bellen." not in second.get(f"/meldingen/{note}").text
    answer = second.post_form(f"/meldingen/{note}/eigen-lezing", {**READING, "eigen_woorden": "Kan tot morgen."})
    assert "Vandaag bellen." in answer.text


def test_a_text_stays_a_text(client: Client, store: Store) -> None:
    bad = "<script>alert(1)</script> stank {{ 7*7 }} '; DROP TABLE note;-- schulden, dochter helpt"
    note, reader = add_screened(store, bad, external_id="<b>x</b>", extra={"<i>": "<img src=x>"}), client("beoordelaar")
    for page in (
        reader.get(f"/meldingen/{note}").text,
        reader.post_form(f"/meldingen/{note}/eigen-lezing", READING).text,
        reader.get("/meldingen").text,
    ):
        assert "<script>alert" not in page
        assert "<b>x</b>" not in page
        assert "<img src=x>" not in page
    assert shown_text(reader.get(f"/meldingen/{note}").text) == bad


def test_other_fields_are_hidden_at_first_and_opening_them_is_logged(client: Client, store: Store) -> None:
    note, reader = add_screened(store, extra={"adres": "Dorpsstraat 1"}), client("beoordelaar")
    assert "Dorpsstraat" not in reader.get(f"/meldingen/{note}").text
    assert "Dorpsstraat" in reader.get(f"/meldingen/{note}?gegevens=ja").text
    assert len(events(store, "gegevens bij melding getoond")) == 1


def test_the_log_holds_no_text(client: Client, store: Store) -> None:
    note, reader = add_screened(store), client("beoordelaar")
    reader.post_form(f"/meldingen/{note}/eigen-lezing", READING)
    reader.post_form(f"/meldingen/{note}/eigen-signaal", {**OWN, "woorden": "uit de woning"})
    reader.post_form(
        f"/meldingen/{note}/oordeel",
        {"signaal": "vervuiling", "oordeel": "anders", "toelichting": "Alleen op de trap."},
    )
    written = " ".join(
        str(line.details)
        for event in ("eigen lezing bewaard", "signaal toegevoegd", "signaal beoordeeld", "melding geopend")
        for line in events(store, event)
    )
    assert "overlast" in written
    for words in ("stank", "woning", "bellen", "trap"):
        assert words not in written

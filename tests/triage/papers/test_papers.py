"""Papers and pages: filled in from the running system, for whom they are meant, and never more than text."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from fastapi.testclient import TestClient

from tests.triage.conftest import Browser
from triage.app import create_app
from triage.papers.document import NAMES, document, html
from triage.papers.system import describe
from triage.settings import Settings
from triage.store.choices import Mode
from triage.store.session import Store
from triage.store.tables import Team

Client = Callable[..., Browser]


@pytest.mark.parametrize("name", NAMES)
def test_every_paper_is_filled_in(settings: Settings, store: Store, name: str) -> None:
    own = settings.model_copy(update={"note_days": 123, "organisation": "Gemeente Lindewaard"})
    with store.reading() as session:
        made = document(name, own, describe(session, own))  # type: ignore[arg-type]
    written = made.markdown("Zelf invullen:")
    assert "Gemeente Lindewaard" in written and "{{" not in written and "None" not in written
    assert "Zelf invullen:" in written
    if name in ("dpia", "privacyverklaring", "iama"):
        assert "123 dagen" in written
    if name != "privacyverklaring":
        assert re.search(r"(: |\()een medewerker leest eerst zelf de melding", written)


def test_the_modes_of_teams_come_through(settings: Settings, store: Store) -> None:
    with store.session() as session:
        session.add_all([Team(name="een", mode=Mode.EERST_LEZEN), Team(name="twee", mode=Mode.ZONDER)])
    with store.reading() as session:
        said = describe(session, settings).modes
    assert said.startswith("een medewerker leest eerst zelf")
    assert said.endswith("; in een ander team: een medewerker leest de melding zonder suggesties")


def test_tables_of_a_paper_scroll_by_themselves_and_have_a_name() -> None:
    shown = str(html("a\n\n| b |\n| - |\n| `<table>` |\n\nc\n\n| d |\n| - |\n| e |\n"))
    assert re.findall(r'<div class="np-scroll"[^>]*aria-label="(.*?)"[^>]*>\n?<table>', shown) == ["Tabel 1", "Tabel 2"]
    assert shown.count("</table></div>") == shown.count("</div>") == 2


def test_markdown_takes_no_html() -> None:
    assert "<script>" not in html("<script>alert(1)</script>\n\n[x](javascript:alert(1))")
    assert "javascript:" not in str(html("[x](javascript:alert(1))")).replace("[x](javascript:alert(1))", "")


def test_about_is_for_everybody(anonymous: TestClient, client: Client) -> None:
    page = anonymous.get("/over")
    assert page.status_code == 200 and "Geen signaal betekent niet" in page.text
    assert "Uitloggen" not in page.text and "Uitloggen" in client("lezer").get("/over").text
    assert "Modelkaart" in anonymous.get("/over/model").text


def test_an_expired_measurement_is_said(settings: Settings, store: Store) -> None:
    yesterday = date.today() - timedelta(days=1)
    app = create_app(settings.model_copy(update={"valid_until": yesterday}), store)
    assert "opnieuw gemeten zijn" in TestClient(app).get("/over").text


def test_papers_are_for_keepers(client: Client) -> None:
    reader, auditor = client("beoordelaar"), client("auditor")
    pages = [
        "",
        "/algoritmeregister",
        "/algoritmeregister.json",
        *(f"/{name}{end}" for name in NAMES for end in ("", ".md")),
    ]
    for page in (f"/beheer/papieren{end}" for end in pages):
        assert reader.get(page).status_code == 403, page
        assert auditor.get(page).status_code == 200, page
    assert auditor.get("/beheer/papieren/bestaat_niet").status_code == 404


def test_an_organisation_stays_text(settings: Settings, store: Store) -> None:
    evil = settings.model_copy(update={"organisation": "<img src=x>{{ 7*7 }}"})
    page = TestClient(create_app(evil, store)).get("/over").text
    assert "<img src=x>" not in page and "{{ 7*7 }}" in page

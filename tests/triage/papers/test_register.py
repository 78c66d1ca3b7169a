"""The entry for the Algoritmeregister: valid against the published fields, on any database, and refused where it is not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from triage.papers.register import entry, problems, standard
from triage.papers.system import describe
from triage.settings import Settings
from triage.store.session import Store

REQUIRED = {
    "name",
    "description_short",
    "organization",
    "status",
    "contact_email",
    "publication_category",
    "lang",
}


@pytest.fixture
def made(settings: Settings, store: Store) -> dict[str, Any]:
    with store.reading() as session:
        return entry(settings.model_copy(update={"contact": "meldpunt@voorbeeld.example"}), describe(session, settings))


def kinds(changed: dict[str, Any]) -> list[tuple[str, str]]:
    return [(problem.field.key, problem.kind) for problem in problems(changed)]


def test_the_field_list_is_that_of_the_standard() -> None:
    known = {field.key: field for field in standard().fields}
    assert len(known) == 29
    assert {key for key, field in known.items() if field.required} == REQUIRED
    assert known["description_short"].longest == 400 and known["methods_and_models"].longest == 5000
    assert all(known[key].longest == 2500 for key in ("goal", "proportionality", "human_intervention", "risks", "tags"))


def test_what_is_made_is_valid(made: dict[str, Any]) -> None:
    assert kinds(made) == []
    assert set(made) >= REQUIRED
    assert json.loads(json.dumps(made)) == made


def test_it_also_fits_the_older_edition(made: dict[str, Any]) -> None:
    assert len(made["description_short"]) <= 350 and len(made["category"]) <= 3


def test_no_template_is_left_in_it(made: dict[str, Any]) -> None:
    assert "{{" not in json.dumps(made) and "None" not in json.dumps(made)


def test_without_contact_it_says_so(settings: Settings, store: Store) -> None:
    with store.reading() as session:
        found = entry(settings, describe(session, settings))
    assert kinds(found) == [("contact_email", "ontbreekt")]


@pytest.mark.parametrize(
    ("key", "value", "kind"),
    [
        ("name", "x" * 101, "te_lang"),
        ("description_short", "x" * 401, "te_lang"),
        ("status", "Misschien", "keuze"),
        ("category", ["Zorg"], "keuze"),
        ("begin_date", "11-2026", "vorm"),
        ("contact_email", "020 123", "vorm"),
        ("website", "http://onveilig.example", "vorm"),
        ("goal", 3, "tekst"),
        ("lawful_basis_grouping", "Wmo", "lijst"),
        ("lawful_basis_grouping", [{"title": "x" * 101, "link": "https://a.example"}], "te_lang"),
        ("impacttoetsen_grouping", [{"title": "DPIA", "link": "a.example"}], "vorm"),
        ("onzin", "x", "onbekend"),
        ("lang", "", "ontbreekt"),
    ],
)
def test_what_the_standard_refuses(made: dict[str, Any], key: str, value: object, kind: str) -> None:
    assert kinds({**made, key: value}) == [(key, kind)]

"""Whom a reader can call: always there, with the organisation's own numbers where it gave them."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI

from tests.triage.conftest import add_person, log_in
from tests.triage.reading.screened import add_screened
from triage.app import create_app
from triage.settings import Settings
from triage.store.choices import Role
from triage.store.session import Store


def test_an_own_number_stands_on_the_page_before_anything_is_shown(
    tmp_path: Path, settings: Settings, store: Store
) -> None:
    file = tmp_path / "contacten.yaml"
    file.write_text(
        'contacts:\n  crisisdienst:\n    name: Crisisdienst Voorbeeld\n    phone: ["000-1234567"]\n', "utf-8"
    )
    app: FastAPI = create_app(settings.model_copy(update={"contacts_file": file}), store)
    note = add_screened(store)
    page = log_in(app, add_person(store, Role.LEZER)).get(f"/meldingen/{note}").text
    assert "<mark" not in page
    for number in ("112", "0800-0113", "0800-2000", "000-1234567"):
        assert number in page

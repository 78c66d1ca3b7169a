"""Every operation of the OpenAPI description, called with what schemathesis makes of it: never a 500, always as described."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from tests.triage.conftest import add_person
from tests.triage.intake.notes import add_token
from triage.app import create_app
from triage.settings import Settings
from triage.store.choices import Role
from triage.store.session import open_store

CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
)


@pytest.fixture(scope="module")
def api(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> object:
    folder = tmp_path_factory.mktemp("api")
    shutil.copy(sqlite_template, folder / "nietpluis.db")
    chosen = Settings(data_dir=folder, background=False, base_url="http://testserver", requests_per_minute=1_000_000)
    store = open_store(chosen)
    app = create_app(chosen, store)
    app.state.test_headers = add_token(store, add_person(store, Role.BEHEERDER))
    return schemathesis.openapi.from_asgi("/api/openapi.json", app, config=SchemathesisConfig())


schema = schemathesis.pytest.from_fixture("api")


@pytest.mark.slow
@schema.parametrize()
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_operation_breaks(case: Case[Any]) -> None:
    headers = case.operation.app.state.test_headers
    case.call_and_validate(headers=headers, checks=list(CHECKS))

"""Every operation of the OpenAPI description, called with what schemathesis makes of it: never a 500, always as described."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.triage.conftest import add_person
from tests.triage.intake.notes import add_token
from triage.app import API, api_routes, create_app
from triage.people import sessions
from triage.people.guard import COOKIE, CSRF_HEADER, guarded_by
from triage.settings import Settings
from triage.store.choices import Role
from triage.store.session import open_store

EXAMPLES = 12
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
Along = dict[Role, dict[str, Any]]
# What happens before any operation is reached, and is in no description of one.
BEFORE = {400, 403, 405, 413}
ENDS_SESSION = ("/uitloggen", "/account/wachtwoord")


@pytest.fixture(scope="module")
def called(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[FastAPI, Along]:
    """The running application, and what a case system sends along in which a person of each role is logged in too."""
    folder = tmp_path_factory.mktemp("api")
    shutil.copy(sqlite_template, folder / "nietpluis.db")
    chosen = Settings(data_dir=folder, background=False, base_url="http://testserver", requests_per_minute=10_000_000)
    store = open_store(chosen)
    app = create_app(chosen, store)
    people = {role: add_person(store, role) for role in Role}
    token = add_token(store, people[Role.BEHEERDER])
    along: dict[Role, dict[str, Any]] = {}
    for role, person in people.items():
        with store.session() as session:
            login = sessions.start(session, chosen, session.merge(person))
        along[role] = {"headers": {**token, CSRF_HEADER: login.csrf}, "cookies": {COOKIE: login.token}}
    return app, along


@pytest.mark.slow
@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.filterwarnings("default")
def test_every_operation_answers_as_described(called: tuple[FastAPI, Along], mode: GenerationMode) -> None:
    app, along = called
    described = operations(schemathesis.openapi.from_asgi("/api/openapi.json", app))
    labels = {operation.label for operation in described}
    assert labels >= {"POST /api/notes", "GET /api/notes/{note_id}"}
    assert all(" /api/" in label for label in labels)
    done = [call(operation, mode, along[Role.BEOORDELAAR], CHECKS) for operation in described]
    assert any(done)


@pytest.mark.slow
@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.filterwarnings("default")
def test_no_screen_breaks(called: tuple[FastAPI, Along], mode: GenerationMode) -> None:
    """The screens are in no description for programs; one is made of them here, to call them with anything."""
    app, along = called
    screens = [route for route in api_routes(app) if not route.path.startswith(API) and route.path not in ENDS_SESSION]
    before = [route.include_in_schema for route in screens]
    try:
        for route in screens:
            route.include_in_schema = True
        description = get_openapi(title="screens", version="1", routes=screens)
    finally:
        for route, shown in zip(screens, before, strict=True):
            route.include_in_schema = shown
    schema = schemathesis.openapi.from_dict(description)
    schema.app = app
    may = {(method, route.path_format): who_may(route) for route in screens for method in route.methods or ()}
    described = operations(schema)
    assert {(operation.method.upper(), operation.path) for operation in described} == set(may)
    done = [
        call(operation, mode, along[may[operation.method.upper(), operation.path]], [not_a_server_error])
        for operation in described
    ]
    assert any(done)


def who_may(route: APIRoute) -> Role:
    """One of the roles that a route lets pass."""
    guard = guarded_by(route.dependant)
    return min(guard) if isinstance(guard, frozenset) else Role.BEHEERDER


def operations(schema: Any) -> list[APIOperation[Any, Any, Any, Any]]:
    return [found.ok() for found in schema.get_all_operations()]


def call(
    operation: APIOperation[Any, Any, Any, Any], mode: GenerationMode, along: dict[str, Any], checks: list[Any]
) -> bool:
    """Calls one operation with many cases; a fault is shown with the smallest that gives it. False where none can be made."""

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(case=operation.as_strategy(generation_mode=mode))
    def run(case: Case[Any]) -> None:
        answer = case.call(**along)
        case.validate_response(answer, checks=[not_a_server_error] if answer.status_code in BEFORE else checks)

    try:
        run()
    except Unsatisfiable:
        # No wrong case can be made for an operation that takes nothing, or any text whatever.
        if mode is not GenerationMode.NEGATIVE:
            raise
        return False
    return True

"""The application of `nietpluis annotate serve`: triage's people, looks and log around the pages of this room."""

from __future__ import annotations

import hashlib
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from jinja2 import ChoiceLoader, FileSystemLoader
from starlette.routing import Mount

from annotation.guideline.page import ASSETS as GUIDELINE
from annotation.screen import adjudicating, pages, projects_pages
from annotation.screen.words import words
from pipeline.taxonomy import taxonomy
from triage import app as triage
from triage.audit import pages as audit_pages
from triage.people import admin_pages as people_admin
from triage.people import pages as people_pages
from triage.settings import Settings
from triage.store.migrate import migrate
from triage.store.session import Store, open_store
from triage.store.tables import Person
from triage.web.menu import MenuItem

HERE = Path(__file__).resolve().parent
STATIC = HERE / "static"


def _fingerprint() -> str:
    content = b"".join(path.read_bytes() for path in sorted(STATIC.iterdir()))
    return hashlib.sha256(content).hexdigest()[:12]


# The folder's address changes with its content, because browsers keep it and scripts import each other by name.
MOUNT = f"/static/annoteren-{_fingerprint()}"
# Ours come first: the page on which everybody starts is another one here.
ROUTERS = (
    pages.router,
    projects_pages.router,
    adjudicating.router,
    people_pages.router,
    people_admin.router,
    audit_pages.router,
)


def open_and_migrate(settings: Settings) -> Store:
    """The store with the tables of triage and of this room."""
    store = open_store(settings)
    migrate(store)
    migrate(store, scripts=HERE / "migrations")
    return store


def create_app(settings: Settings, store: Store | None = None) -> FastAPI:
    """The application; `store` must have been migrated by `open_and_migrate` where it is given."""
    app = triage.create_app(settings, store or open_and_migrate(settings), ROUTERS)
    # Before triage's own mount of /static, which would answer for this folder too.
    app.router.routes.insert(0, Mount(MOUNT, StaticFiles(directory=STATIC)))
    templates = app.state.templates
    templates.loader = ChoiceLoader([FileSystemLoader([HERE / "templates", GUIDELINE]), templates.loader])
    templates.globals.update(menu=menu, asset=asset, words=words(), taxonomy=taxonomy())
    return app


def menu(person: Person) -> list[MenuItem]:
    """What this person can open here."""
    return [item for item in words().menu if person.role in item.roles]


def asset(name: str) -> str:
    """The address of a file in `static/`."""
    return f"{MOUNT}/{name}"

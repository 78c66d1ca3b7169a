"""The one list of routers, in order; each part adds one line per router."""

from __future__ import annotations

from fastapi import APIRouter

from triage.people import pages as people_pages

ROUTERS: list[APIRouter] = [
    people_pages.router,
]

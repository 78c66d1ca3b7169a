"""The one list of routers, in order; each part adds one line per router."""

from __future__ import annotations

from fastapi import APIRouter

from triage.holdout import pages as holdout_pages
from triage.monitoring import health, metrics
from triage.monitoring import pages as monitoring_pages
from triage.papers import pages as papers_pages
from triage.intake import admin as intake_admin
from triage.intake import api as intake_api
from triage.intake import original as intake_original
from triage.intake import pages as intake_pages
from triage.people import pages as people_pages

ROUTERS: list[APIRouter] = [
    people_pages.router,
    holdout_pages.router,
    monitoring_pages.router,
    papers_pages.router,
    health.router,
    metrics.router,
    intake_pages.router,
    intake_original.router,
    intake_admin.router,
    intake_api.router,
]

"""The one list of routers, in order; each part adds one line per router."""

from __future__ import annotations

from fastapi import APIRouter

from triage.audit import pages as audit_pages
from triage.export import pages as export_pages
from triage.holdout import pages as holdout_pages
from triage.intake import admin as intake_admin
from triage.intake import api as intake_api
from triage.intake import original as intake_original
from triage.intake import pages as intake_pages
from triage.monitoring import health, metrics
from triage.monitoring import pages as monitoring_pages
from triage.outcome import api as outcome_api
from triage.outcome import pages as outcome_pages
from triage.papers import pages as papers_pages
from triage.people import admin_pages as people_admin
from triage.people import oidc_pages
from triage.people import pages as people_pages
from triage.queue import pages as queue_pages
from triage.reading import pages as reading_pages

ROUTERS: list[APIRouter] = [
    people_pages.router,
    oidc_pages.router,
    people_admin.router,
    audit_pages.router,
    holdout_pages.router,
    monitoring_pages.router,
    papers_pages.router,
    export_pages.router,
    health.router,
    metrics.router,
    intake_pages.router,
    intake_original.router,
    intake_admin.router,
    intake_api.router,
    queue_pages.router,
    reading_pages.router,
    outcome_pages.router,
    outcome_api.router,
]

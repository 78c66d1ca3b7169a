"""Counters for Prometheus: numbers by state and by pattern of a route; never a name, an id, an address or a text."""

from __future__ import annotations

import hmac
from collections.abc import Iterator

from fastapi import APIRouter, Depends, Request
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.responses import Response

from pipeline.versions import package_version
from triage.holdout.suggestions import on_for_all
from triage.intake.jobs import counts
from triage.people.guard import Config, public
from triage.settings import Settings
from triage.store.choices import NoteStatus
from triage.store.tables import AuditEvent, LoginSession, Note
from triage.store.types import now
from triage.web.errors import LoginNeeded, Refused

router = APIRouter()
LOCAL = {"127.0.0.1", "::1"}
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5, 10)


class Requests:
    """What one process counted of its requests."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._seconds = Histogram(
            "nietpluis_request_seconds",
            "Duration of requests by pattern of the route",
            ("method", "route"),
            registry=self.registry,
            buckets=BUCKETS,
        )
        self._answers = Counter(
            "nietpluis_requests", "Requests by pattern of the route and status", ("method", "route", "status"),
            registry=self.registry,
        )  # fmt: skip

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """Counts one request; `route` is the pattern, never the address itself."""
        method = method if method in METHODS else "other"
        self._seconds.labels(method, route).observe(seconds)
        self._answers.labels(method, route, str(status)).inc()


requests = Requests()
"""Of this process; with several web processes each answers with its own."""


class Stored(Collector):
    """What stands in the database, read when Prometheus asks."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def collect(self) -> Iterator[Metric]:
        """Notes by status, jobs by state, age of the longest waiting job, sessions, length of the log, the switch."""
        session = self._session
        version = GaugeMetricFamily("nietpluis_info", "Version of the package", labels=("version",))
        version.add_metric((package_version(),), 1)
        yield version
        notes = GaugeMetricFamily("nietpluis_notes", "Notes by status", labels=("status",))
        by_status = dict(session.execute(select(Note.status, func.count()).group_by(Note.status)).all())
        for status in NoteStatus:
            notes.add_metric((status.value,), by_status.get(status, 0))
        yield notes
        found = counts(session)
        jobs = GaugeMetricFamily("nietpluis_jobs", "Notes for the worker by state", labels=("state",))
        for state, number in (
            ("wacht", found.waiting),
            ("bezig", found.busy),
            ("klaar", found.done),
            ("mislukt", found.failed),
        ):
            jobs.add_metric((state,), number)
        yield jobs
        age = max(0.0, (now() - found.oldest).total_seconds()) if found.oldest else 0.0
        yield GaugeMetricFamily("nietpluis_oldest_job_seconds", "How long the longest waiting note waits", value=age)
        active = select(func.count(LoginSession.token_hash)).where(LoginSession.expires_at > now())
        yield GaugeMetricFamily("nietpluis_sessions", "Logins that have not ended", value=session.scalar(active) or 0)
        last = session.scalar(select(func.max(AuditEvent.seq))) or 0
        yield GaugeMetricFamily("nietpluis_audit_events", "Number of the last event in the log", value=last)
        on = 1 if on_for_all(session) else 0
        yield GaugeMetricFamily(
            "nietpluis_suggestions_on", "Whether suggestions are on for all (1) or off (0)", value=on
        )


@router.get("/metrics", dependencies=[Depends(public)])
def metrics(request: Request, settings: Config) -> Response:
    """Everything Prometheus may see: with the token of the settings, or from this machine where there is none."""
    _check(request, settings)
    registry = CollectorRegistry()
    with request.app.state.store.reading() as session:
        registry.register(Stored(session))
        body = generate_latest(registry) + generate_latest(requests.registry)
    return Response(body, media_type=CONTENT_TYPE_LATEST)


def _check(request: Request, settings: Settings) -> None:
    if not settings.metrics:
        raise Refused("web.error_404", 404)
    if settings.metrics_token is not None:
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        expected = settings.metrics_token.get_secret_value()
        if kind.lower() != "bearer" or not hmac.compare_digest(token.strip().encode(), expected.encode()):
            raise LoginNeeded
    elif request.client is None or request.client.host not in LOCAL or "x-forwarded-for" in request.headers:
        raise Refused("web.error_403", 403)

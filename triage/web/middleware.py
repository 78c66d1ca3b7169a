"""Around every request: rate limit, size limit, security headers, and one log line without text, address or query."""

from __future__ import annotations

import logging
import time
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from triage.monitoring.metrics import requests
from triage.people.throttle import Throttle
from triage.settings import Settings
from triage.web.failures import failure, kind_of

log = logging.getLogger("nietpluis.requests")

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
A_YEAR = "max-age=31536000; includeSubDomains"
UNLIMITED = ("/static/", "/gezond", "/klaar")
FORM_OVERHEAD = 1_000_000


class TooLarge(Exception):
    """The body of a request is larger than any upload may be."""


class Body:
    """The body of a request, cut off where it grows past `largest` bytes."""

    def __init__(self, receive: Receive, largest: int) -> None:
        self._receive = receive
        self._left = largest
        self.too_large = False

    async def receive(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            self.too_large = True
            raise TooLarge
        return message


class Guarded:
    """The middleware; pure ASGI, so that nothing is buffered."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.https = settings.https
        self.throttle = Throttle(settings.requests_per_minute)
        self.largest = settings.max_upload_mb * 1_000_000 + FORM_OVERHEAD

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 500
        sent = False
        body = Body(receive, self.largest)

        async def send_with_headers(message: Message) -> None:
            nonlocal status, sent
            if body.too_large and not sent:
                return  # what the application makes of a cut-off body
            if message["type"] == "http.response.start":
                status, sent = message["status"], True
                self._headers(scope, MutableHeaders(scope=message))
            await send(message)

        request = Request(scope, receive)
        request.state.person = None
        try:
            refusal = self._refusal(request)
            if refusal is None:
                await self.app(scope, body.receive, send_with_headers)
            else:
                await failure(request, refusal)(scope, receive, send_with_headers)
        except Exception as error:
            if not body.too_large:
                log.error("request failed", extra={"error": kind_of(error), "route": _route(scope)})
            if not sent and not body.too_large:
                await failure(request, 500)(scope, receive, send_with_headers)
        finally:
            if body.too_large and not sent:
                body.too_large = False
                await failure(request, 413)(scope, receive, send_with_headers)
            self._log(scope, status, time.perf_counter() - started)

    def _refusal(self, request: Request) -> int | None:
        if not request.url.path.startswith(UNLIMITED):
            address = request.client.host if request.client else ""
            if not self.throttle.allow(address):
                return 429
        length = request.headers.get("content-length", "0")
        return 413 if length.isdigit() and int(length) > self.largest else None

    def _headers(self, scope: Scope, headers: MutableHeaders) -> None:
        for name, value in HEADERS.items():
            headers[name] = value
        if self.https:
            headers["Strict-Transport-Security"] = A_YEAR
        if scope["path"].startswith("/static/"):
            headers["Cache-Control"] = "public, max-age=31536000, immutable"
        elif "cache-control" not in headers:
            headers["Cache-Control"] = "no-store"

    def _log(self, scope: Scope, status: int, seconds: float) -> None:
        requests.count(scope["method"], _route(scope), status, seconds)
        log.info(
            "request",
            extra={
                "method": scope["method"],
                "route": _route(scope),
                "status": status,
                "milliseconds": round(seconds * 1000, 1),
            },
        )


def _route(scope: Scope) -> str:
    """The pattern of the route, such as "/meldingen/{note_id}", never the address itself."""
    route: Any = scope.get("route")
    return str(getattr(route, "path", "other"))

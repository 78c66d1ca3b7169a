"""The web application: `create_app` puts settings, store, routers, headers and background services together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from fastapi.staticfiles import StaticFiles

from triage.keys import server_secret
from triage.people.guard import guarded_by
from triage.people.oidc import Provider
from triage.people.throttle import Throttle
from triage.routes import ROUTERS
from triage.running.background import background
from triage.settings import Settings
from triage.store.migrate import migrate
from triage.store.session import Store, open_store
from triage.web import failures
from triage.web.middleware import Guarded
from triage.web.render import STATIC, environment
from triage.web.theme import theme_router

API = "/api/"
"""Below this address programs are answered, and only these routes are described for them."""


def create_app(
    settings: Settings, store: Store | None = None, routers: Sequence[APIRouter] = tuple(ROUTERS)
) -> FastAPI:
    """The application on `store`, which is opened and migrated here where it is not given.

    Raises RuntimeError where a route has no guard.
    """
    if store is None:
        store = open_store(settings)
        migrate(store)
    server_secret(settings)

    app = FastAPI(
        title="nietpluis",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
        redirect_slashes=False,
    )
    app.state.settings = settings
    app.state.store = store
    app.state.slots = asyncio.Semaphore(store.connections)
    app.state.templates = environment(settings)
    app.state.logins = Throttle(settings.logins_per_minute)
    app.state.oidc = Provider(settings)
    # FastAPI wraps the routers it includes, so that the application itself does not list their routes.
    app.state.routers = [*routers, theme_router]
    for router in app.state.routers:
        app.include_router(router)
    for route in api_routes(app):
        route.include_in_schema = route.path.startswith(API)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    failures.register(app)
    app.add_middleware(Guarded, settings=settings)
    _check_guards(app)
    return app


def _check_guards(app: FastAPI) -> None:
    unguarded = [
        f"{sorted(route.methods or ())} {route.path}" for route in api_routes(app) if not guarded_by(route.dependant)
    ]
    if unguarded:
        raise RuntimeError(f"routes without a guard: {', '.join(unguarded)}")


def api_routes(app: FastAPI) -> list[APIRoute]:
    """All routes that code of ours answers."""
    return [route for router in app.state.routers for route in router.routes if isinstance(route, APIRoute)]


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    with background(app.state.settings, app.state.store):
        yield
    app.state.store.close()

"""Many requests at once on few connections: nobody waits for a thread that waits for a connection."""

from __future__ import annotations

import asyncio

import httpx

from tests.triage.conftest import add_person
from triage.app import create_app
from triage.people import sessions
from triage.people.guard import COOKIE
from triage.settings import Settings
from triage.store.choices import Role
from triage.store.session import Store, open_store

AT_ONCE = 60


def test_more_requests_than_threads_and_connections(settings: Settings, store: Store) -> None:
    narrow = settings.model_copy(update={"pool_size": 3, "requests_per_minute": 10_000})
    few = open_store(narrow)
    app = create_app(narrow, few)
    reader = add_person(store, Role.BEOORDELAAR)
    with store.session() as session:
        token = sessions.start(session, narrow, session.merge(reader)).token

    async def crowd() -> list[int]:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://testserver", cookies={COOKIE: token}, timeout=120
        ) as client:
            answers = await asyncio.gather(*(client.get("/account/suggesties") for _ in range(AT_ONCE)))
        return [answer.status_code for answer in answers]

    assert few.connections < AT_ONCE
    assert asyncio.run(crowd()) == [200] * AT_ONCE
    few.close()

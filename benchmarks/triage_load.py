"""Load on the triage application: people at once who read, judge and decide, through `nietpluis serve` on PostgreSQL.

`python benchmarks/triage_load.py` starts a PostgreSQL of its own (Debian's package, with fsync on), fills it, starts the
server, lets 50 people work for 180 seconds, and prints errors and durations by kind of page. Each person comes from a
loopback address of their own, so that the limits on requests stay on. Everything runs on one machine, the people too.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from statistics import quantiles
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pipeline.assemble import Settings as Pipeline  # noqa: E402
from pipeline.assemble import build  # noqa: E402
from pipeline.notes import Note as ReadNote  # noqa: E402
from pipeline.notes import read_notes  # noqa: E402
from pipeline.summarize import summarize  # noqa: E402
from tests.triage.postgres import Postgres  # noqa: E402
from triage.audit.verify import verify  # noqa: E402
from triage.people import sessions  # noqa: E402
from triage.people.guard import COOKIE  # noqa: E402
from triage.settings import Settings  # noqa: E402
from triage.store.choices import Role  # noqa: E402
from triage.store.migrate import migrate  # noqa: E402
from triage.store.session import Store, open_store  # noqa: E402
from triage.store.tables import Judgement, Note, Outcome, Person, ScreenedSignal, Screening, Team  # noqa: E402
from triage.store.types import now  # noqa: E402

CSRF = re.compile(r'name="csrf" value="([^"]+)"')
NOTE = re.compile(r'href="/meldingen/([0-9a-f-]{36})"')
SIGNAL = re.compile(r'name="signaal" value="([a-z_]+)"')
READY_SECONDS = 120


@dataclass
class Tally:
    """What came back: seconds by kind of request, and everything that was not as it should be."""

    seconds: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: Counter[str] = field(default_factory=Counter)
    judgements: int = 0
    outcomes: int = 0


class Reader:
    """One person at work."""

    def __init__(self, base: str, number: int, token: str, tally: Tally, think: float) -> None:
        self.random = random.Random(number)
        self.tally, self.think = tally, think
        self.client = httpx.AsyncClient(
            base_url=base,
            cookies={COOKIE: token},
            timeout=30,
            transport=httpx.AsyncHTTPTransport(local_address=f"127.0.1.{number + 1}"),
        )

    async def work(self, until: float) -> None:
        """Reads, judges and decides until the time is up, with pauses as of somebody who reads fast."""
        await asyncio.sleep(self.random.random() * self.think * 2)
        while time.monotonic() < until:
            page = await self._get("lijst", "/meldingen")
            notes = NOTE.findall(page)
            if not notes:
                self.tally.errors["no notes in the list"] += 1
                await asyncio.sleep(1)
                continue
            await self._note(self.random.choice(notes), until)
        await self.client.aclose()

    async def _note(self, note: str, until: float) -> None:
        at = f"/meldingen/{note}"
        page = await self._get("melding", at)
        await self._pause()
        if "/eigen-lezing" in page:
            form = {"geen": "ja", "al_bekend": "nee", "traject": "niet_vermeld", "acuut_gevaar": "nee"}
            await self._post("eigen lezing", f"{at}/eigen-lezing", page, form)
            page = await self._get("melding met suggesties", at)
            await self._pause()
        for name in dict.fromkeys(SIGNAL.findall(page)):
            if time.monotonic() > until:
                return
            verdict = self.random.choice(("klopt", "klopt", "klopt_niet", "weet_ik_niet", "anders"))
            given = {"signaal": name, "oordeel": verdict}
            taken = await self._post("oordeel", f"{at}/oordeel", page, given, htmx=True)
            self.tally.judgements += taken
            await self._pause()
        page = await self._get("uitkomst", f"{at}/uitkomst")
        await self._pause()
        decided = {"uitkomst": "huisbezoek", "reden": "Ik ga langs om te kijken hoe het gaat."}
        taken = await self._post("uitkomst vastleggen", f"{at}/uitkomst", page, decided)
        self.tally.outcomes += taken

    async def _get(self, kind: str, path: str) -> str:
        answer = await self._timed(kind, "GET", path)
        return answer.text if answer is not None else ""

    async def _post(self, kind: str, path: str, page: str, form: dict[str, str], htmx: bool = False) -> bool:
        """Sends a form as the page has it; whether it was taken."""
        token = CSRF.search(page)
        data = {**form, "csrf": token[1] if token else ""}
        headers = {"HX-Request": "true"} if htmx else {}
        return await self._timed(kind, "POST", path, data=data, headers=headers) is not None

    async def _timed(self, kind: str, method: str, path: str, **sent: Any) -> httpx.Response | None:
        started = time.perf_counter()
        try:
            answer = await self.client.request(method, path, **sent)
        except httpx.HTTPError as error:
            self.tally.errors[f"{kind}: {type(error).__name__}"] += 1
            return None
        self.tally.seconds[kind].append(time.perf_counter() - started)
        if answer.status_code not in (200, 303):
            self.tally.errors[f"{kind}: {answer.status_code}"] += 1
            return None
        return answer

    async def _pause(self) -> None:
        await asyncio.sleep(self.random.uniform(0.5, 1.5) * self.think)


def fill(store: Store, settings: Settings, people: int, notes: int) -> list[str]:
    """People with a login and screened notes, from the examples, each many times; the tokens of the logins."""
    nlp = build(Pipeline())
    read = [note for note in read_notes([str(ROOT / "examples")]) if isinstance(note, ReadNote)][:60]
    summaries = [summarize(nlp(note.text), note_id=note.id).model_dump(mode="json") for note in read]
    chance = random.Random(0)
    with store.session() as session:
        teams = [Team(name=f"Team {number + 1}") for number in range(5)]
        session.add_all(teams)
        session.flush()
        for number in range(notes):
            text, summary = read[number % len(read)].text, summaries[number % len(read)]
            arrived = now() - timedelta(minutes=chance.randrange(60 * 24 * 30))
            note = Note(text=text, text_hash="0" * 64, source="melding", arrived_at=arrived, received_hash="0" * 64)
            session.add(note)
            session.flush()
            found = [*summary["signals"], *summary["protective_factors"]]
            session.add(
                Screening(
                    note_id=note.id,
                    summary={**summary, "note_id": note.id},
                    produced_by=summary["produced_by"],
                    input_hash="0" * 64,
                    config_hash=store.config_hash,
                )
            )
            session.add_all(ScreenedSignal(note_id=note.id, signal=one["id"], status=one["status"]) for one in found)
        readers = [
            Person(name=f"Lezer {number}", login=f"lezer{number}", role=Role.BEOORDELAAR, team_id=teams[number % 5].id)
            for number in range(people)
        ]
        session.add_all(readers)
        session.flush()
        return [sessions.start(session, settings, reader).token for reader in readers]


def wait_until_ready(base: str, server: subprocess.Popen[bytes]) -> None:
    """Waits for /klaar; raises `RuntimeError` where the server ends or takes too long."""
    for _ in range(READY_SECONDS * 2):
        if server.poll() is not None:
            raise RuntimeError(f"the server ended with code {server.returncode}")
        try:
            if httpx.get(f"{base}/klaar", timeout=5).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.5)
    raise RuntimeError("the server was not ready in time")


def cpu_seconds(pid: int) -> float:
    """Processor time of a process and of all that it started (Linux)."""
    ticks, own = os.sysconf("SC_CLK_TCK"), 0.0
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text("utf-8").rpartition(")")[2].split()
        except OSError:  # it ended meanwhile
            continue
        number = int(stat.parent.name)
        parents[number] = (int(fields[1]), sum(int(one) for one in fields[11:15]) / ticks)
    family = {pid}
    for _ in range(4):
        family |= {number for number, (parent, _) in parents.items() if parent in family}
    for number in family:
        own += parents[number][1] if number in parents else 0.0
    return own


async def crowd(base: str, tokens: list[str], seconds: float, think: float) -> Tally:
    """Everybody at once."""
    tally = Tally()
    until = time.monotonic() + seconds
    readers = [Reader(base, number, token, tally, think) for number, token in enumerate(tokens)]
    await asyncio.gather(*(reader.work(until) for reader in readers))
    return tally


def report(tally: Tally, seconds: float, people: int) -> dict[str, Any]:
    """The figures, in milliseconds."""
    every = [one for some in tally.seconds.values() for one in some]

    def row(some: list[float]) -> dict[str, float]:
        cuts = quantiles(some, n=100) if len(some) > 1 else some * 99
        shown = {"p50": cuts[49], "p95": cuts[94], "p99": cuts[98], "longest": max(some)}
        return {"count": len(some), **{name: round(1000 * value, 1) for name, value in shown.items()}}

    return {
        "people": people,
        "seconds": seconds,
        "requests a second": round(len(every) / seconds, 1),
        "load before": round(os.getloadavg()[1], 1),
        "errors": dict(tally.errors),
        "all": row(every),
        "kinds": {kind: row(some) for kind, some in sorted(tally.seconds.items())},
    }


def check(store: Store, tally: Tally) -> dict[str, Any]:
    """Whether everything that was taken stands in the database, and the log is whole."""
    from sqlalchemy import func, select

    with store.reading() as session:
        found = verify(session)
        judgements = session.scalar(select(func.count(Judgement.id)))
        outcomes = session.scalar(select(func.count(Outcome.id)))
    return {
        "judgements": [tally.judgements, judgements],
        "outcomes": [tally.outcomes, outcomes],
        "log": {"lines": found.events, "whole": found.whole},
    }


def main() -> int:
    """Runs, prints, and ends with 1 where there was an error."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=180)
    parser.add_argument("--notes", type=int, default=2000)
    parser.add_argument(
        "--think", type=float, default=3.0, help="seconds a person waits between two things, on average"
    )
    parser.add_argument("--processes", type=int, default=1, help="web processes")
    parser.add_argument("--port", type=int, default=8799)
    parser.add_argument("--json", type=Path, metavar="FILE", help="writes the figures too")
    given = parser.parse_args()
    # So that server and database are stopped when somebody stops this.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    base = f"http://127.0.0.1:{given.port}"
    with tempfile.TemporaryDirectory() as folder, Postgres(durable=True) as postgres:
        settings = Settings(data_dir=Path(folder), database=postgres.url("template"), base_url=base)
        store = open_store(settings)
        migrate(store)
        tokens = fill(store, settings, given.people, given.notes)
        environment = {
            **os.environ,
            "NIETPLUIS_DATA_DIR": folder,
            "NIETPLUIS_DATABASE": settings.database,
            "NIETPLUIS_BASE_URL": base,
            "NIETPLUIS_LOG_LEVEL": "info",
        }
        with (Path(folder) / "server.log").open("wb") as log:
            server = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "nietpluis",
                    "serve",
                    "--port",
                    str(given.port),
                    "--processes",
                    str(given.processes),
                ],
                env=environment,
                cwd=ROOT,
                stderr=log,
                stdout=log,
            )
            try:
                wait_until_ready(base, server)
                pids = {"web and worker": server.pid, "database": postgres.pid(), "the people": os.getpid()}
                before = {name: cpu_seconds(pid) for name, pid in pids.items()}
                tally = asyncio.run(crowd(base, tokens, given.seconds, given.think))
                used = {name: cpu_seconds(pid) - before[name] for name, pid in pids.items()}
                # The server is a child of this process: its time is not that of the people.
                used["the people"] -= used["web and worker"]
            finally:
                server.send_signal(signal.SIGTERM)
                server.wait(60)
        requests = sum(map(len, tally.seconds.values())) or 1
        made = {
            **report(tally, given.seconds, given.people),
            "processor ms a request": {name: round(1000 * one / requests, 1) for name, one in used.items()},
            "stored": check(store, tally),
        }
        store.close()
    print(json.dumps(made, indent=1))
    if given.json:
        given.json.write_text(json.dumps(made, indent=1) + "\n", "utf-8")
    return 1 if made["errors"] else 0


if __name__ == "__main__":
    raise SystemExit(main())

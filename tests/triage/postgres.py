"""A real PostgreSQL for tests: Debian's binaries, run by an ordinary user, in a temporary folder, on a free port."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from uuid import uuid4

import psycopg

USER = "nietpluis"


def binaries() -> Path | None:
    """The folder with `initdb` and `postgres`: on the path, or where Debian puts them."""
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((place for place in places if (place / "initdb").exists() and (place / "postgres").exists()), None)


def why_missing() -> str | None:
    """Why no server can be started here, or None."""
    return None if binaries() else "PostgreSQL is not installed (apt-get install postgresql)"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Postgres:
    """A running server; `fresh` gives copies of the database "template". `durable`: every commit is on disk, as in use."""

    def __init__(self, *, durable: bool = False) -> None:
        found = binaries()
        if found is None:
            raise RuntimeError(why_missing())
        self.bin = found
        self.port = free_port()
        self.fsync = "on" if durable else "off"

    def __enter__(self) -> Postgres:
        # PostgreSQL refuses to run as root; Debian's package makes the user postgres. The folder of pytest is closed to others.
        self.folder = Path(tempfile.mkdtemp(prefix="nietpluis-postgres-"))
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
        self._run(
            "initdb", "-D", str(self.folder / "data"), "-U", USER, "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8"
        )
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -k {self.folder} -c fsync={self.fsync} -c max_connections=200"
        log = str(self.folder / "log")
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-w", "-t", "60", "-l", log, "-o", options, "start")
        self._sql("CREATE DATABASE template")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder)

    def pid(self) -> int:
        """The number of the server's first process."""
        return int((self.folder / "data" / "postmaster.pid").read_text("utf-8").split("\n", 1)[0])

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://{USER}@127.0.0.1:{self.port}/{name}"

    @contextmanager
    def fresh(self, template: str = "template") -> Iterator[str]:
        """A copy of the migrated template, or of another one, under a name of its own, dropped at the end."""
        name = f"test_{uuid4().hex}"
        self._sql(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield name
        finally:
            self._sql(f"DROP DATABASE {name} WITH (FORCE)")

    def _sql(self, statement: str) -> None:
        target = f"host=127.0.0.1 port={self.port} user={USER} dbname=postgres"
        with psycopg.connect(target, autocommit=True) as connection:
            connection.execute(statement.encode())

    def _run(self, tool: str, *arguments: str) -> None:
        command = [str(self.bin / tool), *arguments]
        if os.geteuid() == 0:
            command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *command]
        done = subprocess.run(command, capture_output=True, text=True, cwd=self.folder, check=False)
        if done.returncode:
            raise RuntimeError(f"{tool} failed: {done.stderr.strip() or done.stdout.strip()}")

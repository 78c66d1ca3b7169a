"""Installing a tool into an environment of its own, and running its server on the loopback address while a test lasts."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

HOST = "127.0.0.1"


def environment(cache: Path, *requirements: str) -> Path:
    """The bin folder of an environment with these packages; made once, and again only when the packages change."""
    place = cache / "-".join(requirement.replace("==", "-") for requirement in requirements)
    done = place / ".installed"
    if not done.exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(place)], check=True)
        pip = [str(place / "bin" / "python"), "-m", "pip", "install", "--quiet", *requirements]
        subprocess.run(pip, check=True)
        done.touch()
    return place / "bin"


def free_port() -> int:
    """A port of the loopback address that nobody has."""
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        return int(listener.getsockname()[1])


@contextmanager
def server(
    command: Sequence[str | Path],
    address: str,
    log: Path,
    *,
    settings: Mapping[str, str] | None = None,
    folder: Path | None = None,
    seconds: int = 1200,
) -> Iterator[None]:
    """Runs a server until the block ends; entered when `address` answers. Raises RuntimeError with the end of its log."""
    with log.open("w") as output:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdout=output,
            stderr=subprocess.STDOUT,
            env=os.environ | dict(settings or {}),
            cwd=folder,
            start_new_session=True,
        )
    try:
        _wait(process, address, log, seconds)
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait(process: subprocess.Popen[bytes], address: str, log: Path, seconds: int) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"ended with code {process.returncode}:\n{log.read_text()[-2000:]}")
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(1)
    raise RuntimeError(f"{address} does not answer after {seconds} s:\n{log.read_text()[-2000:]}")

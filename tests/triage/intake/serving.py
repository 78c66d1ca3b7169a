"""A server of our own for tests: settings on standard input, the port as argument."""

from __future__ import annotations

import sys

import uvicorn

from triage.app import create_app
from triage.intake.handover import settings_from
from triage.running.logs import configure

if __name__ == "__main__":
    settings = settings_from(sys.stdin.readline())
    configure(settings)
    uvicorn.run(create_app(settings), host="127.0.0.1", port=int(sys.argv[1]), log_config=None, access_log=False)

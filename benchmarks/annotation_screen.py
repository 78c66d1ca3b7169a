"""How fast the annotation screen answers a key: `python benchmarks/annotation_screen.py`, with 10,000 notes in the project.

Chromium measures it itself, in two ways: from the key press to the frame that shows its effect (Event Timing, in steps of 8 ms),
which is what one feels and which suffers from whatever else the machine does; and the processor time of the page's main
thread for each key, which does not. Needs playwright and a Chromium on the machine. Writes figures only.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import uvicorn
from playwright.sync_api import sync_playwright

from annotation.corpus import AnnotatedMention, AnnotatedNote
from annotation.screen.app import create_app, open_and_migrate
from annotation.screen.projects import Plan, add_notes, assign, find_or_make
from annotation.screen.tables import Showing
from triage.people import sessions
from triage.people.guard import COOKIE
from triage.settings import Settings
from triage.store.choices import Role
from triage.store.tables import Person

NOTES, ROUNDS = 10_000, 10
SENTENCES = "Mw. doet niet open. Veel vervuiling in de gang, en schulden. Buurvrouw 😊 hoort haar 's nachts. "
KEYS = (
    "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "v", "1", "2", "3", "4", "h", "Shift+ArrowRight", "Escape",
    "Tab", "Enter", "Tab", "1", "Tab", "Delete", "ArrowDown", "End", "Home", "Control+z", "PageDown", "PageUp",
    "Control+Enter",
)  # fmt: skip
# Entries shorter than 16 ms are not reported by the browser: they count as 16.
LISTEN = """() => {
  window.slow = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const script = entry.processingEnd - entry.processingStart;
      if (entry.name === 'keydown') window.slow.push([entry.duration, script]);
    }
  }).observe({ type: 'event', durationThreshold: 16 });
}"""


def suggest(text: str) -> tuple[AnnotatedMention, ...]:
    """A suggestion for each of two words, in every sentence that has them."""
    found = []
    for words, label in (("vervuiling", "vervuiling"), ("schulden", "financiele_problemen")):
        start = text.find(words)
        while start >= 0:
            found.append(AnnotatedMention(label=label, start=start, end=start + len(words), text=words))
            start = text.find(words, start + 1)
    return tuple(sorted(found, key=lambda mention: mention.start))


def measure(folder: Path) -> dict[str, Any]:
    """Serves a project from `folder` and presses keys in it."""
    settings = Settings(data_dir=folder, background=False, requests_per_minute=1_000_000)
    store = open_and_migrate(settings)
    notes = [AnnotatedNote(id=f"m-{number}", text=f"{number}. {SENTENCES * 8}") for number in range(NOTES)]
    with store.session() as session:
        person = Person(name="Anna", login="anna", role=Role.BEHEERDER)
        session.add(person)
        session.flush()
        project = find_or_make(session, Plan("Meting", Showing.SHOWN))
        add_notes(session, project, notes, suggest)
        assign(session, project, [person])
        token, number = sessions.start(session, settings, person).token, project.id
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    config = uvicorn.Config(create_app(settings, store), host="127.0.0.1", port=port, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    try:
        return _press(f"http://127.0.0.1:{port}", token, number)
    finally:
        server.should_exit = True
        thread.join(30)
        store.close()


def _press(address: str, token: str, project: int) -> dict[str, Any]:
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next((place for name in names if (place := shutil.which(name))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        context = browser.new_context(base_url=address, viewport={"width": 1500, "height": 950})
        context.add_cookies([{"name": COOKIE, "value": token, "url": address}])
        page = context.new_page()
        page.set_default_timeout(120_000)
        page.goto(f"/annoteren/{project}/verder")
        page.wait_for_selector(".an-piece")
        page.wait_for_timeout(2000)
        total = page.locator("#totaal").inner_text()
        page.evaluate(LISTEN)
        devtools = context.new_cdp_session(page)
        devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
        costs = []
        for _ in range(ROUNDS):
            for key in KEYS:
                before = _busy(devtools)
                page.keyboard.press(key)
                page.wait_for_timeout(60)
                costs.append((1000 * (_busy(devtools) - before), key))
        while not page.evaluate("window.annotatie.idle"):
            page.wait_for_timeout(100)
        slow = page.evaluate("window.slow")
        browser.close()
    durations = sorted([max(16.0, entry[0]) for entry in slow] + [16.0] * (len(costs) - len(slow)))
    return {
        "notes": int(total),
        "keys": len(costs),
        "felt": _figures(durations),
        "processor_time": _figures(sorted(cost for cost, _ in costs)),
        "dearest_keys": [[key, round(cost, 1)] for cost, key in sorted(costs, reverse=True)[:5]],
        "processors": os.cpu_count(),
        "load_average": os.getloadavg()[0],
    }


def _busy(devtools: Any) -> float:
    """Processor seconds that the main thread of the page has used."""
    found = {row["name"]: row["value"] for row in devtools.send("Performance.getMetrics")["metrics"]}
    return float(found["TaskDuration"])


def _figures(values: list[float]) -> dict[str, float]:
    count = len(values)
    return {
        "median_ms": round(values[count // 2], 1),
        "p95_ms": round(values[int(count * 0.95)], 1),
        "p99_ms": round(values[int(count * 0.99)], 1),
        "most_ms": round(values[-1], 1),
        "over_50_ms": sum(value > 50 for value in values),
    }


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        json.dump(measure(Path(place)), sys.stdout, indent=1)
        print()

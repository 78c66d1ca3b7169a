"""Label Studio: a project from our configuration, notes with suggestions in, annotations out unchanged."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from annotation.formats import label_studio
from annotation.formats.base import in_order

from .notes import NOTES
from .tools import HOST, environment, free_port, server

VERSION = "label-studio==1.23.2"
LOGIN, PASSWORD, TOKEN = "annotator@voorbeeld.nl", "alleen-voor-deze-proef", "0123456789abcdef" * 2 + "01234567"
QUIET = {"COLLECT_ANALYTICS": "False", "LATEST_VERSION_CHECK": "False", "SENTRY_DSN": "", "FRONTEND_SENTRY_DSN": ""}


@pytest.fixture(scope="module")
def studio(cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("label-studio")
    port = free_port()
    start = [environment(cache, VERSION) / "label-studio", "start", "--no-browser", "--data-dir", folder / "data"]
    start += ["--port", port, "--internal-host", HOST, "--username", LOGIN, "--password", PASSWORD]
    start += ["--user-token", TOKEN, "--enable-legacy-api-token"]
    address = f"http://{HOST}:{port}"
    with (
        server([str(part) for part in start], f"{address}/health", folder / "log", settings=QUIET),
        httpx.Client(base_url=address, headers={"Authorization": f"Token {TOKEN}"}, timeout=120) as client,
    ):
        yield client


def test_notes_go_in_and_come_back(studio: httpx.Client, page: Any, pictures: Path, tmp_path: Path) -> None:
    project = _json(studio.post("/api/projects", json=_project()))["id"]

    taken = tmp_path / "taken.json"
    label_studio.write(taken, NOTES, suggestions=True)
    counts = _json(studio.post(f"/api/projects/{project}/import", json=json.loads(taken.read_text())))
    assert (counts["task_count"], counts["prediction_count"]) == (len(NOTES), len(NOTES))

    annotated = tmp_path / "annotated.json"
    label_studio.write(annotated, NOTES)
    results = {task["data"]["note_id"]: task["annotations"][0] for task in json.loads(annotated.read_text())}
    tasks = {
        task["data"]["note_id"]: task["id"] for task in _json(studio.get(f"/api/tasks?project={project}"))["tasks"]
    }
    for note in NOTES:
        _json(studio.post(f"/api/tasks/{tasks[note.id]}/annotations", json={"result": results[note.id]["result"]}))

    _look(page, str(studio.base_url).rstrip("/"), project, tasks, pictures)

    exported = tmp_path / "export.json"
    answer = studio.get(f"/api/projects/{project}/export", params={"exportType": "JSON"})
    answer.raise_for_status()
    exported.write_bytes(answer.content)
    reading = label_studio.read(exported)
    assert reading.said == []
    assert {note.annotator for note in reading.notes} == {"label-studio-1"}
    assert [note.model_copy(update={"annotator": None}) for note in reading.notes] == [in_order(note) for note in NOTES]


def _look(page: Any, address: str, project: int, tasks: dict[str, int], pictures: Path) -> None:
    page.goto(f"{address}/user/login/")
    page.fill("input[name=email]", LOGIN)
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "login" not in url)
    for note in NOTES:
        page.goto(f"{address}/projects/{project}/data?task={tasks[note.id]}")
        page.wait_for_selector(".htx-highlight")
        page.wait_for_timeout(1500)
        shown = _one_line("".join(page.locator(".htx-highlight").all_inner_texts()))
        regions = _one_line(page.locator("body").inner_text())
        for mention in note.mentions:
            # Mentions that overlap are highlighted piece by piece, so the words are looked for one by one.
            assert all(word in shown for word in mention.text.split()), mention.label
            assert f"{mention.label} {_one_line(mention.text)}" in regions
        page.screenshot(path=pictures / f"label-studio-{note.id}.png")


def _project() -> dict[str, str]:
    return {"title": "nietpluis", "label_config": label_studio.labelling_config()}


def _json(answer: httpx.Response) -> Any:
    answer.raise_for_status()
    return answer.json()


def _one_line(text: str) -> str:
    return " ".join(text.split())

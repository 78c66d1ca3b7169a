"""The report in a real browser: it shows something, its script runs, it fits 320 px, filter and keys work."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from pipeline.report import ReportWriter
from pipeline.report.marking import printable
from tests.pipeline.report.browser import picture, run
from tests.pipeline.report.report_html import read
from tests.pipeline.report.report_notes import examples

pytestmark = pytest.mark.slow

IDS = [note.id for note in examples()]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the report, and beside it the page that works it."""
    folder = tmp_path_factory.mktemp("browser")
    with ReportWriter(folder / "report.html") as writer:
        for note in examples():
            writer.add(note.id, note.text, note.metadata, note.summary)
    shutil.copy(Path(__file__).parent / "harness.html", folder)
    return folder


@pytest.fixture(scope="module")
def seen(folder: Path) -> dict[str, Any]:
    """What the harness saw when it worked the report."""
    dom = run(
        folder / "harness.html",
        folder / "profile",
        "--allow-file-access-from-files",
        "--virtual-time-budget=20000",
        "--dump-dom",
    )
    result: dict[str, Any] = json.loads(read(dom).one("pre").text())
    assert "error" not in result, result["error"]
    return result


def test_the_page_is_not_blank(folder: Path) -> None:
    shot = folder / "shot.png"
    run(folder / "report.html", folder / "profile-shot", f"--screenshot={shot}", "--window-size=1280,2000")
    width, height, rows = picture(shot)
    assert (width, height) == (1280, 2000)
    assert len(set(rows)) > height / 4
    assert len(set(rows[height // 2 :])) > height / 8


def test_the_script_runs_and_shows_the_filter(folder: Path) -> None:
    page = read(run(folder / "report.html", folder / "profile-dom", "--dump-dom"))
    tools = page.one("section", "tools")
    assert "hidden" not in tools.attributes
    assert page.one("form").all("input")
    (state,) = [element for element in tools.all("p") if element.attributes.get("role") == "status"]
    assert state.text() == f"U ziet alle notities ({len(IDS)})."


def test_the_browser_reads_every_text_as_it_was(seen: dict[str, Any]) -> None:
    texts = [printable(note.text).replace("\r\n", "\n") for note in examples()]
    assert seen["texts"] == texts


@pytest.mark.parametrize("width", ["320", "400", "800", "1280"])
def test_nothing_is_wider_than_the_window(seen: dict[str, Any], width: str) -> None:
    found = seen["widths"][width]
    assert found["client"] == int(width)
    assert found["scroll"] <= found["client"]
    assert found["wide"] == []


def test_the_filter_shows_the_notes_that_have_the_chosen_signal_and_status(seen: dict[str, Any]) -> None:
    assert seen["all"] == seen["reset"] == [printable(name) for name in IDS]
    assert seen["suicidaliteit"] == ["m-18", "m-23"]
    assert seen["suicidaliteitOntkend"] == ["m-23"]
    assert seen["state"] == f"U ziet 1 van de {len(IDS)} notities. De andere zijn verborgen door uw keuze."
    assert seen["andNothingFound"] == ["m-19", "m-23", "leeg"]
    assert seen["nothingFound"] == ["m-19", "leeg"]
    assert seen["expected"] == ["m-18", "m-20", "soep-1"]


def test_keys_go_to_the_next_and_the_previous_visible_note(seen: dict[str, Any]) -> None:
    assert seen["keys"] == [IDS[0], IDS[1], IDS[2], IDS[1], IDS[1]]
    assert seen["keysFiltered"] == ["m-18", "m-23"]
    assert seen["keysOff"] == "m-23"


def test_a_quote_lights_all_its_marks(seen: dict[str, Any]) -> None:
    assert len(seen["aim"]) > 1
    assert "".join(seen["aim"]) == seen["quote"]


def test_folded_parts_are_open_in_print_and_only_there(seen: dict[str, Any]) -> None:
    assert seen["closedBefore"] == seen["closedAfter"] > 0
    assert seen["closedInPrint"] == 0

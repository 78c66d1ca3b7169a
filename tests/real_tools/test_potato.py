"""Potato: starts on our folder, shows our suggestions, and what an annotator marks in the browser comes back right."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

from annotation.formats import potato
from annotation.formats.base import in_order

from .notes import HARD, NOTES
from .tools import HOST, environment, free_port, server

VERSION = "potato-annotation==2.12.1"

# Where words stand on the screen: the first text node of the note that holds them.
WORDS_AT = """(words) => {
  const walker = document.createTreeWalker(document.querySelector('#text-content'), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const at = walker.currentNode.data.indexOf(words);
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(walker.currentNode, at);
    range.setEnd(walker.currentNode, at + words.length);
    const box = range.getBoundingClientRect();
    return [box.left, box.right, (box.top + box.bottom) / 2];
  }
}"""


def test_notes_go_in_and_marks_come_back(cache: Path, page: Any, pictures: Path, tmp_path: Path) -> None:
    bin_ = environment(cache, VERSION)
    folder = tmp_path / "project"
    potato.write(folder, NOTES)
    subprocess.run([bin_ / "python", "-m", "potato.validate_cli", "config.yaml", "--strict"], cwd=folder, check=True)
    untouched = potato.read(folder)
    assert untouched.notes == [in_order(note) for note in NOTES] and "nobody has annotated" in untouched.said[0]

    port = free_port()
    start = [bin_ / "potato", "start", "config.yaml", "-p", str(port), "--host", HOST, "--require-password", "false"]
    address = f"http://{HOST}:{port}/"
    with server(start, address, tmp_path / "log", folder=folder):
        page.goto(address)
        page.fill("input[name=email]", "anna")
        page.click("button[type=submit]")
        page.wait_for_selector("#text-content")
        page.wait_for_timeout(2000)
        page.screenshot(path=pictures / "potato-suggestions.png", full_page=True)
        # Behind the emoji, the line end, the tab and the combining mark.
        _mark(page, "bekend", "zorg_betrokken")
        _mark(page, "ook niet", "ontkenning")
        page.get_by_text("Nee", exact=True).first.click()
        page.wait_for_timeout(1500)
        page.screenshot(path=pictures / "potato-annotated.png", full_page=True)
        page.get_by_text("Next").first.click()
        page.wait_for_timeout(2000)

    reading = potato.read(folder)
    (note,) = reading.notes
    assert (note.id, note.annotator, note.text, note.triage) == ("m-001", "anna", HARD, {"al_bekend": "nee"})
    assert {(m.text, m.label) for m in note.mentions} == {
        ("bekend", "zorg_betrokken"),
        ("ook  niet", "ontkenning"),
    }
    assert any("does not tell a rejected one from an untouched one" in said for said in reading.said)


def _mark(page: Any, words: str, label: str) -> None:
    page.locator(f"#{potato.SPAN}_{label}").click(force=True)
    left, right, middle = page.evaluate(WORDS_AT, words)
    page.mouse.move(left + 1, middle)
    page.mouse.down()
    page.mouse.move(right - 1, middle, steps=8)
    page.mouse.up()
    page.wait_for_timeout(1000)

"""The server's log: structured, and never with words of a note, whatever an exception says."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from triage.running.logs import configure
from triage.settings import Settings

SECRET = "Mevrouw Zonneveld doet niet open"


@pytest.fixture
def kept() -> Iterator[None]:
    """Puts the handlers of the root logger back."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def written(form: str, tmp_path: Path) -> str:
    stream = io.StringIO()
    configure(Settings(data_dir=tmp_path, log_format=form), stream)  # type: ignore[arg-type]
    log = logging.getLogger("nietpluis.test")
    log.info("request", extra={"route": "/meldingen/{note_id}", "status": 200, "body": SECRET})
    try:
        raise ValueError(SECRET)
    except ValueError:
        log.exception("request failed")
    logging.getLogger("uvicorn.access").info('GET "/meldingen?zoek=%s"', SECRET)
    return stream.getvalue()


@pytest.mark.parametrize("form", ["json", "tekst"])
def test_no_words_of_a_note(form: str, tmp_path: Path, kept: None) -> None:
    found = written(form, tmp_path)
    assert "Zonneveld" not in found
    assert "/meldingen/{note_id}" in found and "ValueError" in found and "test_logs.written" in found


def test_every_line_is_json(tmp_path: Path, kept: None) -> None:
    lines = [json.loads(line) for line in written("json", tmp_path).splitlines()]
    assert [line["message"] for line in lines] == ["request", "request failed"]
    assert lines[0]["status"] == 200 and "body" not in lines[0]
    assert lines[1]["exception"] == "ValueError" and lines[1]["level"] == "error"

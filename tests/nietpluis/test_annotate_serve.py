"""`nietpluis annotate serve` and `annotate recommender`: what they make ready before they serve."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi")
pytest.importorskip("sqlalchemy")
pytest.importorskip("cassis")

import uvicorn
from sqlalchemy import create_engine, text

from annotation.corpus import AnnotatedMention
from nietpluis.cli import main, suggesting

NOTES = "id,text,source,age_group,wijk\nm-1,Veel vervuiling.,melding,oudere,Noord\nm-2,Alles rustig.,,,\nm-3,,,,\n"


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What uvicorn was asked to serve, instead of serving it; suggestions without loading a pipeline."""
    calls: list[dict[str, Any]] = []
    monkeypatch.setattr(uvicorn, "run", lambda app, **options: calls.append({"app": app} | options))
    monkeypatch.setattr("nietpluis.cli.annotate_serve.check_free", lambda host, port: None)
    monkeypatch.setattr("nietpluis.cli.recommender.check_free", lambda host, port: None)

    def suggest(words: str) -> tuple[AnnotatedMention, ...]:
        start = words.find("vervuiling")
        if start < 0:
            return ()
        return (AnnotatedMention(label="vervuiling", start=start, end=start + 10, text="vervuiling"),)

    monkeypatch.setattr(suggesting, "tagger", lambda: (suggest, {"package": "proef"}))
    for name in ("CONFIG", "DATABASE", "DATA_DIR", "BASE_URL"):
        # Set first, so that what the command puts into the environment is taken out again.
        monkeypatch.setenv(f"NIETPLUIS_{name}", "")
        monkeypatch.delenv(f"NIETPLUIS_{name}")
    return calls


def test_one_command_makes_accounts_a_project_and_serves(
    served: list[dict[str, Any]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "meldingen.csv"
    source.write_text(NOTES, "utf-8")
    data = tmp_path / "data"
    command = ["annotate", "serve", str(source), "--data-dir", str(data), "--annotator", "anna", "--annotator", "bilal"]
    assert main([*command, "--overlap", "2"]) == 0
    said = capsys.readouterr().err
    assert all(f"{login}: one-time password" in said for login in ("beheerder", "anna", "bilal"))
    assert "meldingen: 2 new notes, 4 assignments" in said and "1 rows left out" in said
    assert served[0]["host"] == "127.0.0.1" and served[0]["port"] == 8001

    assert main([*command, "--overlap", "2"]) == 0
    assert "0 new notes, 0 assignments" in (again := capsys.readouterr().err) and "password" not in again
    engine = create_engine(f"sqlite:///{data / 'nietpluis.db'}")
    with engine.connect() as connection:
        heads = connection.execute(text("SELECT head, suggestions FROM annotation_note ORDER BY external_id")).all()
    engine.dispose()
    assert '"oudere"' in heads[0][0] and '"Noord"' in heads[0][0] and '"vervuiling"' in heads[0][1]
    assert heads[1][1] == "[]"


def test_a_corpus_comes_in_without_the_readings_of_others(served: list[dict[str, Any]], tmp_path: Path) -> None:
    mention = {"label": "vervuiling", "start": 5, "end": 15, "text": "vervuiling"}
    note = {"id": "m-1", "text": "Veel vervuiling.", "source": "melding", "age_group": "oudere", "mentions": [mention]}
    note |= {"annotator": "carla", "triage": {}, "metadata": {"chosen_by": "rare", "suggestions": "shown", "fates": {}}}
    source = tmp_path / "volgende.jsonl"
    source.write_text(json.dumps(note) + "\n", "utf-8")
    data = tmp_path / "data"
    assert main(["annotate", "serve", str(source), "--data-dir", str(data)]) == 0
    engine = create_engine(f"sqlite:///{data / 'nietpluis.db'}")
    with engine.connect() as connection:
        (head,) = connection.execute(text("SELECT head FROM annotation_note")).one()
    engine.dispose()
    assert json.loads(head) == {"source": "melding", "age_group": "oudere", "metadata": {"chosen_by": "rare"}}


def test_too_few_annotators_is_wrong_usage(
    served: list[dict[str, Any]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "meldingen.csv"
    source.write_text(NOTES, "utf-8")
    command = ["annotate", "serve", str(source), "--data-dir", str(tmp_path / "data"), "--overlap", "2"]
    assert main(command) == 2
    assert "2 people must read a note" in capsys.readouterr().err and not served


def test_recommender_serves_on_this_machine(served: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["annotate", "recommender", "--port", "8123"]) == 0
    assert "http://127.0.0.1:8123" in capsys.readouterr().out and served[0]["access_log"] is False

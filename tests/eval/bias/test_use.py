"""People and the tagger together: the export of triage, rates by group, and what is held out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language

from annotation.corpus import CorpusError
from eval.bias.groups import make_groupings
from eval.bias.judged import Judged, completed, notes_of, read_judged
from eval.bias.use import Use, use_of
from eval.bias.verdicts import SHOWN, UNDETERMINED


def _line(**fields: Any) -> dict[str, Any]:
    return {"id": "1", "text": "Woont hier.", "source": "burger", "judgements": [], **fields}


def _write(path: Path, *lines: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return path


def _said(signal: str, verdict: str | None = "klopt", suggested: bool = True) -> dict[str, Any]:
    return {"signal": signal, "suggested": suggested, "verdict": verdict, "start": 3, "remark": "weg"}


def test_what_a_person_said_and_saw_is_read(tmp_path: Path) -> None:
    line = _line(
        judgements=[_said("vervuiling"), _said("isolement", "klopt_niet"), _said("dakloosheid", None, suggested=False)],
        first_reading={"signals": ["isolement"], "at": "2026-01-01"},
        metadata={"team": "noord"},
        annotator="lezer-1",
    )
    (row,) = read_judged(_write(tmp_path / "export.jsonl", line))
    assert row.suggested == frozenset({"vervuiling", "isolement"})
    assert row.verdicts == {"vervuiling": "klopt", "isolement": "klopt_niet"}
    assert row.before == frozenset({"isolement"}) and row.after == {"vervuiling", "dakloosheid"}
    assert (row.reader, row.held_out, row.note.metadata) == ("lezer-1", False, {"team": "noord"})


def test_fields_may_stand_in_the_metadata(tmp_path: Path) -> None:
    inside = {
        "judgements": [_said("vervuiling")],
        "held_out": True,
        "first_reading": ["isolement"],
        "suggested": ["vervuiling"],
    }
    line = {"id": "1", "source": "burger", "metadata": inside}
    (row,) = read_judged(_write(tmp_path / "export.jsonl", line))
    assert row.held_out and row.suggested == frozenset({"vervuiling"}) and row.before == frozenset({"isolement"})
    assert row.note.metadata == {}


def test_verdicts_by_signal_are_read_and_what_is_not_told_is_asked_of_the_tagger(tmp_path: Path, nlp: Language) -> None:
    inside = {
        "verdicts": {"vervuiling": "anders"},
        "held_out": False,
        "mode": "eerst_lezen",
        "first_reading": ["vervuiling"],
    }
    blind = {"verdicts": {}, "held_out": True, "mode": None, "first_reading": None}
    off = {"verdicts": {}, "held_out": False, "mode": None, "first_reading": ["isolement"]}
    text = "Er ligt overal afval in de gang."
    lines = [{"id": str(i), "text": text, "metadata": data} for i, data in enumerate((inside, blind, off))]
    rows = read_judged(_write(tmp_path / "export.jsonl", *lines))
    assert [(row.shown, row.held_out) for row in rows] == [(True, False), (False, True), (False, False)]
    assert rows[0].verdicts == {"vervuiling": "anders"} and rows[0].after == frozenset({"vervuiling"})
    assert {row.suggested for row in rows} == {None}
    assert {row.suggested for row in completed(nlp, rows)} == {frozenset({"vervuiling"})}


def test_wrong_lines_are_named_without_their_text(tmp_path: Path) -> None:
    file = tmp_path / "export.jsonl"
    file.write_text(
        json.dumps(_line(judgements=[_said("geheim", "klopt")])) + "\n{kapot\n" + json.dumps({"id": "3"}) + "\n",
        "utf-8",
    )
    with pytest.raises(CorpusError) as raised:
        read_judged(file)
    assert [problem.split(": ")[0] for problem in raised.value.problems] == [f"export.jsonl:{n}" for n in (1, 2, 3)]
    assert "kapot" not in str(raised.value)


def test_an_empty_export_is_no_export(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no notes"):
        read_judged(_write(tmp_path / "export.jsonl"))


def _judged(tmp_path: Path, lines: list[dict[str, Any]]) -> list[Judged]:
    return read_judged(_write(tmp_path / "export.jsonl", *[{**line, "id": str(i)} for i, line in enumerate(lines)]))


def _use(judged: list[Judged]) -> Use:
    return use_of(judged, make_groupings(notes_of(judged), ["team"], 1, 20)[0], ["gender"])


def test_rates_are_counted_by_group(tmp_path: Path) -> None:
    def team(name: str, right: int, wrong: int) -> list[dict[str, Any]]:
        says = ["klopt"] * right + ["klopt_niet"] * wrong
        return [
            _line(metadata={"team": name}, judgements=[_said("vervuiling", said)], first_reading=[]) for said in says
        ]

    use = _use(_judged(tmp_path, team("noord", 58, 2) + team("zuid", 20, 40)))
    follow = use.row("follow")
    assert follow is not None and (follow.events, follow.of, follow.verdict) == (78, 120, UNDETERMINED)
    noord = use.row("follow", "team", "noord")
    assert noord is not None and (noord.events, noord.of, noord.verdict) == (58, 60, SHOWN)
    assert noord.other.value == pytest.approx(20 / 60)
    override = use.row("override", "team", "zuid")
    assert override is not None and override.events == 40
    taken = use.row("taken_over")
    assert taken is not None and taken.events == 78
    assert (use.judgements, use.held_out, use.absent) == (120, 0, ("gender",))


def test_held_out_notes_show_what_suggestions_do(tmp_path: Path) -> None:
    shown = [_line(judgements=[_said("vervuiling")], metadata={"team": "noord"}) for _ in range(40)]
    blind = [
        _line(
            held_out=True,
            suggested=["vervuiling"],
            first_reading=["isolement"] if i < 10 else [],
            metadata={"team": "noord"},
        )
        for i in range(40)
    ]
    use = _use(_judged(tmp_path, shown + blind))
    both = use.row("holdout")
    assert both is not None and both.verdict == SHOWN
    assert (both.rate.value, both.other.value) == (1.0, 0.25)
    agree, missed = use.row("agree_blind"), use.row("missed_blind")
    assert agree is not None and (agree.events, agree.of) == (0, 40)
    assert missed is not None and (missed.events, missed.of) == (10, 10)
    follow = use.row("follow")
    assert follow is not None and follow.of == 40


def test_few_notes_are_not_determined(tmp_path: Path) -> None:
    use = _use(_judged(tmp_path, [_line(judgements=[_said("vervuiling")], metadata={"team": "noord"})] * 3))
    assert {row.verdict for row in use.rows} == {UNDETERMINED}
    override = use.row("holdout")
    assert override is not None and override.difference.value is None

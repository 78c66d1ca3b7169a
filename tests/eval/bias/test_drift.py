"""What changed since the last evaluation, from the counts that its report keeps."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotation.corpus import CorpusError
from eval.bias.drift import Evaluated, Profile, drift_since, profile_of, read_evaluated
from eval.scored import ScoredNote
from tests.eval.bias.simulated import note_with


def _rows(size: int, raised: int, source: str = "burger") -> list[ScoredNote]:
    return [
        note_with({"vervuiling"}, {"vervuiling"} if i < raised else set(), i, source=source, age_group="oudere")
        for i in range(size)
    ]


def _evaluated(profile: Profile) -> Evaluated:
    return Evaluated(produced_by={"package": "0.1"}, corpus_hash="abc", profile=profile)


def test_the_profile_holds_counts_of_notes() -> None:
    profile = profile_of(_rows(30, 12))
    assert profile.input["source"] == {"burger": 30}
    assert profile.input["age_group"] == {"oudere": 30}
    assert profile.input["gender"] == {"onbekend": 30}
    assert (profile.output["raised"]["vervuiling"], profile.output["marked"]["vervuiling"]) == (12, 30)


def test_the_same_notes_have_not_changed() -> None:
    profile = profile_of(_rows(60, 20))
    found = drift_since(_evaluated(profile), profile)
    assert not found.shown
    assert set(found.distances.values()) == {0.0}
    assert found.largest == {"input": 0.0, "output": 0.0}


def test_other_sources_and_fewer_signals_are_shown() -> None:
    then = profile_of(_rows(100, 80))
    now = profile_of(_rows(60, 6) + _rows(40, 4, "politie"))
    found = drift_since(_evaluated(then), now)
    shown = {(row.side, row.column, row.value) for row in found.shown}
    assert shown == {
        ("input", "source", "burger"),
        ("input", "source", "politie"),
        ("output", "raised", "vervuiling"),
    }
    assert found.distances["source"] == pytest.approx(0.4)
    assert found.largest["output"] == pytest.approx(0.7)


def test_few_notes_show_nothing() -> None:
    found = drift_since(_evaluated(profile_of(_rows(10, 10))), profile_of(_rows(100, 0)))
    assert not found.shown and all(row.p is None for row in found.rows)


def test_another_file_is_no_earlier_report(tmp_path: Path) -> None:
    for name, text in (("a.json", json.dumps({"notes": 3})), ("b.json", "{")):
        file = tmp_path / name
        file.write_text(text, "utf-8")
        with pytest.raises(CorpusError, match=name):
            read_evaluated(file)

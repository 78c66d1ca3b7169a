"""What is compared by short runs: who is left out, what is switched off, and what figures stand for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

VOICES = {"a": "burger", "b": "politie"}


@pytest.fixture(scope="module")
def spoken(corpus: Any) -> Any:
    """The tiny corpus, in which every writer has a voice of their own."""
    from training.network.run import Corpus

    train = tuple(note.model_copy(update={"source": VOICES[note.metadata["writer"]]}) for note in corpus.train)
    return Corpus(train, corpus.development)


def test_every_voice_is_left_out_once_and_one_thing_differs(settings: Any) -> None:
    from training.network.comparisons import NO_NOISE, runs_of

    runs = runs_of(settings, ["politie", "burger", "school", "familie", "burger"])
    out = [run.without for run in runs.values() if run.without]
    assert sorted(voice for voices in out for voice in voices) == ["burger", "familie", "politie", "school"]
    assert runs["everything"].settings == settings
    assert runs["without noise"].settings == settings.model_copy(update={"noise": NO_NOISE})
    assert not any(NO_NOISE.model_dump().values())
    assert runs["without masks"].settings.mask is False


def test_a_part_lies_within_a_larger_one(corpus: Any, settings: Any) -> None:
    from training.network.comparisons import runs_of

    runs = runs_of(settings, ["burger"])
    ids = [{note.id for note in runs[f"{share} of the items"].seen(corpus.train)} for share in ("25%", "50%", "75%")]
    assert ids[0] < ids[1] < ids[2] < {note.id for note in runs["everything"].seen(corpus.train)}


@pytest.mark.slow
def test_a_run_never_sees_the_voices_on_which_it_is_tried(spoken: Any, settings: Any, tmp_path: Path) -> None:
    from training.network.comparisons import LEFT_OUT, compare, runs_of

    test = [note.model_copy(update={"id": f"test-{note.id}"}) for note in spoken.train]
    stages = tuple(stage.model_copy(update={"writers": None}) for stage in settings.stages)
    all_runs = runs_of(settings.model_copy(update={"stages": stages}), [note.source for note in test])
    runs = {name: all_runs[name] for name in ("everything", "left out 1", "left out 2")}
    assert runs["left out 1"].without == {"burger"}
    said: list[str] = []
    figures = compare(runs, spoken, test, tmp_path, said.append)
    assert set(figures) == {"everything", LEFT_OUT}
    police = sum(note.source == "politie" for note in spoken.train)
    assert f"everything: {len(spoken.train)} items" in said and f"left out 1: {police} items" in said
    assert figures["everything"].notes == figures[LEFT_OUT].notes == len(test)
    assert set(compare({"left out 1": runs["left out 1"]}, spoken, test, tmp_path, said.append)) == set()

    said.clear()
    assert compare(runs, spoken, test, tmp_path, said.append) == figures
    assert said == []

"""Doubts about labels: planted mistakes are found, and a learner never judges a note that it saw."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from annotation.corpus import AnnotatedMention, AnnotatedNote, CorpusError, write_jsonl

pytest.importorskip("sklearn")

from annotation.learner import learn, marked
from annotation.suspicion import FEWEST, expectations
from pipeline.taxonomy import taxonomy

FILL = [f"vulwoord{i}" for i in range(25)]
KEYS = {"overlast": "geschreeuw", "verslaving": "wodka"}
COLUMN = list(taxonomy().labels)


def _note(number: int, said: set[str], labels: set[str]) -> AnnotatedNote:
    words = [*Random(number).sample(FILL, 4), *(KEYS[label] for label in said)]
    text = " ".join(words)
    mentions = tuple(AnnotatedMention(label=label, start=0, end=4, text=text[:4]) for label in sorted(labels))
    return AnnotatedNote(id=f"n{number}", text=text, mentions=mentions)


def _corpus(wrong: set[int]) -> list[AnnotatedNote]:
    notes = []
    for number in range(240):
        said = {label for place, label in enumerate(KEYS) if number % 3 == place}
        notes.append(_note(number, said, said ^ {"overlast"} if number in wrong else said))
    return notes


def test_the_learner_learns_and_never_guesses_a_label_it_did_not_see() -> None:
    notes = _corpus(set())
    found = learn(notes[:150], [note.text for note in notes[150:]])
    truth = marked(notes[150:])
    for label in KEYS:
        column = COLUMN.index(label)
        assert ((found[:, column] > 0.5) == truth[:, column]).all()
    assert not found[:, COLUMN.index("weglopen")].any()


def test_planted_mistakes_are_found() -> None:
    pytest.importorskip("cleanlab")
    from annotation.suspicion import suspicions

    wrong = {3, 4, 60, 121, 200}
    notes = _corpus(wrong)
    done = suspicions(notes, expectations(notes))
    found = {(each.note_id, each.label): each for each in done.found}
    planted = {(f"n{number}", "overlast") for number in wrong}
    assert len(planted & set(found)) >= 4 and len(found) <= 2 * len(planted)
    assert found["n3", "overlast"].marked is False and found["n4", "overlast"].marked is True
    assert set(done.not_judged) == set(COLUMN) - set(KEYS)


def test_hints_are_learned_from() -> None:
    notes = [note.model_copy(update={"text": note.text.replace("geschreeuw", "")}) for note in _corpus(set())]
    hints = [{mention.label for mention in note.mentions} for note in notes]
    column = COLUMN.index("overlast")
    truth = marked(notes)[:, column]
    assert ((expectations(notes, hints=hints)[:, column] > 0.5) == truth).all()
    assert not ((expectations(notes)[:, column] > 0.5) == truth).all()


def test_doubles_do_not_vouch_for_each_other() -> None:
    notes = _corpus(set())
    odd = [_note(1, {"overlast"}, {"weglopen"}).model_copy(update={"id": f"odd{i}"}) for i in range(FEWEST)]
    expected = expectations([*notes, *odd])
    assert (expected[len(notes) :, COLUMN.index("weglopen")] == 0).all(), "all of them are judged without the others"
    with pytest.raises(CorpusError, match="too few to learn"):
        expectations(odd)


@pytest.mark.slow
def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("cleanlab")
    from nietpluis.cli import main

    corpus, target = tmp_path / "c.jsonl", tmp_path / "d.csv"
    write_jsonl(corpus, _corpus({3}))
    assert main(["annotate", "doubts", str(corpus), "--learn", "-o", str(target)]) == 0
    said = capsys.readouterr()
    assert "by learning" in said.out and "too few notes to judge" in said.err
    assert any(
        row.startswith('n3,,"not marked, but expected",overlast,,') for row in target.read_text("utf-8").splitlines()
    )
    assert main(["annotate", "doubts", str(corpus), "-o", str(target)]) == 2

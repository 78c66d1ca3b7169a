"""Baselines on a handful of notes: each learns what is easy, thresholds are chosen on other writers, results are kept."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from annotation.corpus import AnnotatedNote, mention_of, write_marked
from annotation.inline import parse_inline
from pipeline.taxonomy import taxonomy
from training.baselines.__main__ import NAMES, main
from training.baselines.finetuned import SentenceClassifier
from training.baselines.joined import Lexicon, WithLexicon
from training.baselines.linear import FrozenEncoder, TfIdf
from training.baselines.run import Bench, Literal, in_parts
from training.baselines.sentences import Sentences, split
from training.baselines.simple import Nothing, Prior
from training.baselines.spacy_models import SpanCat, TextCat
from training.baselines.tagger import Baseline, best_threshold, inner_split, raised_at

LABELS = list(taxonomy().labels)
FILL = "Verder was het een gewone dag op de galerij met wat regen en een kop koffie en een praatje over het voetbal."


def note_of(raw: str, number: int, writer: str, voice: str = "burger") -> AnnotatedNote:
    text, marks = parse_inline(raw)
    return AnnotatedNote(
        id=f"{writer}-{number}",
        text=text,
        source=voice,
        age_group="oudere",
        mentions=tuple(mention_of(text, mark) for mark in marks),
        metadata={"writer": writer},
    )


@pytest.fixture(scope="module")
def notes() -> list[AnnotatedNote]:
    """Eight writers of ten notes of 30 words and more, in two voices: stench, noise, noise denied, nothing."""
    found = []
    for writer in range(8):
        voice = "burger" if writer < 5 else "politie"
        for number in range(10):
            raw = (
                f"In huis hangt [zure stank van afval {number}]{{vervuiling}}. {FILL} En de tuin is groen dit voorjaar.",
                f"Iedere nacht [dreunt de muziek door alle muren {number}]{{overlast}}. {FILL} Dat was het wel zo een beetje.",
                f"Van [dreunt de muziek]{{overlast ontkend}} bleek niets {number}. {FILL} Meer viel er niet over te zeggen.",
                f"De fiets {number} staat in de schuur en de was hangt buiten. {FILL} Alles prima dus zou ik zeggen.",
            )[number % 4]
            found.append(note_of(raw, number, f"w{writer}", voice))
    return found


def test_sentences_have_the_labels_that_they_raise() -> None:
    found = split([note_of("[Stank]{vervuiling} in huis. Geen [ruzie]{agressie ontkend}.\\n\\n", 1, "a")])
    assert found.texts[0].startswith("Stank") and len(found.texts) == 2
    assert [LABELS[i] for i in np.flatnonzero(found.raised[0])] == ["vervuiling"]
    assert not found.raised[1].any()
    pooled = Sentences(["a", "b"], np.array([0, 0]), np.zeros((2, 1))).pooled(np.array([[0.2], [0.7]]), 2)
    assert pooled.tolist() == [[0.7], [0.0]]


def test_writers_are_held_out_whole(notes: list[AnnotatedNote]) -> None:
    inner = inner_split(notes)
    learn, choose = ({n.metadata["writer"] for n in some} for some in (inner.learn, inner.choose))
    assert not learn & choose and len(choose) == 2
    assert inner == inner_split(notes)


def test_the_best_threshold_is_found(notes: list[AnnotatedNote]) -> None:
    scores = np.zeros((len(notes), len(LABELS)))
    for row, note in enumerate(notes):
        scores[row] = [0.42 if label in note.raised else 0.31 for label in LABELS]
    assert 0.32 <= best_threshold(scores, notes) <= 0.42
    assert raised_at(scores, 0.4) == [note.raised for note in notes]


def _bag(texts: list[str]) -> np.ndarray:
    return np.array(
        [[text.count(word) for word in ("stank", "muziek", "bleek", "a", "e")] for text in texts], dtype=float
    )


@pytest.mark.parametrize(
    "baseline",
    [
        pytest.param(TfIdf(), id="tf-idf"),
        pytest.param(FrozenEncoder(lambda texts: _bag(list(texts))), id="frozen"),
        pytest.param(TextCat(), id="textcat", marks=pytest.mark.slow),
        pytest.param(SpanCat(), id="spancat", marks=pytest.mark.slow),
        pytest.param(
            SentenceClassifier("tiny", passes=60, batch=8, rate=2e-3),
            id="fine-tuned",
            marks=pytest.mark.slow,
        ),
    ],
)
def test_what_is_easy_is_learned_from_the_text_alone(baseline: Baseline, notes: list[AnnotatedNote]) -> None:
    if isinstance(baseline, SentenceClassifier):
        pytest.importorskip("torch")
    if isinstance(baseline, TextCat | SpanCat):
        baseline.passes, baseline.batch = 12, 8
    baseline.fit(notes[:40])
    bare = [note.model_copy(update={"mentions": (), "id": "x", "source": ""}) for note in notes[:4]]
    scores = baseline.scores(bare)
    assert scores.shape == (4, len(LABELS)) and scores.min() >= 0 and scores.max() <= 1
    stench, noise = LABELS.index("vervuiling"), LABELS.index("overlast")
    assert scores[0, stench] > 0.5 > max(scores[1, stench], scores[3, stench])
    assert scores[1, noise] > scores[3, noise]
    assert scores[:, LABELS.index("weglopen")].max() < 0.5


@pytest.mark.slow
def test_spans_are_learned() -> None:
    baseline = SpanCat()
    baseline.passes, baseline.batch, baseline.longest = 60, 4, 2
    notes = [note_of("Veel [stank]{vervuiling} hier.", 1, "a"), note_of("Veel rust hier.", 2, "a")] * 2
    baseline.fit(notes)
    scores = baseline.scores(notes[:2])
    stench = LABELS.index("vervuiling")
    assert scores[0, stench] > 0.5 > scores[1, stench]


def test_the_simple_ones(notes: list[AnnotatedNote]) -> None:
    assert not Nothing().scores(notes).any()
    prior = Prior()
    prior.fit(notes)
    assert prior.scores(notes[:1])[0, LABELS.index("vervuiling")] == pytest.approx(0.3)
    assert Literal().scores([note_of("Er zijn schulden.", 1, "a")])[0, LABELS.index("financiele_problemen")] == 1


def test_the_lexicon_and_what_is_joined_with_it(notes: list[AnnotatedNote]) -> None:
    lexicon = Lexicon()
    raised, said = lexicon.scores([note_of("Er zijn schulden.", 1, "a"), note_of("Geen schulden.", 2, "a")])
    money = LABELS.index("financiele_problemen")
    assert (raised[money], said[money]) == (1.0, 0.5)
    joined = WithLexicon(TfIdf(), lexicon)
    joined.fit(notes)
    scores = joined.scores(notes[:4])
    assert scores[0, LABELS.index("vervuiling")] > 0.5 > scores[3].max()


def test_rows_curves_and_ablations(notes: list[AnnotatedNote]) -> None:
    bench = Bench(notes[:60], notes[60:])
    row = bench.row("tf-idf", left_out=True)
    assert row.figures.notes == 20 and row.figures.micro.f1.value is not None and row.threshold is not None
    assert row.left_out is not None and list(row.voices) == ["politie"]
    assert bench.row("nothing").figures.micro.recall.value == 0
    assert [name.split(" (")[0] for name in bench.curve("prior")] == ["25%", "50%", "75%", "100%"]
    ablation = bench.ablation("prior")
    assert next(iter(ablation)) == "none (0 variants)" and list(ablation)[-1].startswith("all (")


class Listener:
    """A baseline that learns nothing and remembers what voices it was taught, and asked."""

    settings = "listens"

    def __init__(self) -> None:
        self.heard: list[tuple[set[str], set[str]]] = []
        self._taught: set[str] = set()

    def fit(self, notes: Sequence[AnnotatedNote]) -> None:
        self._taught = {note.source for note in notes}

    def scores(self, notes: Sequence[AnnotatedNote]) -> np.ndarray:
        self.heard.append((self._taught, {note.source for note in notes}))
        return np.ones((len(notes), len(LABELS)))


@pytest.mark.parametrize(("thirds", "trainings"), [(False, 7), (True, 3)])
def test_no_voice_is_asked_that_was_taught(monkeypatch: pytest.MonkeyPatch, thirds: bool, trainings: int) -> None:
    voices = "abcdefg"
    spoken = [
        note_of(f"Er is niets aan de hand. {FILL}", i, f"w{voice}{i}", voice) for voice in voices for i in range(4)
    ]
    bench, listener = Bench(spoken, spoken), Listener()
    monkeypatch.setattr(Bench, "baselines", lambda self: {"listener": lambda: listener})
    row = bench.row("listener", left_out=True, thirds=thirds)
    asked = [(taught, asked) for taught, asked in listener.heard if len(asked) == 1]
    assert len(asked) == 7 and not any(taught & one for taught, one in asked)
    assert len({frozenset(taught) for taught, _ in asked}) == trainings
    assert list(row.voices) and set(row.voices) == set(voices) and row.thirds is thirds
    assert row.left_out is not None and row.left_out.notes == len(spoken)


def test_voices_are_dealt_out_and_no_part_is_empty() -> None:
    assert in_parts(["b", "a", "d", "c", "a"], 3) == [{"a", "d"}, {"b"}, {"c"}]
    assert in_parts(["b", "a"], 3) == [{"a"}, {"b"}]


def test_the_command_keeps_rows_of_the_same_notes(tmp_path: Path, notes: list[AnnotatedNote]) -> None:
    train, test = tmp_path / "train.tsv", tmp_path / "test.tsv"
    write_marked(train, notes[:60])
    write_marked(test, notes[60:])
    arguments = ["--train", str(train), "--test", str(test), "-o", str(tmp_path / "out")]
    assert main([*arguments, "--only", "nothing"]) == 0
    assert main([*arguments, "--only", "prior", "--left-out", "--thirds"]) == 0
    data = json.loads((tmp_path / "out" / "development.json").read_text("utf-8"))
    assert list(data["rows"]) == ["nothing", "prior"]
    table = (tmp_path / "out" / "development.md").read_text("utf-8")
    assert "| nothing | not determinable | 0.000 |" in table and "- **prior**: the share" in table
    assert "), a third at a time |" in table
    assert main([*arguments, "--only", "nothing", "--seed", "1"]) == 0
    data = json.loads((tmp_path / "out" / "development.json").read_text("utf-8"))
    assert list(data["rows"]) == ["nothing"]
    assert main(["--train", str(tmp_path / "none.tsv"), "--test", str(test), "-o", str(tmp_path)]) == 2
    assert {"tf-idf", "lexicon", "frozen encoder"} <= set(NAMES)

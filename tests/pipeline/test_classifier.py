"""Joining a model with the lexicon, with a small scorer of known words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from spacy.language import Language

from models.scorer import ScoredSpan, Scorer, ScorerError, load_scorer
from pipeline.assemble import Settings, build
from pipeline.classifier import Classifier
from pipeline.summarize import summarize


class WordScorer:
    """Scores given words with given labels."""

    version = "words-1"

    def __init__(self, words: dict[str, tuple[str, float, dict[str, str]]]) -> None:
        self.words = words

    @classmethod
    def from_folder(cls, folder: Path) -> WordScorer:
        words = json.loads((folder / "words.json").read_text("utf-8"))
        return cls({word: (label, p, qualifiers) for word, (label, p, qualifiers) in words.items()})

    def score(self, texts: Sequence[str]) -> list[list[ScoredSpan]]:
        return [
            [
                ScoredSpan(label, text.index(word), text.index(word) + len(word), p, qualifiers)
                for word, (label, p, qualifiers) in self.words.items()
                if word in text
            ]
            for text in texts
        ]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("models.scorer.import_module", lambda name: __import__("types").SimpleNamespace(W=WordScorer))
    (tmp_path / "scorer.json").write_text(json.dumps({"class": "anywhere:W"}))
    words = {
        "brieven als sneeuw": ["financiele_problemen", 0.7, {}],
        "schulden": ["financiele_problemen", 0.9, {}],
        "zwijgt": ["teruggetrokkenheid", 0.6, {"presence": "onzeker"}],
    }
    (tmp_path / "words.json").write_text(json.dumps(words))
    return tmp_path


@pytest.fixture
def joined(folder: Path) -> Language:
    return build(Settings(model=str(folder)))


def test_a_scorer_is_loaded_from_its_folder(folder: Path) -> None:
    assert isinstance(load_scorer(folder), Scorer)


def test_a_mention_found_twice_is_one_with_both_names(joined: Language) -> None:
    (signal,) = summarize(joined("Er zijn schulden.")).signals
    assert signal.id == "financiele_problemen"
    assert [e.found_by for e in signal.evidence] == [("lexicon", "model")]
    assert signal.probability == 0.9


def test_what_only_the_model_finds_is_qualified_by_the_rules(joined: Language) -> None:
    (signal,) = summarize(joined("Er liggen geen brieven als sneeuw.")).signals
    (evidence,) = signal.evidence
    assert (evidence.text, evidence.found_by, evidence.presence) == ("brieven als sneeuw", ("model",), "ontkend")


def test_a_qualifier_that_the_model_is_sure_of_stays(joined: Language) -> None:
    (signal,) = summarize(joined("Hij zwijgt.")).signals
    assert signal.status == "onzeker"


def test_the_model_and_its_version_stand_in_the_summary(joined: Language) -> None:
    summary = summarize(joined("Hij zwijgt."))
    assert summary.produced_by.model == "words-1"
    assert not any("woordenlijst" in notice for notice in summary.notices)


def test_either_can_be_switched_off(folder: Path) -> None:
    text = "Er zijn schulden, hij zwijgt."
    only_model = build(Settings(model=str(folder), use_lexicon=False))
    assert {e.found_by for s in summarize(only_model(text)).signals for e in s.evidence} == {("model",)}
    off = build(Settings(model=str(folder), model_off=("teruggetrokkenheid",), lexicon_off=("financiele_problemen",)))
    assert [(s.id, s.evidence[0].found_by) for s in summarize(off(text)).signals] == [
        ("financiele_problemen", ("model",))
    ]


def test_batches_give_what_single_notes_give(folder: Path) -> None:
    joined = build(Settings(model=str(folder)))
    texts = ["Er zijn schulden.", "Niets.", "Hij zwijgt."] * 30
    assert [summarize(doc) for doc in joined.pipe(texts)] == [summarize(joined(text)) for text in texts]


@pytest.mark.parametrize("content", [None, "{}", '{"class": "nowhere:Nothing"}', '{"class": "json:loads"}', "not json"])
def test_a_folder_without_a_scorer_is_named(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "scorer.json").write_text(content)
    with pytest.raises(ScorerError, match=str(tmp_path)):
        load_scorer(tmp_path)


def test_predict_changes_nothing(folder: Path, joined: Language) -> None:
    classifier = joined.get_pipe("nietpluis_classifier")
    assert isinstance(classifier, Classifier)
    doc = joined.make_doc("Hij zwijgt.")
    classifier.predict([doc])
    assert doc.user_data == {}

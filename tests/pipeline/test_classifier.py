"""Joining a model with the lexicon, with a small scorer of known words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from math import log
from pathlib import Path

import pytest
from spacy.language import Language

from models.joining import Joining, Rule, Weights
from models.scorer import Scored, ScoredSpan, Scorer, ScorerError, load_scorer
from pipeline.assemble import Settings, build
from pipeline.classifier import Classifier
from pipeline.summarize import summarize
from pipeline.taxonomy import taxonomy
from pipeline.wording import told_unsure, unsure_notice


class WordScorer:
    """Scores given words with given labels."""

    version = "words-1"

    def __init__(
        self, words: dict[str, tuple[str, float, dict[str, str]]], joining: Joining | None = None, parts: int = 1
    ) -> None:
        self.words = words
        self.joining = joining
        self.parts = parts

    @classmethod
    def from_folder(cls, folder: Path) -> WordScorer:
        words = json.loads((folder / "words.json").read_text("utf-8"))
        return cls({word: (label, p, qualifiers) for word, (label, p, qualifiers) in words.items()})

    def score(self, texts: Sequence[str]) -> list[Scored]:
        return [self._score(text) for text in texts]

    def _score(self, text: str) -> Scored:
        spans = tuple(
            ScoredSpan(label, text.index(word), text.index(word) + len(word), p, qualifiers)
            for word, (label, p, qualifiers) in self.words.items()
            if word in text
        )
        odds = dict.fromkeys(taxonomy().labels, -5.0)
        odds |= {span.label: log(span.probability / (1 - span.probability)) for span in spans}
        return Scored(spans, odds, self.parts)


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


RULE = Rule(
    joined=Weights(1.0, 3.0, 0.0),
    alone=Weights(1.0, 0.0, 0.0),
    threshold=0.5,
    threshold_alone=0.5,
    veto=True,
    span=0.6,
)


def joined_by(
    rule: Rule, words: dict[str, tuple[str, float, dict[str, str]]], folder: Path, parts: int = 1
) -> Language:
    """The pipeline with a scorer of given words and one rule for all labels."""
    nlp = build(Settings(model=str(folder)))
    classifier = nlp.get_pipe("nietpluis_classifier")
    assert isinstance(classifier, Classifier)
    classifier.scorer = WordScorer(words, Joining(dict.fromkeys(taxonomy().labels, rule)), parts)
    return nlp


def test_what_the_model_doubts_is_not_raised(folder: Path) -> None:
    summary = summarize(joined_by(RULE, {"zwijgt": ("teruggetrokkenheid", 0.3, {})}, folder)("Hij zwijgt."))
    assert summary.signals == ()


def test_the_surest_words_are_shown_where_none_is_sure_enough_by_itself(folder: Path) -> None:
    rule = replace(RULE, threshold=0.2)
    words: dict[str, tuple[str, float, dict[str, str]]] = {
        "zwijgt": ("teruggetrokkenheid", 0.3, {}),
        "boven": ("teruggetrokkenheid", 0.25, {}),
    }
    (signal,) = summarize(joined_by(rule, words, folder)("Hij zwijgt, zit boven.")).signals
    assert [e.text for e in signal.evidence] == ["boven"] or [e.text for e in signal.evidence] == ["zwijgt"]
    assert signal.probability == pytest.approx(0.25)


LONG = "Er zijn schulden." + " We dronken koffie en keken naar de vogels." * 4


def test_a_veto_keeps_the_words_in_a_notice(folder: Path) -> None:
    summary = summarize(joined_by(RULE, {}, folder)(LONG))
    assert summary.signals == ()
    assert any("schulden" in notice for notice in summary.notices)


def test_a_line_or_two_is_too_little_to_veto_on(folder: Path) -> None:
    lexicon = summarize(build()("Er zijn schulden.")).signals
    joined = summarize(joined_by(RULE, {}, folder)("Er zijn schulden."))
    assert [(s.id, s.probability) for s in joined.signals] == [(s.id, s.probability) for s in lexicon]
    assert not any("schulden" in notice for notice in joined.notices)


def test_a_signal_that_is_more_often_wrong_than_right_is_called_uncertain(folder: Path) -> None:
    def told(probability: float) -> tuple[frozenset[str], tuple[str, ...]]:
        rule = replace(RULE, threshold=0.2, span=0.1)
        nlp = joined_by(rule, {"zwijgt": ("teruggetrokkenheid", probability, {})}, folder)
        summary = summarize(nlp("Hij zwijgt en zit boven."))
        assert [signal.status for signal in summary.signals] == ["actief"]
        unsure, others = told_unsure(summary)
        assert set(summary.notices) - set(others) == {unsure_notice([taxonomy().labels[one].label]) for one in unsure}
        return unsure, others

    assert told(0.3) == (frozenset({"teruggetrokkenheid"}), ())
    assert told(0.7) == (frozenset(), ())


def test_nothing_vetoes_what_a_user_added(folder: Path, tmp_path: Path) -> None:
    own = tmp_path / "eigen.yaml"
    own.write_text('signals: {overlast: {entries: [{phrase: "=koffie", hit: "Koffie."}]}}', "utf-8")
    nlp = build(Settings(model=str(folder), lexicon_files=(str(own),)))
    classifier = nlp.get_pipe("nietpluis_classifier")
    assert isinstance(classifier, Classifier)
    classifier.scorer = WordScorer({}, Joining(dict.fromkeys(taxonomy().labels, RULE)))
    assert [signal.id for signal in summarize(nlp(LONG)).signals] == ["overlast"]


def test_without_the_right_to_veto_the_lexicon_stands(folder: Path) -> None:
    (signal,) = summarize(joined_by(replace(RULE, veto=False), {}, folder)("Er zijn schulden.")).signals
    assert [e.found_by for e in signal.evidence] == [("lexicon",)]


def test_what_is_denied_is_shown_apart_and_not_vetoed(folder: Path) -> None:
    (signal,) = summarize(joined_by(RULE, {}, folder)("Er zijn geen schulden.")).signals
    assert signal.status == "ontkend"
    assert signal.probability < 0.5


def test_a_text_that_was_read_in_parts_says_so(folder: Path) -> None:
    summary = summarize(joined_by(RULE, {}, folder, parts=3)("Er is niets."))
    assert any("delen" in notice for notice in summary.notices)


def _with(folder: Path, span: ScoredSpan) -> Language:
    """A tagger whose model says one span of every text."""
    nlp = joined_by(replace(RULE, veto=False), {}, folder)
    classifier = nlp.get_pipe("nietpluis_classifier")
    assert isinstance(classifier, Classifier)
    classifier.scorer = Fixed(Scored((span,), {span.label: 3.0}))
    return nlp


def test_where_the_model_has_the_last_word_the_rules_and_their_cues_go(folder: Path) -> None:
    nlp = _with(folder, ScoredSpan("financiele_problemen", 13, 25, 0.9, {}, {"presence": "aanwezig"}))
    (signal,) = summarize(nlp("Er zijn geen blauwe enveloppen.")).signals
    (evidence,) = signal.evidence
    assert (signal.status, evidence.found_by, evidence.cues) == ("actief", ("model",), ())


def test_a_cue_has_the_last_word_on_what_the_lexicon_names(folder: Path) -> None:
    nlp = _with(folder, ScoredSpan("financiele_problemen", 13, 21, 0.9, {}, {"presence": "aanwezig"}))
    (signal,) = summarize(nlp("Er zijn geen schulden.")).signals
    (evidence,) = signal.evidence
    assert (signal.status, evidence.text, [cue.text for cue in evidence.cues]) == ("ontkend", "schulden", ["geen"])


def test_what_the_lexicon_names_is_not_taken_back_without_a_word_for_it(folder: Path) -> None:
    said = {"presence": "ontkend", "temporality": "verleden", "experiencer": "ander", "attribution": "volgens_ander"}
    nlp = _with(folder, ScoredSpan("financiele_problemen", 8, 16, 0.9, said, said))
    (evidence,) = summarize(nlp("Er zijn schulden.")).signals[0].evidence
    found = (evidence.presence, evidence.temporality, evidence.experiencer, evidence.attribution)
    assert found == ("aanwezig", "huidig", "betrokkene", "volgens_ander")


class Fixed:
    """Says the same of every text."""

    version = "fixed-1"
    joining = None

    def __init__(self, scored: Scored) -> None:
        self.scored = scored

    def score(self, texts: Sequence[str]) -> list[Scored]:
        return [self.scored for _ in texts]

"""What a page shows of a summary: quotes, what speaks against, and the reader's own marks."""

from __future__ import annotations

import pytest

from pipeline.report.mentions import TextMismatchError
from pipeline.summary import Evidence, ProducedBy, RiskFactorSummary, Signal
from pipeline.taxonomy import taxonomy
from pipeline.wording import unsure_notice
from tests.triage.reading.screened import TEXT, summary
from triage.reading.view import note_view
from triage.store.choices import Verdict
from triage.store.tables import Judgement, OwnSignal

OWN = OwnSignal(
    id=1, signal="overlast", start=0, end=2, presence="onzeker", temporality="verleden",
    experiencer="betrokkene", attribution="volgens_ander",
)  # fmt: skip


def found() -> RiskFactorSummary:
    return RiskFactorSummary.model_validate(summary("n"))


def test_without_a_summary_only_own_marks_stand_in_the_text() -> None:
    view = note_view(TEXT, None, [OWN])
    assert view.found is None
    assert view.text.count("<mark") == 1
    assert view.own[0].meant == ("misschien", "vroeger", "volgens iemand anders")


def test_what_is_denied_stands_apart_and_can_be_judged_like_the_rest() -> None:
    view = note_view(TEXT, found()).found
    assert view is not None
    assert [signal.id for signal in view.everything] == ["vervuiling", "financiele_problemen", "steunend_netwerk"]
    assert [group.signals[0].status for group in view.not_raised] == ["ontkend"]
    assert view.untouched == 3
    assert [len(question.quotes) for question in view.questions] == [1, 0, 0]


def test_a_judgement_is_shown_where_it_belongs() -> None:
    judged = {"vervuiling": Judgement(signal="vervuiling", verdict=Verdict.ANDERS, remark="Alleen op de trap.")}
    view = note_view(TEXT, found(), judged=judged).found
    assert view is not None
    assert (view.by_id("vervuiling").verdict, view.by_id("vervuiling").remark) == ("anders", "Alleen op de trap.")
    assert view.untouched == 2


def test_words_that_say_otherwise_are_listed_apart() -> None:
    label, text = taxonomy().labels["overlast"], "Er is lawaai. Geen geschreeuw."
    evidence = (
        Evidence(start=6, end=12, text="lawaai", found_by=("lexicon",)),
        Evidence(start=19, end=29, text="geschreeuw", found_by=("model",), presence="ontkend"),
    )
    signal = Signal(
        id=label.id, label=label.label, domain=label.domain, status="actief", probability=0.5, evidence=evidence
    )
    made = ProducedBy(package="1", taxonomy=1, model="geen", lexicon="1")
    view = note_view(text, RiskFactorSummary(note_id="n", signals=(signal,), produced_by=made)).found
    assert view is not None
    shown = view.by_id("overlast")
    assert [quote.words for quote in shown.quotes] == ["lawaai"]
    assert [quote.words for quote in shown.otherwise] == ["geschreeuw"]


def test_a_signal_that_is_often_wrong_says_so_itself() -> None:
    made = found()
    label = taxonomy().labels["vervuiling"].label
    low = tuple(signal.model_copy(update={"probability": 0.4}) for signal in made.signals)
    told = made.model_copy(update={"signals": low, "notices": (unsure_notice([label]), "Deze tekst is kort.")})
    view = note_view(TEXT, told).found
    assert view is not None
    assert [signal.id for signal in view.everything if signal.unsure] == ["vervuiling"]
    assert view.notices == ("Deze tekst is kort.",)


def test_a_summary_of_another_text_is_an_error() -> None:
    with pytest.raises(TextMismatchError):
        note_view("Heel iets anders.", found())

"""From a notice back to the signals that it is about."""

from __future__ import annotations

from pipeline.summary import RiskFactorSummary
from pipeline.wording import UNSURE, told_unsure, told_vetoed, unsure_notice, wording
from tests.pipeline.report.report_notes import Example

TEXT = "Er is stank en lawaai, geen schulden. Zijn dochter helpt hem."
SHORT = wording()["very_short"]


def summary(notices: tuple[str, ...], **probabilities: float) -> RiskFactorSummary:
    made = (
        Example("n", TEXT, notices=notices)
        .signal("vervuiling", "stank")
        .signal("overlast", "lawaai")
        .signal("financiele_problemen", "schulden", presence="ontkend")
        .signal("steunend_netwerk", "dochter helpt")
        .summary
    )
    changed = {
        name: tuple(
            signal.model_copy(update={"probability": probabilities.get(signal.id, signal.probability)})
            for signal in getattr(made, name)
        )
        for name in ("signals", "protective_factors")
    }
    return made.model_copy(update=changed)


def notice(made: RiskFactorSummary, *signals: str) -> str:
    return unsure_notice(s.label for s in made.signals + made.protective_factors if s.id in signals)


def test_the_signals_of_a_notice_are_found_and_other_notices_stay() -> None:
    low = {"overlast": UNSURE - 0.1, "steunend_netwerk": UNSURE - 0.01, "vervuiling": UNSURE}
    made = summary((), **low)
    told = summary((SHORT, notice(made, "overlast", "steunend_netwerk")), **low)
    assert told_unsure(told) == (frozenset({"overlast", "steunend_netwerk"}), (SHORT,))


def test_what_is_not_raised_is_not_unsure() -> None:
    made = summary((), financiele_problemen=0.1, overlast=0.1)
    told = summary((notice(made, "overlast"),), financiele_problemen=0.1, overlast=0.1)
    assert told_unsure(told) == (frozenset({"overlast"}), ())


def test_without_the_notice_no_signal_is_unsure() -> None:
    assert told_unsure(summary((SHORT,), overlast=0.1)) == (frozenset(), (SHORT,))


def test_a_notice_about_other_signals_stays_a_notice() -> None:
    other = notice(summary(()), "vervuiling")
    assert told_unsure(summary((other,), overlast=0.1)) == (frozenset(), (other,))


def test_the_labels_of_vetoes_are_found() -> None:
    vetoed = wording()["vetoed"]
    said = (
        vetoed.format(words="als ‘ik weg was’", label="Suïcidaliteit"),
        vetoed.format(words="lawaai", label="Overlast"),
    )
    assert told_vetoed(summary((SHORT, *said))) == ("overlast", "suicidaliteit")
    assert told_vetoed(summary((SHORT, unsure_notice(["Overlast"])))) == ()

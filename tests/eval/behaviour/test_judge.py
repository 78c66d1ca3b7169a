"""What counts as wrong, on summaries made by hand."""

from __future__ import annotations

from annotation.inline import parse_inline
from eval.behaviour.cases import Case, Side
from eval.behaviour.judge import is_raised, judge
from eval.behaviour.schema import Kind
from pipeline.context.cues import QUALIFIERS
from pipeline.summary import Evidence, ProducedBy, RiskFactorSummary, Signal, Status


def side(raw: str) -> Side:
    text, marks = parse_inline(raw)
    return Side(text, tuple(marks))


def summary(raw: str) -> RiskFactorSummary:
    """The summary that finds just the marks of `raw`, one signal a mark."""
    text, marks = parse_inline(raw)
    signals = []
    for mark in marks:
        quote = {"start": mark.start, "end": mark.end, "text": text[mark.start : mark.end], "found_by": ("lexicon",)}
        evidence = Evidence.model_validate(quote | {name: getattr(mark, name) for name in QUALIFIERS})
        status: Status = "actief" if is_raised(mark) else "ontkend"
        signals.append(
            Signal(id=mark.label, label=mark.label, domain="x", status=status, probability=0.5, evidence=(evidence,))
        )
    made_by = ProducedBy(package="0", taxonomy=1, model="geen", lexicon="geen")
    return RiskFactorSummary(note_id="", signals=tuple(signals), produced_by=made_by)


def faults(case: Case, *found: str) -> list[tuple[str, str]]:
    summaries = {side(raw).text: summary(raw) for raw in found}
    return [(problem.fault, problem.label) for problem in judge(case, summaries)]


def minimum(raw: str, absent: frozenset[str] | None = None, judged: tuple[str, ...] = QUALIFIERS) -> Case:
    return Case("f", "g", "minimum", raw, raw, (), side(raw), absent=absent, judged=judged)


def pair(kind: Kind, before: str, after: str, *, quiet: bool = False) -> Case:
    return Case("f", "g", kind, "", "", (), side(after), side(before), quiet=quiet)


def test_a_minimum_case() -> None:
    raw = "Geen [schulden]{financiele_problemen ontkend} en [dakloos]{dakloosheid}."
    assert faults(minimum(raw), raw) == []
    assert faults(minimum(raw), "Geen [schulden]{financiele_problemen ontkend} en dakloos.") == [
        ("missed", "dakloosheid")
    ]
    assert faults(minimum(raw), "Geen [schulden]{financiele_problemen} en [dakloos]{dakloosheid}.") == [
        ("qualified", "financiele_problemen"),
        ("raised", "financiele_problemen"),
    ]
    assert faults(
        minimum(raw), "[Geen]{isolement} [schulden]{financiele_problemen ontkend} en [dakloos]{dakloosheid}."
    ) == [("raised", "isolement")]


def test_absent_limits_what_must_not_be_raised_but_never_frees_a_marked_label() -> None:
    raw = "Geen [schulden]{financiele_problemen ontkend}."
    found = "[Geen]{isolement} [schulden]{financiele_problemen ontkend}."
    assert faults(minimum(raw, frozenset()), found) == []
    assert faults(minimum(raw, frozenset({"isolement"})), found) == [("raised", "isolement")]
    assert ("raised", "financiele_problemen") in faults(
        minimum(raw, frozenset()), "Geen [schulden]{financiele_problemen}."
    )


def test_only_the_judged_qualifiers_count() -> None:
    raw, found = "Hij [drinkt]{verslaving volgens_ander}.", "Hij [drinkt]{verslaving}."
    assert faults(minimum(raw), found) == [("qualified", "verslaving")]
    assert faults(minimum(raw, judged=("presence", "experiencer")), found) == []


def test_an_invariance_case() -> None:
    case = pair("invariance", "Jan drinkt.", "Anna drinkt.")
    assert faults(case, "Jan [drinkt]{verslaving}.", "Anna [drinkt]{verslaving}.") == []
    assert faults(case, "Jan [drinkt]{verslaving}.", "Anna drinkt.") == [("changed", "verslaving")]
    assert faults(case, "Jan [drinkt]{verslaving}.", "Anna [drinkt]{verslaving ontkend}.") == [
        ("changed", "verslaving")
    ]
    assert faults(case, "Jan drinkt.", "Anna drinkt.") == [("empty", "")]


def test_a_quiet_invariance_case() -> None:
    case = pair("invariance", "Jan fietst.", "Anna fietst.", quiet=True)
    assert faults(case, "Jan fietst.", "Anna fietst.") == []
    assert faults(case, "Jan [fietst]{weglopen}.", "Anna [fietst]{weglopen}.") == [("raised", "weglopen")]


def test_a_directional_case() -> None:
    before, after = "Hij [drinkt]{verslaving}.", "Hij [drinkt]{verslaving ontkend} niet."
    case = pair("directional", before, after)
    assert faults(case, before, after) == []
    assert faults(case, before, "Hij [drinkt]{verslaving} niet.") == [
        ("qualified", "verslaving"),
        ("raised", "verslaving"),
    ]
    assert faults(case, "Hij drinkt.", after) == [("missed", "verslaving")]
    assert faults(case, before, "Hij [drinkt]{verslaving ontkend} [niet]{isolement}.") == [("raised", "isolement")]


def test_what_was_raised_before_the_edit_is_not_blamed_on_it() -> None:
    case = pair("directional", "Hij [drinkt]{verslaving}.", "Hij [drinkt]{verslaving ontkend} niet.")
    assert (
        faults(case, "[Hij]{isolement} [drinkt]{verslaving}.", "[Hij]{isolement} [drinkt]{verslaving ontkend} niet.")
        == []
    )

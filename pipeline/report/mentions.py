"""From a summary to the marks on its text and the parts that a report shows, shared by page and terminal."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.report.marking import Mark, joined
from pipeline.report.words import words
from pipeline.summary import Evidence, Quote, RiskFactorSummary, Signal, Status, status
from pipeline.taxonomy import taxonomy
from pipeline.wording import told_unsure


class TextMismatchError(ValueError):
    """A summary quotes words that its text does not have there: text and summary belong to different notes."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What a report shows of a summary: signals and protective factors, each in the order of the taxonomy, and notices.

    `unsure` are the ids of signals that a notice calls so: it is said at the signal, and is not among `notices`.
    """

    raised: tuple[Signal, ...]
    protective: tuple[Signal, ...]
    not_raised: tuple[Signal, ...]
    unsure: frozenset[str]
    notices: tuple[str, ...]

    @classmethod
    def of(cls, summary: RiskFactorSummary) -> Findings:
        everything = summary.signals + summary.protective_factors
        unsure, notices = told_unsure(summary)
        return cls(
            tuple(signal for signal in summary.signals if signal.raised),
            tuple(signal for signal in summary.protective_factors if signal.raised),
            tuple(signal for signal in everything if not signal.raised),
            unsure,
            notices,
        )


def by_domain(signals: tuple[Signal, ...]) -> dict[str, list[Signal]]:
    """The signals under the Dutch name of their domain, both in the order given."""
    names = taxonomy().domains
    found: dict[str, list[Signal]] = {}
    for signal in signals:
        found.setdefault(names.get(signal.domain, signal.domain), []).append(signal)
    return found


def mention_status(evidence: Evidence) -> Status:
    """The status of one mention, by the same order as the status of a signal."""
    return status(evidence.presence, evidence.temporality, evidence.experiencer)


def marks(summary: RiskFactorSummary) -> list[Mark]:
    """All quoted words of a summary as marks, in order of the text."""
    vocabulary = words()
    found = []
    for signal in summary.signals + summary.protective_factors:
        name = vocabulary.short_labels.get(signal.id, signal.label)
        for evidence in signal.evidence:
            status = mention_status(evidence)
            label = name if status == "actief" else f"{name}: {vocabulary.statuses[status].word}"
            favourable = status == "actief" and signal.domain == "beschermend"
            found.append(Mark(evidence.start, evidence.end, "gunstig" if favourable else status, (label,)))
    for question in summary.triage_questions:
        label = vocabulary.short_questions.get(question.id, vocabulary.question.word)
        found += [Mark(quote.start, quote.end, "vraag", (label,)) for quote in question.quotes]
    return joined(found)


def check_quotes(note_id: str, text: str, summary: RiskFactorSummary) -> None:
    """Raises TextMismatchError unless every quote is the slice of the text that it says it is."""
    quotes: list[Quote] = [quote for question in summary.triage_questions for quote in question.quotes]
    for signal in summary.signals + summary.protective_factors:
        quotes += signal.evidence
    for quote in quotes:
        if quote.start >= quote.end or text[quote.start : quote.end] != quote.text:
            raise TextMismatchError(
                f"note {note_id}: the summary quotes characters {quote.start} to {quote.end}, "
                f"but the text does not have those words there"
            )

"""One note with what was found in it, ready for a page: its marked text, and each signal with its quotes.

Words of statuses and qualifiers, the marks and the notices are those of the pipeline's report.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from pipeline.report.contacts import Contacts, Notice, load_contacts
from pipeline.report.marking import Mark, joined, marked_html, printable
from pipeline.report.mentions import Findings, by_domain, check_quotes, marks, mention_status
from pipeline.report.words import QUALIFIERS, words
from pipeline.summary import RAISED, Evidence, Quote, RiskFactorSummary, Signal
from pipeline.taxonomy import taxonomy
from triage.store.choices import Verdict
from triage.store.tables import Judgement, OwnSignal

PREFIX = "w"
OWN = "eigen"
"""Kind of the underline below words that a reader marked."""


@dataclass(frozen=True, slots=True)
class QuoteView:
    """Words of the note: the id of their first mark in the text, over how many marks they run, and how they are meant."""

    words: str
    target: str
    marks: int
    meant: tuple[tuple[str, tuple[str, ...]], ...] = ()
    found_by: str = ""


@dataclass(frozen=True, slots=True)
class SignalView:
    """A signal with the words that say so, those that say otherwise, and what the reader said of it, if anything."""

    id: str
    label: str
    definition: str
    status: str
    quotes: tuple[QuoteView, ...]
    otherwise: tuple[QuoteView, ...]
    verdict: Verdict | None
    remark: str
    unsure: bool
    """Whether the program is more often wrong than right about signals like this one."""


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question of triage with what the text says of it."""

    question: str
    quotes: tuple[QuoteView, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Signals of one domain."""

    name: str
    signals: tuple[SignalView, ...]


@dataclass(frozen=True, slots=True)
class FoundView:
    """All that was found: what is raised, what is said otherwise, what speaks for the person, and the questions."""

    raised: tuple[Group, ...]
    not_raised: tuple[Group, ...]
    protective: tuple[SignalView, ...]
    questions: tuple[QuestionView, ...]
    notices: tuple[str, ...]
    contacts: Notice | None

    @property
    def everything(self) -> tuple[SignalView, ...]:
        """All signals in the order of the page."""
        grouped = tuple(signal for group in (*self.raised, *self.not_raised) for signal in group.signals)
        return (*grouped, *self.protective)

    @property
    def untouched(self) -> int:
        """Signals of which the reader said nothing yet."""
        return sum(signal.verdict is None for signal in self.everything)

    def by_id(self, signal_id: str) -> SignalView:
        """The signal with this id; KeyError where there is none."""
        return {signal.id: signal for signal in self.everything}[signal_id]


@dataclass(frozen=True, slots=True)
class OwnView:
    """A signal that a reader added."""

    id: int
    label: str
    quote: QuoteView
    meant: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoteView:
    """The whole text with its marks, and what stands beside it; `found` is None where nothing may be shown."""

    text: Markup
    found: FoundView | None
    own: tuple[OwnView, ...]


def short_label(signal: str) -> str:
    """The name of a signal as it stands inside a text."""
    return words().short_labels.get(signal, taxonomy().labels[signal].label)


def note_view(
    text: str,
    summary: RiskFactorSummary | None,
    own: Sequence[OwnSignal] = (),
    judged: Mapping[str, Judgement] | None = None,
    contacts: Contacts | None = None,
) -> NoteView:
    """The note as a page shows it; without a summary the text has only the reader's own marks.

    Raises TextMismatchError where the summary does not quote this text.
    """
    if summary is not None:
        check_quotes(summary.note_id, text, summary)
    found = marks(summary) if summary is not None else []
    added = [Mark(row.start, row.end, OWN, (f"{short_label(row.signal)} (u)",)) for row in own]
    shown, places = marked_html(printable(text), joined([*found, *added]), PREFIX)
    view = _Views(places, judged or {}, contacts or load_contacts())
    return NoteView(
        Markup(shown),
        view.found(summary) if summary is not None else None,
        tuple(view.own(text, row) for row in own),
    )


class _Views:
    """Builds the parts of a page; `places` says where each quote is marked."""

    def __init__(
        self, places: Mapping[tuple[int, int], tuple[str, int]], judged: Mapping[str, Judgement], contacts: Contacts
    ) -> None:
        self._places = places
        self._judged = judged
        self._contacts = contacts

    def quote(self, quote: Quote) -> QuoteView:
        target, count = self._places[quote.start, quote.end]
        return QuoteView(printable(quote.text), target, count)

    def evidence(self, evidence: Evidence) -> QuoteView:
        target, count = self._places[evidence.start, evidence.end]
        meant = tuple((word, tuple(printable(cue) for cue in cues)) for word, cues in words().qualifications(evidence))
        return QuoteView(printable(evidence.text), target, count, meant, words().finders(evidence))

    def signal(self, signal: Signal, unsure: Collection[str] = ()) -> SignalView:
        judgement = self._judged.get(signal.id)
        apart = [e for e in signal.evidence if signal.raised and mention_status(e) not in RAISED]
        return SignalView(
            signal.id,
            signal.label,
            taxonomy().labels[signal.id].definition,
            words().statuses[signal.status].word,
            tuple(self.evidence(e) for e in signal.evidence if e not in apart),
            tuple(self.evidence(e) for e in apart),
            judgement.verdict if judgement is not None else None,
            (judgement.remark if judgement is not None else None) or "",
            signal.id in unsure,
        )

    def groups(self, signals: tuple[Signal, ...], unsure: Collection[str] = ()) -> tuple[Group, ...]:
        return tuple(
            Group(name, tuple(self.signal(signal, unsure) for signal in members))
            for name, members in by_domain(signals).items()
        )

    def found(self, summary: RiskFactorSummary) -> FoundView:
        findings = Findings.of(summary)
        return FoundView(
            self.groups(findings.raised, findings.unsure),
            self.groups(findings.not_raised),
            tuple(self.signal(signal, findings.unsure) for signal in findings.protective),
            tuple(
                QuestionView(question.question, tuple(self.quote(quote) for quote in question.quotes))
                for question in summary.triage_questions
            ),
            findings.notices,
            self._contacts.for_summary(summary),
        )

    def own(self, text: str, row: OwnSignal) -> OwnView:
        target, count = self._places[row.start, row.end]
        meant = tuple(
            word for name in QUALIFIERS if (word := words().qualifiers[name].get(getattr(row, name))) is not None
        )
        quote = QuoteView(printable(text[row.start : row.end]), target, count)
        return OwnView(row.id, taxonomy().labels[row.signal].label, quote, meant)


def shown_signals(summary: RiskFactorSummary) -> tuple[str, ...]:
    """The ids of everything a page with this summary shows, in its order."""
    findings = Findings.of(summary)
    return tuple(signal.id for signal in (*findings.raised, *findings.not_raised, *findings.protective))

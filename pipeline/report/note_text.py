"""One note for the terminal: its whole text with quoted words between « and », and below it what was found."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from rich.cells import cell_len

from pipeline.report.contacts import Contacts, load_contacts
from pipeline.report.marking import printable, segments
from pipeline.report.mentions import Findings, by_domain, check_quotes, marks
from pipeline.report.note_html import metadata_value
from pipeline.report.words import words
from pipeline.summary import Evidence, ProducedBy, RiskFactorSummary, Signal

NARROWEST = 20
TAB = 4


def wrapped(line: str, width: int, indent: str = "", following: str = "") -> Iterator[str]:
    """The line over as many lines as it needs at `width` columns, broken at spaces; longer words stay whole.

    Spaces within the line are kept, so that the words of a note stand as they were written.
    """
    current = indent
    empty = True
    for word in line.split(" "):
        if not empty and cell_len(current) + 1 + cell_len(word) > width:
            yield current.rstrip(" ")
            current, empty = following + word, False
        else:
            current, empty = (current + word if empty else f"{current} {word}"), False
    yield current.rstrip(" ")


def marked_text(text: str, summary: RiskFactorSummary) -> str:
    """The text with every marked segment between « and », its labels in square brackets behind it.

    Spaces and line ends at the edge of a segment stay outside, so that lines break where they would have.
    """
    found = marks(summary)
    parts = []
    for segment in segments(len(text), found):
        whole = text[segment.start : segment.end]
        core = whole.strip()
        if segment.marks and core:
            labels = "; ".join(label for number in segment.marks for label in found[number].labels)
            before, _, after = whole.partition(core)
            whole = f"{before}«{core}» [{labels}]{after}"
        parts.append(whole)
    return "".join(parts)


def _quoted(text: str) -> str:
    return f"“{' '.join(printable(text).split())}”"


class _Page:
    """Lines of at most `width` columns."""

    def __init__(self, width: int) -> None:
        self.width = max(width, NARROWEST)
        self.lines: list[str] = []

    def add(self, line: str, indent: str = "", following: str | None = None) -> None:
        self.lines.extend(wrapped(line, self.width, indent, indent if following is None else following))

    def item(self, line: str, depth: int = 1) -> None:
        self.add(f"- {line}", "  " * (depth - 1), "  " * depth)

    def heading(self, title: str) -> None:
        self.lines.append("")
        start = len(self.lines)
        self.add(title)
        self.lines.append("-" * min(self.width, max(cell_len(line) for line in self.lines[start:])))


def _evidence(page: _Page, evidence: Evidence) -> None:
    parts = [_quoted(evidence.text)]
    for word, cues in words().qualifications(evidence):
        parts.append(f"{word} ({', '.join(_quoted(cue) for cue in cues)})" if cues else word)
    page.item(f"{', '.join(parts)} ({words().found_by.prefix} {words().finders(evidence)})", 2)


def _signals(
    page: _Page,
    title: str,
    signals: tuple[Signal, ...],
    empty: str,
    unsure: Collection[str] = (),
    *,
    domains: bool = True,
) -> None:
    page.heading(title)
    if not signals:
        page.add(empty)
    groups = by_domain(signals) if domains else {"": list(signals)}
    for domain, group in groups.items():
        if domain:
            page.add(f"{printable(domain)}:")
        for signal in group:
            page.item(f"{printable(signal.label)} - {words().statuses[signal.status].word}")
            if signal.id in unsure:
                page.add(words().unsure, "  ")
            for evidence in signal.evidence:
                _evidence(page, evidence)


def _top(page: _Page, summary: RiskFactorSummary, notices: tuple[str, ...], contacts: Contacts) -> None:
    known = words()
    page.add(f"{known.purpose} {known.caveat}")
    page.heading(f"{known.sections.note} {printable(summary.note_id)}".rstrip())
    for key, value in summary.metadata.items():
        page.add(f"{printable(known.metadata.get(key, key))}: {printable(metadata_value(value))}")
    if notices:
        page.heading(known.sections.notices)
        for notice in notices:
            page.item(printable(notice))
    called_for = contacts.for_summary(summary)
    if called_for:
        page.heading(known.sections.contacts)
        for sentence in called_for.sentences:
            page.add(sentence)
        for contact in called_for.contacts:
            page.item(f"{contact.name}: {contact.numbers}{contact.explanation}")


def _produced_by(page: _Page, made_by: ProducedBy) -> None:
    model = words().only_lexicon if made_by.model == "geen" else made_by.model
    page.lines.append("")
    page.add(
        f"nietpluis {made_by.package}; lijst van signalen: versie {made_by.taxonomy}; taalmodel: {model}; "
        f"woordenlijst: {made_by.lexicon}"
    )


def render_note_text(
    text: str, summary: RiskFactorSummary, width: int = 80, *, contacts: Contacts | None = None
) -> str:
    """One note as plain text of at most `width` columns (words that are longer stay whole), without a last line end.

    Raises TextMismatchError where the summary does not quote this text.
    """
    check_quotes(summary.note_id, text, summary)
    section, empty = words().sections, words().empty
    findings = Findings.of(summary)
    page = _Page(width)
    _top(page, summary, findings.notices, contacts or load_contacts())
    page.heading(section.text)
    shown = marked_text(printable(text), summary)
    for line in shown.replace("\r\n", "\n").replace("\r", "\n").split("\n") if text else [empty.text]:
        page.add(line.expandtabs(TAB))
    nothing_raised = empty.raised_but_mentioned if summary.signals else empty.raised
    _signals(page, section.raised, findings.raised, nothing_raised, findings.unsure)
    _signals(page, section.protective, findings.protective, empty.protective, findings.unsure, domains=False)
    _signals(page, section.not_raised, findings.not_raised, empty.not_raised)
    page.heading(section.questions)
    for question in summary.triage_questions:
        page.item(printable(question.question))
        for quote in question.quotes:
            page.item(_quoted(quote.text), 2)
        if not question.quotes:
            page.add(empty.question, "  ")
    _produced_by(page, summary.produced_by)
    return "\n".join(page.lines)

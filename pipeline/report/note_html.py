"""One note as an HTML article: its whole text with marked words, and beside it what was found, every line a quote.

Built by joining strings, not by a template engine, because a report holds thousands of notes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cache
from html import escape
from typing import Any

from pipeline.report.contacts import Contacts, Notice
from pipeline.report.marking import marked_html, printable
from pipeline.report.mentions import Findings, by_domain, check_quotes, marks
from pipeline.report.words import words
from pipeline.summary import Evidence, Quote, RiskFactorSummary, Signal, TriageQuestion

METADATA_OPEN = 6
"""With more fields than this, the metadata of a note is folded away until a reader opens it."""

NOTHING_FOUND = "geen"
"""What stands in `data-s` of a note without any signal, so that a reader can filter for exactly those."""

_Link = Callable[[Quote], str]


def _text(value: str) -> str:
    return escape(printable(value), quote=False)


def metadata_value(value: Any) -> str:
    """A metadata value as text: words as they are, anything nested as JSON."""
    if value is None or value == "":
        return words().metadata_empty
    if isinstance(value, bool):
        return words().metadata_true if value else words().metadata_false
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)


def _metadata(metadata: Mapping[str, Any]) -> str:
    if not metadata:
        return ""
    names = words().metadata
    rows = "".join(
        f"<div><dt>{_text(names.get(str(key), str(key)))}</dt><dd>{_text(metadata_value(value))}</dd></div>"
        for key, value in metadata.items()
    )
    listed = f'<dl class="meta">{rows}</dl>\n'
    if len(metadata) <= METADATA_OPEN:
        return listed
    return f"<details><summary>{_text(words().metadata_title)}</summary>\n{listed}</details>\n"


def _notices(notices: tuple[str, ...]) -> str:
    if not notices:
        return ""
    lines = "".join(f"<li>{_text(notice)}</li>" for notice in notices)
    return f'<div class="box"><h3>{words().sections.notices}</h3>\n<ul>{lines}</ul></div>\n'


@cache
def _contacts(notice: Notice) -> str:
    sentences = "".join(f"<p>{_text(sentence)}</p>" for sentence in notice.sentences)
    lines = "".join(
        f"<li>{_text(contact.name)}: "
        + (f"<b>{_text(contact.numbers)}</b>" if contact.phone else "")
        + f"{_text(contact.explanation)}</li>"
        for contact in notice.contacts
    )
    return f'<div class="box"><h3>{words().sections.contacts}</h3>\n{sentences}\n<ul>{lines}</ul></div>\n'


def _evidence(evidence: Evidence, link: _Link) -> str:
    parts = [link(evidence)]
    for word, cues in words().qualifications(evidence):
        quoted = f" ({', '.join(f'<q>{_text(cue)}</q>' for cue in cues)})" if cues else ""
        parts.append(f'<span class="ql">{word}{quoted}</span>')
    parts.append(f'<small class="by">{words().found_by.prefix} {words().finders(evidence)}</small>')
    return f"<li>{' '.join(parts)}</li>"


def _signal(signal: Signal, link: _Link, unsure: bool) -> str:
    quotes = "".join(_evidence(evidence, link) for evidence in signal.evidence)
    status = words().statuses[signal.status].word
    doubt = f'<p class="un">{words().unsure}</p>' if unsure else ""
    return f'<li><p><b>{_text(signal.label)}</b> <span class="st">{status}</span></p>{doubt}<ul>{quotes}</ul></li>'


def _listed(signals: Iterable[Signal], link: _Link, unsure: Collection[str]) -> str:
    return f'<ul class="sg">{"".join(_signal(signal, link, signal.id in unsure) for signal in signals)}</ul>'


def _part(
    title: str,
    signals: tuple[Signal, ...],
    empty: str,
    link: _Link,
    unsure: Collection[str] = (),
    *,
    domains: bool = True,
) -> str:
    if not signals:
        body = f'<p class="no">{empty}</p>'
    elif domains:
        groups = by_domain(signals).items()
        body = "\n".join(f"<h4>{_text(domain)}</h4>\n{_listed(group, link, unsure)}" for domain, group in groups)
    else:
        body = _listed(signals, link, unsure)
    return f'<div class="part"><h3>{title}</h3>\n{body}</div>\n'


def _question(question: TriageQuestion, link: _Link) -> str:
    if question.in_text and question.quotes:
        answer = f"<ul>{''.join(f'<li>{link(quote)}</li>' for quote in question.quotes)}</ul>"
    else:
        answer = f'<p class="no">{words().empty.question}</p>'
    return f"<li><p><b>{_text(question.question)}</b></p>{answer}</li>"


def tokens(summary: RiskFactorSummary) -> str:
    """What the filter looks at: `id:status` of everything found, or the word for nothing at all."""
    found = [f"{signal.id}:{signal.status}" for signal in summary.signals + summary.protective_factors]
    return " ".join(found if summary.signals else [*found, NOTHING_FOUND])


def note_article(
    number: int, note_id: str, text: str, metadata: Mapping[str, Any], summary: RiskFactorSummary, contacts: Contacts
) -> str:
    """The note as an `<article>`; `number` (from 1) makes its ids unique on the page.

    Raises TextMismatchError where the summary does not quote this text.
    """
    check_quotes(note_id, text, summary)
    anchor = f"n{number}"
    shown, places = marked_html(printable(text), marks(summary), f"{anchor}m")

    def link(quote: Quote) -> str:
        target, length = places[quote.start, quote.end]
        more = f' data-n="{length}"' if length > 1 else ""
        return f'<a href="#{target}"{more}><q>{_text(quote.text)}</q></a>'

    section, empty = words().sections, words().empty
    findings = Findings.of(summary)
    notice = contacts.for_summary(summary)
    nothing_raised = empty.raised_but_mentioned if summary.signals else empty.raised
    questions = "".join(_question(question, link) for question in summary.triage_questions)
    return (
        f'<article class="note" id="{anchor}" aria-labelledby="{anchor}h" data-s="{escape(tokens(summary))}">\n'
        f'<h2 id="{anchor}h" tabindex="-1">{section.note} <bdi>{_text(note_id)}</bdi></h2>\n'
        f"{_metadata(metadata)}{_notices(findings.notices)}{_contacts(notice) if notice else ''}"
        f'<div class="cols">\n<div class="src"><h3>{section.text}</h3>\n'
        + (f'<div class="txt">{shown}</div></div>\n' if text else f'<p class="no">{empty.text}</p></div>\n')
        + '<div class="col">\n'
        + _part(section.raised, findings.raised, nothing_raised, link, findings.unsure)
        + _part(section.not_raised, findings.not_raised, empty.not_raised, link)
        + '</div>\n<div class="col">\n'
        + _part(section.protective, findings.protective, empty.protective, link, findings.unsure, domains=False)
        + f'<div class="part"><h3>{section.questions}</h3>\n<ul class="sg">{questions}</ul></div>\n'
        "</div>\n</div>\n</article>\n"
    )

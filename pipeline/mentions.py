"""Mentions in a spaCy doc: what the finders write, the context rules complete and the summary reads.

They live as plain JSON in `doc.user_data["mentions"]`, parallel to `doc.spans["signals"]`, so that a doc survives
`DocBin`, `to_bytes` and worker processes. `span._.presence` and its siblings, `span._.cues` and `span._.found_by` read
them.
"""

from __future__ import annotations

from typing import Any

from spacy.tokens import Doc, Span, SpanGroup

from pipeline.taxonomy import taxonomy

SPANS = "signals"
MENTIONS = "mentions"
Mention = dict[str, Any]
"""`label`; `start`, `end` (tokens of the doc); `own` (tokens that a pattern named); `found_by`; `entry` (id in the
lexicon, or empty); `probability` (of a model, or None); the four qualifiers; `cues` (`[start, end, qualifier]`, tokens)."""


_DEFAULTS = {qualifier: values[0] for qualifier, values in taxonomy().qualifiers.items()}


def new_mention(
    label: str,
    start: int,
    end: int,
    *,
    found_by: str,
    own: list[int] | None = None,
    entry: str = "",
    probability: float | None = None,
    sets: dict[str, str] | None = None,
) -> Mention:
    """A mention with every qualifier at its default, or at what `sets` says."""
    return {
        "label": label,
        "start": start,
        "end": end,
        "own": list(range(start, end)) if own is None else own,
        "found_by": [found_by],
        "entry": entry,
        "probability": probability,
        "sets": sets or {},
        "cues": [],
        **_DEFAULTS,
        **(sets or {}),
    }


def mentions_of(doc: Doc) -> list[Mention]:
    """The mentions of a doc, in order of place; empty where no component has looked."""
    found: list[Mention] = doc.user_data.get(MENTIONS, [])
    return found


def set_mentions(doc: Doc, mentions: list[Mention]) -> None:
    """Writes mentions and, parallel to them, `doc.spans["signals"]`."""
    mentions.sort(key=lambda m: (m["start"], m["end"], m["label"]))
    doc.user_data[MENTIONS] = mentions
    spans = [Span(doc, m["start"], m["end"], label=m["label"]) for m in mentions]
    doc.spans[SPANS] = SpanGroup(doc, name=SPANS, spans=spans)


def _of_span(span: Span) -> Mention:
    for mention in mentions_of(span.doc):
        if (mention["start"], mention["end"], mention["label"]) == (span.start, span.end, span.label_):
            return mention
    raise KeyError(f"no mention of {span.label_!r} at tokens {span.start} to {span.end}")


def _getter(name: str) -> Any:
    def get(span: Span) -> Any:
        return _of_span(span)[name]

    return get


for _name in (*taxonomy().qualifiers, "cues", "found_by", "probability"):
    if not Span.has_extension(_name):
        Span.set_extension(_name, getter=_getter(_name))

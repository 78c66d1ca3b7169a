"""The spaCy component that decides, after the context rules, what model and lexicon together raise: `nietpluis_joining`.

A label whose joint probability stays under its threshold is not raised: words that only the model pointed at are left out,
words that the lexicon found become a notice, so that a reader can see them still. Without a `Joining` nothing changes.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from models.joining import Joining
from pipeline.mentions import Mention, mentions_of, set_mentions
from pipeline.summarize import MODEL_NOTICES, status_of
from pipeline.summary import RAISED
from pipeline.taxonomy import taxonomy
from pipeline.wording import UNSURE, unsure_notice, wording

WHOLE_NOTE = 30
"""Words from which a text is a whole note. What the model vetoes was measured on whole notes; in a line or two it has too
little to go on to overrule words that name a signal."""

MODEL = "model"
"""Key in `doc.user_data`: `raised` (log odds by label), `parts`, `vetoed` (label, first and last character), `unsure` (label)."""

_CUE_DECIDES = frozenset({"presence", "temporality"})


@Language.factory(
    "nietpluis_joining", default_config={"lexicon": True, "lexicon_off": [], "own_entries": []}, requires=["doc.spans"]
)
def create_joining(nlp: Language, name: str, lexicon: bool, lexicon_off: list[str], own_entries: list[str]) -> Join:
    """`lexicon`: whether the lexicon looked at all; `lexicon_off`: labels that it did not look for; `own_entries`: ids of
    entries that a user added, which nothing vetoes."""
    labels = set(taxonomy().labels) - set(lexicon_off) if lexicon else set()
    return Join(nlp, labels, own_entries)


class Join:
    """Keeps, leaves out and vetoes mentions; gives those it keeps the probability of their label in the note."""

    def __init__(self, nlp: Language, lexicon_labels: Iterable[str], own_entries: Iterable[str] = ()) -> None:
        self._nlp = nlp
        self._own_entries = frozenset(own_entries)
        self._lexicon_labels = frozenset(lexicon_labels)

    @property
    def joining(self) -> Joining | None:
        """How the model of the pipeline joins with the lexicon; None without a model, or for one that does not say."""
        scorer = next(
            (getattr(part, "scorer", None) for _, part in self._nlp.pipeline if hasattr(part, "scorer")), None
        )
        found: Joining | None = getattr(scorer, "joining", None)
        return found

    def predict(self, doc: Doc) -> tuple[list[Mention], list[Mention]]:
        """The mentions to keep and the lexicon mentions to veto; the doc is not changed."""
        joining = self.joining
        told = doc.user_data.get(MODEL)
        mentions = [_overruled(mention) for mention in mentions_of(doc)]
        if joining is None or told is None:
            return mentions, []
        whole = len(doc.text.split()) >= WHOLE_NOTE
        by_label: dict[str, list[Mention]] = {}
        for mention in mentions:
            by_label.setdefault(mention["label"], []).append(mention)
        kept: list[Mention] = []
        vetoed: list[Mention] = []
        for label, group in by_label.items():
            if label in told["raised"] and label in joining.rules:
                stay, go = self._decide(joining, label, group, told["raised"][label], whole)
                kept += stay
                vetoed += go
            else:
                kept += group
        return kept, vetoed

    def _decide(
        self, joining: Joining, label: str, mentions: list[Mention], log_odds: float, whole: bool
    ) -> tuple[list[Mention], list[Mention]]:
        looked = label in self._lexicon_labels
        raised = [m for m in mentions if status_of(m) in RAISED]
        hits = sum("lexicon" in m["found_by"] for m in raised)
        probability = joining.probability(label, log_odds, hits, lexicon=looked)
        rule = joining.rules[label]
        sure = [m for m in mentions if "lexicon" in m["found_by"] or m.get("score", 0.0) >= rule.span]
        likely = probability >= joining.threshold(label, lexicon=looked)
        own = any(m.get("entry") in self._own_entries for m in raised)
        if hits and not likely and (own or not whole):
            return sure, []
        vetoed: list[Mention] = []
        if raised and (likely or (hits and not rule.veto)):
            if not any(m in sure for m in raised):
                sure.append(max(raised, key=lambda m: float(m.get("score", 0.0))))
        else:
            vetoed = [m for m in raised if "lexicon" in m["found_by"]]
            sure = [m for m in sure if m not in raised]
        return [{**m, "probability": probability} for m in sure], vetoed

    def __call__(self, doc: Doc) -> Doc:
        kept, vetoed = self.predict(doc)
        if MODEL in doc.user_data:
            set_mentions(doc, kept)
            doc.user_data[MODEL]["vetoed"] = [_place(doc, mention) for mention in vetoed]
            doc.user_data[MODEL]["unsure"] = _unsure(kept)
            doc.user_data[MODEL_NOTICES] = notices_of(doc)
        return doc

    def to_disk(self, path: str | Path, **kwargs: Any) -> None:
        """Nothing to write: the rules belong to the model."""

    def from_disk(self, path: str | Path, **kwargs: Any) -> Join:
        return self

    def to_bytes(self, **kwargs: Any) -> bytes:
        return b""

    def from_bytes(self, data: bytes, **kwargs: Any) -> Join:
        return self


def _overruled(mention: Mention) -> Mention:
    """A mention with the qualifiers in which the model has the last word; cues of another value go.

    On words of the lexicon a cue of denial, doubt or time has the last word: a reader can see it ("er zijn geen schulden meer").
    """
    kept = {cue[2] for cue in mention["cues"]} & _CUE_DECIDES if "lexicon" in mention["found_by"] else set()
    new = {
        name: value
        for name, value in mention.get("overrules", {}).items()
        if mention[name] != value and name not in kept
    }
    if not new:
        return mention
    return {**mention, **new, "cues": [cue for cue in mention["cues"] if cue[2] not in new]}


def _unsure(mentions: Iterable[Mention]) -> list[str]:
    """The labels that are raised with a joint probability under `UNSURE`."""
    raised = {m["label"] for m in mentions if status_of(m) in RAISED and (m.get("probability") or 1.0) < UNSURE}
    return [label for label in taxonomy().labels if label in raised]


def notices_of(doc: Doc) -> list[str]:
    """What a reader must know of what the model did: a text read in parts, signals that are uncertain, words of the lexicon
    that it does not raise."""
    told = doc.user_data.get(MODEL, {})
    text = wording()
    known = taxonomy().labels
    notices = [text["read_in_parts"]] if told.get("parts", 1) > 1 else []
    if told.get("unsure"):
        notices.append(unsure_notice(known[label].label for label in told["unsure"]))
    return notices + [
        text["vetoed"].format(words=doc.text[start:end], label=known[label].label)
        for label, start, end in told.get("vetoed", ())
    ]


def _place(doc: Doc, mention: Mention) -> list[Any]:
    last = doc[mention["end"] - 1]
    return [mention["label"], doc[mention["start"]].idx, last.idx + len(last)]

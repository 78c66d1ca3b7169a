"""The spaCy component that runs a model over a note and joins what it finds with the lexicon: `nietpluis_classifier`.

A mention that both find is one mention with both in `found_by`. Without a model the component is not in the pipeline. What
is raised in the end is decided after the context rules, by `pipeline.joining`, where the model says how.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from models.scorer import Scored, ScoredSpan, Scorer, load_scorer
from pipeline.joining import MODEL
from pipeline.language.tokens import view
from pipeline.mentions import Mention, mentions_of, new_mention, set_mentions
from pipeline.taxonomy import NOT_RAISED


@Language.factory("nietpluis_classifier", default_config={"model": "", "labels_off": []}, assigns=["doc.spans"])
def create_classifier(nlp: Language, name: str, model: str, labels_off: list[str]) -> Classifier:
    """`model`: folder of a scorer; `labels_off`: labels that the model does not tag."""
    return Classifier(load_scorer(model), model, labels_off)


class Classifier:
    """Adds the spans of a scorer to the mentions of a doc."""

    def __init__(self, scorer: Scorer, folder: str, labels_off: Iterable[str] = ()) -> None:
        self.scorer = scorer
        self._folder = folder
        self._labels_off = frozenset(labels_off)

    @property
    def version(self) -> str:
        return self.scorer.version

    def predict(self, docs: list[Doc]) -> list[Scored]:
        """What the model says of a batch of docs, without the labels that are off; no doc is changed."""
        return [self._without_off(scored) for scored in self.scorer.score([doc.text for doc in docs])]

    def _without_off(self, scored: Scored) -> Scored:
        if not self._labels_off:
            return scored
        return Scored(
            tuple(span for span in scored.spans if span.label not in self._labels_off),
            {label: odds for label, odds in scored.raised.items() if label not in self._labels_off},
            scored.parts,
        )

    def set_annotations(self, doc: Doc, scored: Scored) -> None:
        """Joins what a model says with the mentions that a doc has."""
        mentions = mentions_of(doc)
        tokens = view(doc)
        for span in scored.spans:
            low, high = bisect_right(tokens.ends, span.start), bisect_left(tokens.starts, span.end)
            if low >= high:
                continue
            start, end = tokens.at[low], tokens.at[high - 1] + 1
            twins = [m for m in mentions if _overlap(m, span.label, start, end)]
            if not twins:
                sets, p = span.qualifiers, span.probability
                mention = new_mention(span.label, start, end, found_by="model", probability=p, sets=sets)
                mentions.append({**mention, "score": p, "overrules": span.overrules})
            for twin in twins:
                self._add_to(twin, span)
        doc.user_data[MODEL] = {"raised": dict(scored.raised), "parts": scored.parts}
        set_mentions(doc, mentions)

    def _add_to(self, twin: Mention, span: ScoredSpan) -> None:
        """The model's word on a mention that is there already; where it doubts, the lexicon found it alone."""
        joining = self.scorer.joining
        rule = joining.rules.get(span.label) if joining else None
        if "model" not in twin["found_by"] and (rule is None or span.probability >= rule.span):
            twin["found_by"] = [*twin["found_by"], "model"]
        twin["probability"] = max(span.probability, twin["probability"] or 0.0)
        twin["score"] = max(span.probability, twin.get("score", 0.0))
        if "lexicon" in twin["found_by"]:
            twin["overrules"] = {**_still_raised(span.overrules), **twin.get("overrules", {})}
            twin["sets"] = {**_still_raised(span.qualifiers), **twin["sets"]}
            twin.update(twin["sets"])

    def __call__(self, doc: Doc) -> Doc:
        self.set_annotations(doc, self.predict([doc])[0])
        return doc

    def to_disk(self, path: str | Path, **kwargs: Any) -> None:
        """A saved pipeline names the folder of its model in its configuration; the model itself is not copied."""

    def from_disk(self, path: str | Path, **kwargs: Any) -> Classifier:
        return self

    def to_bytes(self, **kwargs: Any) -> bytes:
        return b""

    def from_bytes(self, data: bytes, **kwargs: Any) -> Classifier:
        return self


def _still_raised(values: Mapping[str, str]) -> dict[str, str]:
    """The values that leave a mention raised. What the lexicon names is denied, past or somebody else's only by words that can be
    pointed at: in a line or two the network takes "hij is agressief" for a denial and "sinds 2016 schulden" for the past, since
    writers of examples name a signal outright mostly to qualify it so."""
    return {name: value for name, value in values.items() if value not in NOT_RAISED.get(name, ())}


def _overlap(mention: Mention, label: str, start: int, end: int) -> bool:
    return bool(mention["label"] == label and mention["start"] < end and start < mention["end"])

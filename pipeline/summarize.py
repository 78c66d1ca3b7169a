"""From the mentions of a doc to its `RiskFactorSummary`: only quotes, in the order of the taxonomy."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.language.data import read_yaml
from pipeline.language.tokens import Surface, surface_of
from pipeline.mentions import Mention, mentions_of
from pipeline.notices import notices_for_doc
from pipeline.questions.component import QUOTES
from pipeline.summary import RiskFactorSummary, Status, status
from pipeline.taxonomy import Label, taxonomy
from pipeline.versions import package_version
from pipeline.wording import wording

STATUS_ORDER: tuple[Status, ...] = ("actief", "onzeker", "verwacht", "ontkend", "verleden", "ander")
_PRODUCED_BY = "produced_by"
_NOTICES = "notices"
_CLASSIFIER = "nietpluis_classifier"
MODEL_NOTICES = "model_notices"
"""Key in `doc.user_data`: what a reader must know of what the model did."""


@Language.factory("nietpluis_summary", requires=["doc.spans"])
def create_summary(nlp: Language, name: str) -> Summarizer:
    """Records what made the mentions and what a reader must know, so that `doc._.summary` can be read."""
    return Summarizer(nlp)


class Summarizer:
    """Writes versions and notices into `doc.user_data`; `doc._.summary` is built from them when it is asked for."""

    def __init__(self, nlp: Language) -> None:
        self._nlp = nlp

    def __call__(self, doc: Doc) -> Doc:
        parts = dict(self._nlp.pipeline)
        doc.user_data[_PRODUCED_BY] = self._produced_by(parts)
        doc.user_data[_NOTICES] = [*notices_for_doc(doc), *doc.user_data.get(MODEL_NOTICES, ())]
        if _CLASSIFIER not in parts:
            doc.user_data[_NOTICES].append(wording()["lexicon_only"])
        return doc

    def _produced_by(self, parts: dict[str, Any]) -> dict[str, Any]:
        return {
            "package": package_version(),
            "taxonomy": taxonomy().version,
            "model": getattr(parts.get(_CLASSIFIER), "version", None) or "geen",
            "lexicon": getattr(parts.get("nietpluis_lexicon"), "version", None) or "geen",
        }

    def to_bytes(self, **kwargs: Any) -> bytes:
        return b""

    def from_bytes(self, data: bytes, **kwargs: Any) -> Summarizer:
        return self

    def to_disk(self, path: str | Path, **kwargs: Any) -> None:
        """Nothing to write: versions are asked from the other components."""

    def from_disk(self, path: str | Path, **kwargs: Any) -> Summarizer:
        return self


def status_of(mention: Mention) -> Status:
    """What one mention says: raised and how, or why it is not raised."""
    return status(mention["presence"], mention["temporality"], mention["experiencer"])


@cache
def shares_right() -> dict[str, dict[str, float]]:
    """Per label, the share of lexicon mentions that annotators marked raised: `raised`, `not_raised`.

    Measured on marked text; `pipeline/lexicon/shares.yaml` says on which.
    """
    shares: dict[str, dict[str, float]] = read_yaml(Path(__file__).parent / "lexicon" / "shares.yaml")["shares"]
    return shares


def _probability(label: str, status: Status, mentions: Sequence[Mention]) -> float:
    scored = [m["probability"] for m in mentions if m["probability"] is not None and status_of(m) == status]
    if scored:
        return float(max(scored))
    shares = shares_right().get(label, shares_right()["all"])
    return shares["raised" if status in ("actief", "onzeker", "verwacht") else "not_raised"]


def _quote(surface: Surface, start: int, end: int) -> dict[str, Any]:
    low, high = surface.borders(start, end)
    return {"start": low, "end": high, "text": surface.text[low:high]}


def _evidence(surface: Surface, mention: Mention) -> dict[str, Any]:
    return {
        **_quote(surface, mention["start"], mention["end"]),
        "found_by": tuple(sorted(mention["found_by"])),
        "presence": mention["presence"],
        "temporality": mention["temporality"],
        "experiencer": mention["experiencer"],
        "attribution": mention["attribution"],
        "cues": [{**_quote(surface, low, high), "sets": qualifier} for low, high, qualifier in mention["cues"]],
    }


def _signal(surface: Surface, label: Label, mentions: Sequence[Mention]) -> dict[str, Any]:
    status = min([status_of(m) for m in mentions], key=STATUS_ORDER.index)
    return {
        "id": label.id,
        "label": label.label,
        "domain": label.domain,
        "status": status,
        "probability": _probability(label.id, status, mentions),
        "evidence": [_evidence(surface, m) for m in mentions],
    }


def summarize(
    doc: Doc, *, note_id: str = "", metadata: dict[str, Any] | None = None, notices: Sequence[str] = ()
) -> RiskFactorSummary:
    """The summary of a doc that went through the pipeline. Raises `ValueError` for one that did not.

    `metadata` is copied into the summary and read by nothing; `notices` come before those of the pipeline.
    """
    data = doc.user_data
    if _PRODUCED_BY not in data:
        raise ValueError("this doc has no summary: the pipeline that made it lacks 'nietpluis_summary'")
    by_label: dict[str, list[Mention]] = {}
    for mention in mentions_of(doc):
        by_label.setdefault(mention["label"], []).append(mention)
    known = taxonomy()
    surface = surface_of(doc)
    raised: dict[bool, list[dict[str, Any]]] = {False: [], True: []}
    for label in known.labels.values():
        if label.id in by_label:
            raised[label.protective].append(_signal(surface, label, by_label[label.id]))
    quotes: dict[str, list[dict[str, Any]]] = {}
    for question, start, end in data.get(QUOTES, ()):
        quotes.setdefault(question, []).append({"start": start, "end": end, "text": surface.text[start:end]})
    return RiskFactorSummary.model_validate(
        {
            "note_id": note_id,
            "metadata": metadata or {},
            "signals": raised[False],
            "protective_factors": raised[True],
            "triage_questions": [
                {"id": q.id, "question": q.question, "in_text": q.id in quotes, "quotes": quotes.get(q.id, ())}
                for q in known.questions
            ],
            "notices": tuple(dict.fromkeys((*notices, *data.get(_NOTICES, ())))),
            "produced_by": data[_PRODUCED_BY],
        }
    )


if not Doc.has_extension("summary"):
    Doc.set_extension("summary", getter=summarize)

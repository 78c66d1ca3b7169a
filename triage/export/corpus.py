"""What people saw in notes, as a corpus in the form of the contract: pseudonymised texts only, a line for each reader.

A note whose names were not replaced before it was stored is left out and counted. Ids of notes and readers are hashes that
need this installation's secret.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import func, select, union
from sqlalchemy.orm import Session

from pipeline.taxonomy import taxonomy
from triage.keys import keyed_hash
from triage.settings import Settings
from triage.store.choices import Verdict
from triage.store.tables import FirstReading, Judgement, Note, OwnSignal, Reveal, Screening

AGE_GROUPS = ("jongere", "volwassene", "oudere")
ANSWERS = ("ja", "nee", "niet_vermeld")
QUALIFIERS = ("presence", "temporality", "experiencer", "attribution")
BATCH = 200
HASH_DIGITS = 16
OTHER_SOURCE = "overig"
"""Stands for a source that is not in the settings: what a case system sends there could name somebody."""
Provenance = Literal["eigen", "toegevoegd_na_suggesties", "suggestie_klopt"]
Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Extent:
    """`lines`: what goes into an export. `not_pseudonymised`: read notes that are left out because names stand in them."""

    lines: int
    notes: int
    not_pseudonymised: int


def extent(session: Session) -> Extent:
    """How much an export would hold now."""
    read = _readers().subquery()
    allowed = (Note.id == read.c.note_id) & Note.deleted_at.is_(None)
    lines, notes = session.execute(
        select(func.count(), func.count(func.distinct(read.c.note_id))).join(Note, allowed).where(Note.pseudonymised)
    ).one()
    left = session.scalars(
        select(func.count(func.distinct(read.c.note_id))).join(Note, allowed).where(~Note.pseudonymised)
    ).one()
    return Extent(lines, notes, left)


def _readers() -> Any:
    """Every pair of note and person who said anything of it."""
    return union(*(select(table.note_id, table.person_id) for table in (FirstReading, Judgement, OwnSignal)))


def lines(session: Session, settings: Settings) -> Iterator[dict[str, Any]]:
    """The corpus, in order of arrival. Reads in batches, so that the whole never stands in memory."""
    read = _readers().subquery()
    keys: list[Key] = list(
        session.execute(
            select(read.c.note_id, read.c.person_id)
            .join(Note, Note.id == read.c.note_id)
            .where(Note.pseudonymised, Note.deleted_at.is_(None))
            .order_by(Note.arrived_at, Note.id, read.c.person_id)
        ).all()
    )
    for place in range(0, len(keys), BATCH):
        yield from _batch(session, settings, keys[place : place + BATCH])
        session.expunge_all()


def _batch(session: Session, settings: Settings, keys: Sequence[Key]) -> Iterator[dict[str, Any]]:
    ids = sorted({note_id for note_id, _ in keys})
    notes = {note.id: note for note in session.scalars(select(Note).where(Note.id.in_(ids)))}
    first: dict[Key, FirstReading] = {}
    for reading in session.scalars(select(FirstReading).where(FirstReading.note_id.in_(ids)).order_by(FirstReading.id)):
        first[(reading.note_id, reading.person_id)] = reading
    shown: dict[Key, Reveal] = {}
    for reveal in session.scalars(select(Reveal).where(Reveal.note_id.in_(ids)).order_by(Reveal.id.desc())):
        shown[(reveal.note_id, reveal.person_id)] = reveal
    judged: defaultdict[Key, dict[str, Judgement]] = defaultdict(dict)
    judgements = select(Judgement).where(Judgement.note_id.in_(ids), Judgement.suggested).order_by(Judgement.id)
    for judgement in session.scalars(judgements):
        judged[(judgement.note_id, judgement.person_id)][judgement.signal] = judgement
    own: defaultdict[Key, list[OwnSignal]] = defaultdict(list)
    for signal in session.scalars(select(OwnSignal).where(OwnSignal.note_id.in_(ids), OwnSignal.removed_at.is_(None))):
        own[(signal.note_id, signal.person_id)].append(signal)
    screened = {
        screening.note_id: screening
        for screening in session.scalars(
            select(Screening).where(Screening.note_id.in_(ids), Screening.error.is_(None)).order_by(Screening.id)
        )
    }
    for key in keys:
        work = _Work(notes[key[0]], key[1], first.get(key), shown.get(key), judged[key], own[key], screened.get(key[0]))
        yield _line(settings, work)


@dataclass(frozen=True, slots=True)
class _Work:
    note: Note
    person_id: int
    first: FirstReading | None
    shown: Reveal | None
    judged: dict[str, Judgement]
    own: list[OwnSignal]
    screened: Screening | None


def _line(settings: Settings, work: _Work) -> dict[str, Any]:
    note = work.note
    mentions = _mentions(work)
    reader = f"lezer-{keyed_hash(settings, 'onderzoek lezer', str(work.person_id))[:HASH_DIGITS]}"
    extra = {name: note.extra[name] for name in settings.export_columns if name in note.extra and name != "age_group"}
    age_group = note.extra.get("age_group") if "age_group" in settings.export_columns else None
    questions = {question.id for question in taxonomy().questions}
    asked = work.first.questions if work.first is not None else {}
    return {
        "id": f"{keyed_hash(settings, 'onderzoek melding', note.id)[:HASH_DIGITS]}-{reader}",
        "text": note.text,
        "source": note.source if note.source in settings.sources else OTHER_SOURCE,
        "age_group": age_group if age_group in AGE_GROUPS else None,
        "mentions": [mention for mention, _ in mentions],
        "annotator": reader,
        "triage": {name: answer for name, answer in asked.items() if name in questions and answer in ANSWERS},
        "metadata": {
            **extra,
            "month": f"{note.arrived_at:%Y-%m}",
            "held_out": note.held_out,
            "random_share": note.random_share,
            "mode": work.shown.mode.value if work.shown is not None else None,
            "first_reading": list(work.first.signals) if work.first is not None else None,
            "provenance": [provenance for _, provenance in mentions],
            "verdicts": {signal: judgement.verdict.value for signal, judgement in work.judged.items()},
            "produced_by": dict(work.screened.produced_by) if work.screened is not None else None,
        },
    }


def _mentions(work: _Work) -> list[tuple[dict[str, Any], Provenance]]:
    """Own signals and followed suggestions, in order of place, each with where it came from; none twice."""
    text, labels = work.note.text, taxonomy().labels
    found: dict[tuple[str, int, int], tuple[dict[str, Any], Provenance]] = {}
    for own in work.own:
        after = work.shown is not None and own.at > work.shown.at
        mention = _mention(text, own.signal, own.start, own.end, {name: getattr(own, name) for name in QUALIFIERS})
        if mention is not None and own.signal in labels:
            found[(own.signal, own.start, own.end)] = (mention, "toegevoegd_na_suggesties" if after else "eigen")
    summary = work.screened.summary if work.screened is not None else None
    for signal in (*(summary or {}).get("signals", ()), *(summary or {}).get("protective_factors", ())):
        judgement = work.judged.get(signal["id"])
        if judgement is None or judgement.verdict is not Verdict.KLOPT:
            continue
        for piece in signal["evidence"]:
            key = (signal["id"], piece["start"], piece["end"])
            mention = _mention(text, *key, {name: piece[name] for name in QUALIFIERS})
            if mention is not None and key not in found:
                found[key] = (mention, "suggestie_klopt")
    return sorted(found.values(), key=lambda pair: (pair[0]["start"], pair[0]["end"], pair[0]["label"]))


def _mention(text: str, label: str, start: int, end: int, qualifiers: dict[str, str]) -> dict[str, Any] | None:
    """A mention, or None for a place that the text does not have (it was replaced since)."""
    if not 0 <= start < end <= len(text):
        return None
    return {"label": label, "start": start, "end": end, "text": text[start:end], **qualifiers}

"""Which notes a list shows, and in what order: by arrival, or at random within the day. Never in an order of a model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from triage.queue.access import readable
from triage.store.choices import NoteStatus, Verdict
from triage.store.tables import Consult, FirstReading, Judgement, Note, OwnSignal, Person, Reveal, ScreenedSignal

PAGE = 25
Order = Literal["aankomst", "willekeurig"]
View = Literal["open", "mijn", "gevraagd", "later", "overleg", "afgerond", "alles"]

_OPEN = (NoteStatus.WACHT, NoteStatus.MISLUKT, NoteStatus.BEZIG, NoteStatus.GELEZEN)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a person asked the list for; `words` are looked for in text and reference and are never logged."""

    view: View = "open"
    since: date | None = None
    until: date | None = None
    source: str | None = None
    status: NoteStatus | None = None
    signal: str | None = None
    words: str | None = None

    @property
    def narrowed(self) -> bool:
        """Whether more than a view was chosen."""
        return any((self.since, self.until, self.source, self.status, self.signal, self.words))

    def logged(self) -> dict[str, str]:
        """The filters as log and address name them: everything but the words, of which only that there were any."""
        found = {
            "lijst": self.view,
            "vanaf": self.since.isoformat() if self.since else "",
            "tot": self.until.isoformat() if self.until else "",
            "bron": self.source or "",
            "stand": self.status.value if self.status else "",
            "signaal": self.signal or "",
            "woorden": "ja" if self.words else "",
        }
        return {name: value for name, value in found.items() if value}


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a list, and how many notes the whole list has."""

    notes: Sequence[Note]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def find(session: Session, person: Person, filters: Filters, *, order: Order, zone: ZoneInfo, page: int = 1) -> Found:
    """One page of the notes that this person may read and asked for; the oldest first, finished ones the newest first."""
    condition = and_(readable(person), *_conditions(person, filters, zone))
    total = session.scalar(select(func.count()).select_from(Note).where(condition)) or 0
    page = min(max(1, page), max(1, -(-total // PAGE)))
    query = _ordered(select(Note).where(condition), filters.view, order).limit(PAGE).offset((page - 1) * PAGE)
    return Found(session.scalars(query).all(), total, page)


def counts(session: Session, person: Person) -> dict[View, int | None]:
    """How many notes each view holds; None for the finished ones, which only grow and are not counted for every page."""
    views: tuple[View, ...] = ("open", "mijn", "gevraagd", "later", "overleg")
    columns = [func.coalesce(func.sum(case((_view(person, view), 1), else_=0)), 0) for view in views]
    unfinished = and_(Note.status != NoteStatus.AFGEROND, readable(person))
    row = session.execute(select(*columns).select_from(Note).where(unfinished)).one()
    return {**{view: int(count) for view, count in zip(views, row, strict=True)}, "afgerond": None}


def sources(session: Session, person: Person) -> list[str]:
    """The sources of the notes that this person may read."""
    return list(session.scalars(select(Note.source).where(readable(person)).distinct().order_by(Note.source)))


def _ordered(query: Select[Note], view: View, order: Order) -> Select[Note]:
    if view in ("afgerond", "alles"):
        return query.order_by(Note.arrived_at.desc(), Note.id)
    if order == "willekeurig":
        # Ids are drawn at random, so that their order within a day says nothing about the notes.
        return query.order_by(func.date(Note.arrived_at), Note.id)
    return query.order_by(Note.arrived_at, Note.id)


def _view(person: Person, view: View) -> ColumnElement[bool]:
    waiting = exists().where(Consult.note_id == Note.id, Consult.to_person == person.id, Consult.done_at.is_(None))
    conditions: dict[View, ColumnElement[bool]] = {
        "open": Note.status.in_(_OPEN),
        "mijn": and_(Note.assigned_to == person.id, Note.status != NoteStatus.AFGEROND),
        "gevraagd": and_(waiting.where(Consult.from_person != person.id), Note.status != NoteStatus.AFGEROND),
        "later": Note.status == NoteStatus.LATER,
        "overleg": Note.status == NoteStatus.OVERLEG,
        "afgerond": Note.status == NoteStatus.AFGEROND,
        "alles": Note.id.is_not(None),
    }
    return conditions[view]


def _conditions(person: Person, filters: Filters, zone: ZoneInfo) -> list[ColumnElement[bool]]:
    found = [_view(person, filters.view)]
    if filters.since is not None:
        found.append(Note.arrived_at >= datetime.combine(filters.since, time(), zone))
    if filters.until is not None:
        found.append(Note.arrived_at < datetime.combine(filters.until + timedelta(days=1), time(), zone))
    if filters.source is not None:
        found.append(Note.source == filters.source)
    if filters.status is not None:
        found.append(Note.status == filters.status)
    if filters.signal is not None:
        found.append(_has_signal(person, filters.signal))
    if filters.words is not None:
        words = filters.words.strip()
        found.append(
            or_(Note.text.icontains(words, autoescape=True), Note.external_id.icontains(words, autoescape=True))
        )
    return found


def _has_signal(person: Person, signal: str) -> ColumnElement[bool]:
    """Notes with this signal, among those that this person has read or that are finished.

    A list of unread notes by signal would tell the reader what is in them before he reads.
    """
    read = or_(
        exists().where(FirstReading.note_id == Note.id, FirstReading.person_id == person.id),
        exists().where(Reveal.note_id == Note.id, Reveal.person_id == person.id),
        Note.status == NoteStatus.AFGEROND,
    )
    confirmed = (Verdict.KLOPT, Verdict.ANDERS)
    screened = and_(
        exists().where(ScreenedSignal.note_id == Note.id, ScreenedSignal.signal == signal),
        exists().where(Reveal.note_id == Note.id, Reveal.person_id == person.id),
    )
    by_people = or_(
        exists().where(Judgement.note_id == Note.id, Judgement.signal == signal, Judgement.verdict.in_(confirmed)),
        exists().where(OwnSignal.note_id == Note.id, OwnSignal.signal == signal, OwnSignal.removed_at.is_(None)),
    )
    return and_(read, or_(screened, by_people))

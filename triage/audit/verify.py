"""Checking the log: is every line as it was written, and is none missing?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from triage.audit.chain import START, hash_of
from triage.store.tables import AuditEvent, AuditPurge

BATCH = 1000


class FaultKind(StrEnum):
    """What can be wrong with a line."""

    CHANGED = "veranderd"
    MISSING = "ontbreekt"
    UNCHAINED = "sluit niet aan"
    HEAD = "hierna ontbreekt het opgeschreven controlegetal"


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, at the line with number `seq`."""

    seq: int
    kind: FaultKind


@dataclass(frozen=True)
class Verified:
    """The result of a check. `head` is the hash of the last line: note it elsewhere, to find out later if the end is cut off."""

    events: int
    first: int | None
    last: int | None
    head: str
    faults: tuple[Fault, ...]

    @property
    def whole(self) -> bool:
        return not self.faults


def verify(session: Session, noted: str | None = None) -> Verified:
    """Reads the whole log and recomputes every hash.

    `noted` is a head that was noted at an earlier check: it must still be a line of the log or a purged one.
    The chain alone cannot show that its newest lines were cut off, or that all of it was made anew; a noted head can.
    """
    # The lines are asked for before the marks of purges: a purge in between then only adds a mark.
    lines = session.scalars(select(AuditEvent).order_by(AuditEvent.seq).execution_options(yield_per=BATCH))
    purges = session.scalars(select(AuditPurge).order_by(AuditPurge.id)).all()
    starts = {1: START, **{purge.before_seq: purge.last_hash for purge in purges}}
    expected = max(starts)
    previous = starts[expected]
    seen_noted = noted is None or noted in starts.values()
    first: int | None = None
    events = 0
    faults: list[Fault] = []
    for line in lines:
        if first is None:
            first = line.seq
            expected = first if first in starts else expected
            previous = starts[expected]
        events += 1
        if line.seq != expected:
            faults.append(Fault(expected, FaultKind.MISSING))
        elif line.previous_hash != previous:
            faults.append(Fault(line.seq, FaultKind.UNCHAINED))
        if line.hash != hash_of(line):
            faults.append(Fault(line.seq, FaultKind.CHANGED))
        seen_noted = seen_noted or line.hash == noted
        expected, previous = line.seq + 1, line.hash
        session.expunge(line)
    if not seen_noted:
        faults.append(Fault(expected, FaultKind.HEAD))
    return Verified(events, first, expected - 1 if events else None, previous, tuple(faults))

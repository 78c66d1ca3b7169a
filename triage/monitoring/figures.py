"""The figures of a month, out of its facts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median

from pipeline.taxonomy import taxonomy
from triage.monitoring.facts import Facts, Reading
from triage.monitoring.shares import Estimate, Share, difference, recall_of_notes
from triage.store.choices import Verdict


@dataclass(frozen=True, slots=True)
class SignalRow:
    """What people said of the suggestions of one signal."""

    signal: str
    label: str
    judged: int
    followed: int
    rejected: int
    changed: int
    unsure: int

    @property
    def overridden(self) -> Share:
        """Judged suggestions that the person rejected or changed."""
        return Share(self.rejected + self.changed, self.judged)


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team: how much of what it judged it followed, and how often its view changed."""

    team: str
    readings: int
    follow: Share
    change: Share


@dataclass(frozen=True, slots=True)
class RecallRow:
    """A signal in notes read without suggestions: `found` of those that a reader saw, `right` of those that were raised."""

    signal: str
    label: str
    found: Share
    right: Share


@dataclass(frozen=True, slots=True)
class Blind:
    """Notes read without suggestions beside notes read with them."""

    readings: int
    found: Share
    right: Share
    rows: tuple[RecallRow, ...]
    named_blind: Share
    named_shown: Share

    @property
    def effect(self) -> Estimate:
        """Share of notes in which the reader sees a signal: with suggestions, minus without."""
        return difference(self.named_shown, self.named_blind)


@dataclass(frozen=True, slots=True)
class Month:
    """All figures of a month; `follow` to `sample_missed` are shares with intervals."""

    facts: Facts
    readings: int
    revealed: int
    follow: Share
    untouched: Share
    change: Share
    added: Share
    dropped: Share
    signals: tuple[SignalRow, ...]
    teams: tuple[TeamRow, ...]
    blind: Blind
    sample_missed: Share
    raised_right: Share
    recall: Estimate
    median_seconds: float | None


def figures(facts: Facts) -> Month:
    """Reckons the figures of a month."""
    done = [reading for reading in facts.readings if reading.judged]
    shown = [reading for reading in done if reading.revealed is not None]
    sampled = [reading for reading in done if reading.sampled]
    raised = [reading for reading in shown if reading.suggested and reading.verdicts]
    sample_missed = _share(sampled, lambda reading: bool(reading.after))
    raised_right = _share(raised, lambda reading: bool(reading.after & reading.suggested))
    seconds = [reading.seconds for reading in done if reading.seconds is not None]
    changes = [reading for reading in shown if reading.before is not None]
    return Month(
        facts=facts,
        readings=len(done),
        revealed=len(shown),
        follow=_follow(done),
        untouched=_untouched(shown),
        change=_share(changes, lambda reading: reading.before != reading.after),
        added=_share(changes, lambda reading: bool(reading.after - (reading.before or frozenset()))),
        dropped=_share(changes, lambda reading: bool((reading.before or frozenset()) - reading.after)),
        signals=_signals(done),
        teams=_teams(done),
        blind=_blind(done, shown),
        sample_missed=sample_missed,
        raised_right=raised_right,
        recall=recall_of_notes(facts.intake.quiet, sample_missed, facts.intake.raised, raised_right),
        median_seconds=median(seconds) if seconds else None,
    )


def _share(readings: Iterable[Reading], holds: Callable[[Reading], bool]) -> Share:
    found = [holds(reading) for reading in readings]
    return Share(sum(found), len(found))


def _follow(readings: Iterable[Reading]) -> Share:
    """Of all judged suggestions, those that the person called right."""
    verdicts = [verdict for reading in readings for _, verdict in reading.verdicts]
    return Share(verdicts.count(Verdict.KLOPT), len(verdicts))


def _untouched(shown: Iterable[Reading]) -> Share:
    """Of all suggested signals that were shown, those that the person said nothing of."""
    left = total = 0
    for reading in shown:
        left += len(reading.suggested - {signal for signal, _ in reading.verdicts})
        total += len(reading.suggested)
    return Share(left, total)


def _signals(readings: Iterable[Reading]) -> tuple[SignalRow, ...]:
    counts: defaultdict[str, Counter[Verdict]] = defaultdict(Counter)
    for reading in readings:
        for signal, verdict in reading.verdicts:
            counts[signal][verdict] += 1
    return tuple(
        SignalRow(
            name,
            label.label,
            counts[name].total(),
            counts[name][Verdict.KLOPT],
            counts[name][Verdict.KLOPT_NIET],
            counts[name][Verdict.ANDERS],
            counts[name][Verdict.WEET_IK_NIET],
        )
        for name, label in taxonomy().labels.items()
        if name in counts
    )


def _teams(readings: Iterable[Reading]) -> tuple[TeamRow, ...]:
    by_team: defaultdict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        if reading.team is not None:
            by_team[reading.team].append(reading)
    return tuple(
        TeamRow(
            team,
            len(some),
            _follow(some),
            _share(
                (one for one in some if one.revealed is not None and one.before is not None),
                lambda one: one.before != one.after,
            ),
        )
        for team, some in sorted(by_team.items())
    )


def _blind(done: Iterable[Reading], shown: Iterable[Reading]) -> Blind:
    """Held-out notes: what the reader saw unaided against what was raised, and against reading with suggestions."""
    blind = [reading for reading in done if reading.held_out and reading.blind]
    rows = []
    for name, label in taxonomy().labels.items():
        seen = [reading for reading in blind if name in reading.after]
        raised = [reading for reading in blind if name in reading.suggested]
        if seen or raised:
            both = sum(name in reading.suggested for reading in seen)
            rows.append(RecallRow(name, label.label, Share(both, len(seen)), Share(both, len(raised))))
    return Blind(
        readings=len(blind),
        found=Share(sum(row.found.events for row in rows), sum(row.found.units for row in rows)),
        right=Share(sum(row.right.events for row in rows), sum(row.right.units for row in rows)),
        rows=tuple(rows),
        named_blind=_share(blind, lambda reading: bool(reading.after)),
        named_shown=_share((reading for reading in shown if not reading.held_out), lambda reading: bool(reading.after)),
    )

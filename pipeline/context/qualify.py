"""Qualifying mentions: cues found in the tokens, the nearest that reaches a mention sets its qualifier."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.context.cues import Cue, CueFile, Default
from pipeline.context.questions import asked
from pipeline.context.quotation import quotations
from pipeline.context.scope import distance, opens_clause, reaches, tenses
from pipeline.context.verbs import is_finite_verb
from pipeline.language.tokens import Tokens
from pipeline.patterns import Match, Matcher, parse
from pipeline.patterns.syntax import Rule


@dataclass(slots=True)
class Place:
    """A mention by positions in `Tokens`: its label, borders, own words; `values` and `cues` are what is found."""

    label: str
    start: int
    end: int
    own: frozenset[int]
    section: str = ""
    values: dict[str, str] = field(default_factory=dict)
    cues: list[tuple[int, int, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Row:
    qualifier: str
    cue: Cue | None


_Found = tuple[Match, Cue]


@dataclass(slots=True)
class _Cues:
    """The cues of one qualifier in a note: those of a sentence, those that reach over sentences, and the stops."""

    near: dict[int, list[_Found]] = field(default_factory=dict)
    far: list[_Found] = field(default_factory=list)
    stops: list[int] = field(default_factory=list)


class Qualifier:
    """All cue files compiled; `qualify` completes mentions."""

    def __init__(self, files: Sequence[CueFile]) -> None:
        self._files = files
        self._rows: list[_Row] = []
        rules: list[tuple[Rule, int, bool]] = []
        for file in files:
            for cue in file.cues:
                self._file_under(_Row(file.qualifier, cue), cue.phrase, cue.within, rules)
            self._file_under(_Row(file.qualifier, None), file.stops, None, rules)
        self._matcher = Matcher(rules)
        self._says = [(row.qualifier, row.cue.value if row.cue else None) for row in self._rows]
        self._over = max((cue.reach for file in files for cue in file.cues if cue.scope == "zinnen"), default=0)

    def _file_under(
        self, row: _Row, phrases: Sequence[str], within: int | None, rules: list[tuple[Rule, int, bool]]
    ) -> None:
        number = len(self._rows)
        self._rows.append(row)
        rules.extend((rule, number, False) for phrase in phrases for rule in parse(phrase, within=within))

    def qualify(self, tokens: Tokens, places: Sequence[Place], text: str) -> None:
        """Fills `values` and `cues` of every place."""
        if not places:
            return
        found = self._find(tokens, places)
        quoted = quotations(text)
        for file in self._files:
            cues = found[file.qualifier]
            for place in places:
                best = self._best(tokens, place, cues)
                if best is not None:
                    match, cue = best
                    place.values[file.qualifier] = cue.value
                    place.cues.append((match.start, match.end, file.qualifier))
                    continue
                _default(tokens, place, file, quoted)

    def _find(self, tokens: Tokens, places: Sequence[Place]) -> dict[str, _Cues]:
        """The cues and stops around the mentions, by qualifier."""
        found: dict[str, _Cues] = {file.qualifier: _Cues() for file in self._files}
        matches = [m for low, high in self._around(tokens, places) for m in self._matcher.find(tokens, low, high)]
        for match in self._strongest([m for m in matches if not self._own_words(m, places)]):
            row = self._rows[match.payload]
            cues = found[row.qualifier]
            if row.cue is None:
                cues.stops.append(match.start)
            elif not row.cue.value or not _stands(tokens, match, row.cue, places):
                continue
            elif row.cue.scope == "zinnen":
                cues.far.append((match, row.cue))
            else:
                cues.near.setdefault(tokens.sentences[match.start], []).append((match, row.cue))
        return found

    def _own_words(self, match: Match, places: Sequence[Place]) -> bool:
        """Whether a pseudo-cue is half of a mention: "niet [alleen op de wereld]" does deny."""
        row = self._rows[match.payload]
        if row.cue is None or row.cue.value:
            return False
        return any(not place.own.isdisjoint(match.own) and not place.own.issuperset(match.own) for place in places)

    def _strongest(self, matches: list[Match]) -> list[Match]:
        """The matches without those whose words all belong to a longer one that says something else."""
        longer: dict[int, list[Match]] = {}
        for match in matches:
            if len(match.own) > 1:
                for position in match.own:
                    longer.setdefault(position, []).append(match)
        return [m for m in matches if not any(self._beats(other, m) for other in longer.get(m.own[0], ()))]

    def _beats(self, longer: Match, match: Match) -> bool:
        if len(longer.own) <= len(match.own) or not set(longer.own).issuperset(match.own):
            return False
        qualifier, value = self._says[match.payload]
        other_qualifier, other_value = self._says[longer.payload]
        return qualifier == other_qualifier and value != other_value

    def _around(self, tokens: Tokens, places: Sequence[Place]) -> list[tuple[int, int]]:
        """The stretches of the note in which a cue may stand: the sentences of the mentions and those within reach."""
        stretches: list[tuple[int, int]] = []
        for place in places:
            low = bisect_left(tokens.sentences, tokens.sentences[place.start] - self._over)
            high = bisect_right(tokens.sentences, tokens.sentences[place.end - 1] + self._over)
            if stretches and low <= stretches[-1][1]:
                stretches[-1] = (stretches[-1][0], max(high, stretches[-1][1]))
            else:
                stretches.append((low, high))
        return stretches

    def _best(self, tokens: Tokens, place: Place, cues: _Cues) -> _Found | None:
        best: _Found | None = None
        best_rank: tuple[int, int, int, int] | None = None
        borders = (place.start, place.end)
        for match, cue in (*cues.near.get(tokens.sentences[place.start], ()), *cues.far):
            if not _concerns(tokens, cue, place) or (not cue.inside and not place.own.isdisjoint(match.own)):
                continue
            if not reaches(tokens, cue, (match.start, match.end), borders, cues.stops):
                continue
            away = distance(cue.where, (match.start, match.end), borders) or 0
            rank = (-cue.weight, away, match.start - match.end, match.start)
            if best_rank is None or rank < best_rank:
                best, best_rank = (match, cue), rank
        return best


def _stands(tokens: Tokens, match: Match, cue: Cue, places: Sequence[Place]) -> bool:
    """Whether a cue stands where its kind may stand: at the head of a clause, or outside the words of any mention."""
    if cue.opens and not opens_clause(tokens, match.start):
        return False
    return cue.inside or not any(p.start <= match.start and p.own.issuperset(match.own) for p in places)


def _has_label(about: Cue | Default, place: Place) -> bool:
    return (not about.labels or place.label in about.labels) and place.label not in about.not_labels


def _concerns(tokens: Tokens, cue: Cue, place: Place) -> bool:
    """Whether a cue is about mentions like this one: its label, and the verb that it holds or does not hold."""
    if not _has_label(cue, place):
        return False
    if cue.needs in ("verleden", "heden"):
        return cue.needs in tenses(tokens, place.start, place.end)
    if cue.needs:
        verb = any(is_finite_verb(tokens.word(position)) for position in place.own)
        return verb == (cue.needs == "werkwoord")
    return True


def _default(tokens: Tokens, place: Place, file: CueFile, quoted: list[tuple[int, int]]) -> None:
    """Sets what a quotation, a section or a question says by itself."""
    if quoted and file.quotation and _quoted(tokens, place, quoted):
        default: Default = file.quotation
    elif place.section in file.sections:
        default = file.sections[place.section]
    elif file.question and (found := asked(tokens, file.question, (place.start, place.end))):
        default = Default(value=found[0], labels=file.question.labels, not_labels=file.question.not_labels)
        place.cues.append((found[1], found[1] + 1, file.qualifier))
    else:
        return
    if _has_label(default, place):
        place.values[file.qualifier] = default.value


def _quoted(tokens: Tokens, place: Place, quoted: list[tuple[int, int]]) -> bool:
    start, end = tokens.starts[place.start], tokens.ends[place.end - 1]
    return any(low <= start and end <= high for low, high in quoted)

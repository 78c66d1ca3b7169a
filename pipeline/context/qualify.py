"""Qualifying mentions: cues found in the tokens, the nearest that reaches a mention sets its qualifier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.context.cues import Cue, CueFile, Default
from pipeline.context.quotation import quotations
from pipeline.context.scope import distance, is_finite_verb, reaches
from pipeline.language.tokens import Tokens
from pipeline.patterns import Match, Matcher, parse
from pipeline.patterns.syntax import Rule


@dataclass(slots=True)
class Place:
    """A mention by positions in `Tokens`: its label, borders, own words; `values` and `cues` are what is found for it."""

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
        matches = _strongest(self._matcher.find(tokens))
        stops: dict[str, list[int]] = {}
        cues: dict[str, list[tuple[Match, Cue]]] = {}
        for match in matches:
            row = self._rows[match.payload]
            if row.cue is None:
                stops.setdefault(row.qualifier, []).append(match.start)
            else:
                cues.setdefault(row.qualifier, []).append((match, row.cue))
        quoted = quotations(text)
        for file in self._files:
            self._one_qualifier(tokens, places, file, cues.get(file.qualifier, []), stops.get(file.qualifier, []), quoted)

    def _one_qualifier(
        self,
        tokens: Tokens,
        places: Sequence[Place],
        file: CueFile,
        cues: list[tuple[Match, Cue]],
        stops: list[int],
        quoted: list[tuple[int, int]],
    ) -> None:
        if file.qualifier == "presence":
            cues = [(m, cue) for m, cue in cues if not any(place.own.issuperset(m.own) for place in places)]
        for place in places:
            best = self._best(tokens, place, cues, stops)
            if best is not None:
                match, cue = best
                place.values[file.qualifier] = cue.value
                place.cues.append((match.start, match.end, file.qualifier))
                continue
            default = _default(tokens, place, file, quoted)
            if default is not None:
                place.values[file.qualifier] = default.value

    def _best(
        self, tokens: Tokens, place: Place, cues: list[tuple[Match, Cue]], stops: list[int]
    ) -> tuple[Match, Cue] | None:
        best: tuple[Match, Cue] | None = None
        best_rank: tuple[int, int, int, int] | None = None
        borders = (place.start, place.end)
        for match, cue in cues:
            if not cue.value or not _concerns(tokens, cue, place) or not place.own.isdisjoint(match.own):
                continue
            if not reaches(tokens, cue, (match.start, match.end), borders, stops):
                continue
            away = distance(cue.where, (match.start, match.end), borders) or 0
            rank = (-cue.weight, away, match.start - match.end, match.start)
            if best_rank is None or rank < best_rank:
                best, best_rank = (match, cue), rank
        return best


def _concerns(tokens: Tokens, cue: Cue, place: Place) -> bool:
    if cue.labels and place.label not in cue.labels:
        return False
    if place.label in cue.not_labels:
        return False
    if cue.needs:
        verb = any(is_finite_verb(tokens.word(position)) for position in place.own)
        return verb == (cue.needs == "werkwoord")
    return True


def _strongest(matches: list[Match]) -> list[Match]:
    """The matches without those whose words all belong to a longer one."""
    if len(matches) < 2:
        return matches
    sets = [frozenset(match.own) for match in matches]
    return [
        match
        for match, own in zip(matches, sets, strict=True)
        if not any(own < other for other in sets)
    ]


def _default(
    tokens: Tokens, place: Place, file: CueFile, quoted: list[tuple[int, int]]
) -> Default | None:
    """What a quotation, a section or a question mark sets by itself."""
    start, end = tokens.starts[place.start], tokens.ends[place.end - 1]
    found: Default | None = None
    if file.quotation and any(low <= start and end <= high for low, high in quoted):
        found = file.quotation
    elif place.section in file.sections:
        found = file.sections[place.section]
    elif file.question and _asked(tokens, place):
        found = file.question
    return found if found is not None and place.label not in found.not_labels else None


def _asked(tokens: Tokens, place: Place) -> bool:
    """Whether the sentence of the mention ends with a question mark."""
    sentence = tokens.sentences[place.start]
    last = place.end - 1
    while last + 1 < len(tokens) and tokens.sentences[last + 1] == sentence:
        last += 1
    while last > place.end and tokens.word(last) in {'"', "'", "”", "’", ")"}:
        last -= 1
    return tokens.word(last).startswith("?")

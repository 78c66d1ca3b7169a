"""Mentions that the lexicon finds in the tokens of a note."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import Any, NamedTuple

from pipeline.language.surnames import is_surname
from pipeline.language.tokens import Tokens
from pipeline.lexicon.entries import Lexicon
from pipeline.patterns import Match, Matcher, Reading, Selection, parse
from pipeline.patterns.syntax import Rule

NEVER_FUZZY = frozenset({"agressie", "suicidaliteit", "misbruik"})
"""Labels for which a misspelt word is never guessed: a wrong guess stigmatises most there."""


class Found(NamedTuple):
    """A mention: `start`, `end` are positions in `Tokens`, end exclusive; `own` the words that the pattern named."""

    label: str
    start: int
    end: int
    own: tuple[int, ...]
    entry: str
    sets: tuple[tuple[str, str], ...] = ()


class _Row(NamedTuple):
    label: str
    entry: str
    role: str
    sets: tuple[tuple[str, str], ...] = ()


class Finder:
    """Compiles a lexicon once and finds its mentions."""

    def __init__(self, lexicon: Lexicon, labels: Iterable[str] | None = None) -> None:
        keep = set(labels) if labels is not None else None
        self._rows: list[_Row] = []
        self._guards: dict[str, list[int]] = {}
        rules: list[tuple[Rule, int, bool]] = []

        def add(row: _Row, patterns: Iterable[str], within: int | None) -> None:
            number = len(self._rows)
            self._rows.append(row)
            fuzzy = row.role == "entry" and row.label not in NEVER_FUZZY
            rules.extend((rule, number, fuzzy) for pattern in patterns for rule in parse(pattern, within=within))
            if row.role != "entry":
                self._guards.setdefault(row.entry or row.label, []).append(number)

        wanted = {label: rows for label, rows in lexicon.rows.items() if keep is None or label in keep}
        entries = [found for found in lexicon.entries() if found[1] in wanted]
        for entry_id, label, entry in entries:
            add(_Row(label, entry_id, "entry", tuple(entry.sets.items())), entry.phrase, entry.within)
        first_guard = len(self._rows)
        for entry_id, label, entry in entries:
            if entry.unless:
                add(_Row(label, entry_id, "unless"), entry.unless, None)
        for label, rows in wanted.items():
            for blocker in rows.blockers:
                add(_Row(label, "", "block_" + blocker.scope), blocker.phrase, blocker.within)
        self._matcher = Matcher(rules, asked=first_guard)
        self._selections: dict[str, Selection] = {}

    def to_data(self) -> dict[str, Any]:
        """The compiled finder as data for `from_data`; see `Matcher.to_data`."""
        return {
            "rows": [[row.label, row.entry, row.role, [list(pair) for pair in row.sets]] for row in self._rows],
            "guards": self._guards,
            "matcher": self._matcher.to_data(),
        }

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Finder:
        """The finder that `to_data` described."""
        finder = cls.__new__(cls)
        finder._rows = [
            _Row(label, entry, role, tuple([(name, value) for name, value in sets]))
            for label, entry, role, sets in data["rows"]
        ]
        finder._guards = data["guards"]
        finder._matcher = Matcher.from_data(data["matcher"])
        finder._selections = {}
        return finder

    def find(self, tokens: Tokens) -> list[Found]:
        """Mentions in order of place; of two that overlap with one label only the longer stays."""
        reading = self._matcher.read(tokens)
        hits = self._hits(reading)
        return self._longest(self._unblocked(reading, hits)) if hits else []

    def entries(self, tokens: Tokens) -> set[str]:
        """Ids of all entries that match and are not blocked, also where a longer mention hides them."""
        reading = self._matcher.read(tokens)
        hits = self._unblocked(reading, self._hits(reading))
        return {self._rows[match.payload].entry for match in hits}

    def _hits(self, reading: Reading) -> list[Match]:
        """What the entries match, but for surnames: mw. Dwaal is not lost."""
        words = reading.tokens.words
        return [
            match
            for match in self._matcher.find_in(reading)
            if not any(is_surname(words, place) for place in match.own)
        ]

    def _unblocked(self, reading: Reading, hits: list[Match]) -> list[Match]:
        """The hits that no blocker and no `unless` of their own removes. Looks only in the sentences of the hits."""
        rows, guards, sentences = self._rows, self._guards, reading.tokens.sentences
        wanted: dict[int, dict[str, None]] = {}
        for match in hits:
            row = rows[match.payload]
            for name in (row.entry, row.label):
                if name in guards:
                    wanted.setdefault(sentences[match.start], {})[name] = None
        if not wanted:
            return hits
        blocked: set[tuple[str, int]] = set()
        cancelled: set[tuple[str, int]] = set()
        for sentence, names in wanted.items():
            low = bisect_left(sentences, sentence)
            high = bisect_right(sentences, sentence, low)
            selections = [self._selection(name) for name in names]
            for match in self._matcher.find_among(reading, low, high, selections):
                row = rows[match.payload]
                if row.role == "block_woorden":
                    blocked.update((row.label, position) for position in range(match.start, match.end))
                else:
                    cancelled.add((row.entry or row.label, sentence))
        if not (blocked or cancelled):
            return hits
        kept = []
        for match in hits:
            row, sentence = rows[match.payload], sentences[match.start]
            if (row.entry, sentence) in cancelled or (row.label, sentence) in cancelled:
                continue
            if not blocked or not any((row.label, position) in blocked for position in range(match.start, match.end)):
                kept.append(match)
        return kept

    def _selection(self, name: str) -> Selection:
        found = self._selections.get(name)
        if found is None:
            found = self._selections[name] = self._matcher.select(self._guards[name])
        return found

    def _longest(self, hits: list[Match]) -> list[Found]:
        rows = self._rows
        taken: dict[str, set[int]] = {}
        found: list[Found] = []
        for match in sorted(hits, key=_longest_first) if len(hits) > 1 else hits:
            label, entry, _, sets = rows[match.payload]
            words = taken.get(label)
            if words is None:
                words = taken[label] = set()
            elif not words.isdisjoint(range(match.start, match.end)):
                continue
            words.update(range(match.start, match.end))
            found.append(Found(label, match.start, match.end, match.own, entry, sets))
        found.sort(key=_by_place)
        return found


def _longest_first(match: Match) -> tuple[int, int, int, tuple[int, ...]]:
    return match.start - match.end, match.start, match.payload, match.own


def _by_place(found: Found) -> tuple[int, int, str]:
    return found.start, found.end, found.label

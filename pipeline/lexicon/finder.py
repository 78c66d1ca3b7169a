"""Mentions that the lexicon finds in the tokens of a note."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pipeline.language.tokens import Tokens
from pipeline.lexicon.entries import Lexicon
from pipeline.patterns import Match, Matcher, parse
from pipeline.patterns.syntax import Rule

NEVER_FUZZY = frozenset({"agressie", "suicidaliteit", "misbruik"})
"""Labels for which a misspelt word is never guessed: a wrong guess stigmatises most there."""


@dataclass(frozen=True, slots=True)
class Found:
    """A mention: `start`, `end` are positions in `Tokens`, end exclusive; `own` the words that the pattern named."""

    label: str
    start: int
    end: int
    own: tuple[int, ...]
    entry: str
    sets: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Row:
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
        entries: list[tuple[Rule, int, bool]] = []
        guards: list[tuple[Rule, int, bool]] = []

        def add(row: _Row, patterns: Iterable[str], within: int | None) -> None:
            number = len(self._rows)
            self._rows.append(row)
            rules = entries if row.role == "entry" else guards
            fuzzy = row.role == "entry" and row.label not in NEVER_FUZZY
            rules.extend((rule, number, fuzzy) for pattern in patterns for rule in parse(pattern, within=within))
            if row.role != "entry":
                self._guards.setdefault(row.entry or row.label, []).append(number)

        for entry_id, label, entry in lexicon.entries():
            if keep is not None and label not in keep:
                continue
            add(_Row(label, entry_id, "entry", tuple(entry.sets.items())), entry.phrase, entry.within)
            if entry.unless:
                add(_Row(label, entry_id, "unless"), entry.unless, None)
        for label, rows in lexicon.rows.items():
            if keep is not None and label not in keep:
                continue
            for blocker in rows.blockers:
                add(_Row(label, "", "block_" + blocker.scope), blocker.phrase, blocker.within)
        self._matcher = Matcher(entries)
        self._guard_matcher = Matcher(guards)

    def to_data(self) -> dict[str, Any]:
        """The compiled finder as plain JSON-able data, for `from_data`."""
        return {
            "rows": [[row.label, row.entry, row.role, [list(pair) for pair in row.sets]] for row in self._rows],
            "guards": self._guards,
            "matcher": self._matcher.to_data(),
            "guard_matcher": self._guard_matcher.to_data(),
        }

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Finder:
        """The finder that `to_data` described."""
        finder = cls(Lexicon({}))
        finder._rows = [
            _Row(label, entry, role, tuple((name, value) for name, value in sets))
            for label, entry, role, sets in data["rows"]
        ]
        finder._guards = data["guards"]
        finder._matcher = Matcher.from_data(data["matcher"])
        finder._guard_matcher = Matcher.from_data(data["guard_matcher"])
        return finder

    def find(self, tokens: Tokens) -> list[Found]:
        """Mentions in order of place; of two that overlap with one label only the longer stays."""
        hits = self._matcher.find(tokens)
        return self._longest(self._unblocked(tokens, hits)) if hits else []

    def entries(self, tokens: Tokens) -> set[str]:
        """Ids of all entries that match and are not blocked, also where a longer mention hides them."""
        hits = self._unblocked(tokens, self._matcher.find(tokens))
        return {self._rows[match.payload].entry for match in hits}

    def _unblocked(self, tokens: Tokens, hits: list[Match]) -> list[Match]:
        """The hits that no blocker and no `unless` of their own removes. Looks only in the sentences of the hits."""
        rows = self._rows
        wanted: dict[int, set[int]] = {}
        for match in hits:
            row = rows[match.payload]
            for name in (row.entry, row.label):
                if name in self._guards:
                    wanted.setdefault(tokens.sentences[match.start], set()).update(self._guards[name])
        if not wanted:
            return hits
        blocked: set[tuple[str, int]] = set()
        cancelled: set[tuple[str, int]] = set()
        for sentence, numbers in wanted.items():
            low, high = bisect_left(tokens.sentences, sentence), bisect_right(tokens.sentences, sentence)
            for match in self._guard_matcher.find_among(tokens, low, high, sorted(numbers)):
                row = rows[match.payload]
                if row.role == "block_woorden":
                    blocked.update((row.label, position) for position in range(match.start, match.end))
                else:
                    cancelled.add((row.entry or row.label, sentence))
        kept = []
        for match in hits:
            row, sentence = rows[match.payload], tokens.sentences[match.start]
            if (row.entry, sentence) in cancelled or (row.label, sentence) in cancelled:
                continue
            if not blocked or not any((row.label, position) in blocked for position in range(match.start, match.end)):
                kept.append(match)
        return kept

    def _longest(self, hits: list[Match]) -> list[Found]:
        rows = self._rows
        taken: set[tuple[str, int]] = set()
        kept: list[Match] = []
        for match in sorted(hits, key=lambda m: (m.start - m.end, m.start, m.payload, m.own)):
            words = {(rows[match.payload].label, position) for position in range(match.start, match.end)}
            if taken.isdisjoint(words):
                taken |= words
                kept.append(match)
        found = [
            Found(rows[m.payload].label, m.start, m.end, m.own, rows[m.payload].entry, rows[m.payload].sets)
            for m in kept
        ]
        found.sort(key=lambda f: (f.start, f.end, f.label))
        return found

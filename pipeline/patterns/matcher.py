"""Finding thousands of patterns in one pass over a note.

Every rule is filed under its rarest word, and looked at only where its second rarest word stands near and its other words
are in the sentence. Per distinct word of the language the matcher works out once which keys it has and which rules it may
begin; afterwards a word costs one dictionary look-up, so that time grows with the words of a text and hardly with the
number of patterns.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from pipeline.language.memo import Memo
from pipeline.language.tokens import Tokens
from pipeline.patterns.keys import SHAPES, Keyring
from pipeline.patterns.sentence import Sentence
from pipeline.patterns.syntax import Rule
from pipeline.patterns.table import Filed, RuleTable, Starts


class Match(NamedTuple):
    """A pattern found: `payload` is what it was filed with; `start`, `end` are positions in `Tokens`, end exclusive.

    `own` holds the positions that the pattern itself named; the words in its gaps are not among them.
    """

    payload: int
    start: int
    end: int
    own: tuple[int, ...]


class _Word(NamedTuple):
    """What is known of a distinct word: its keys, and the rules that each of them may begin, if there are any."""

    keys: frozenset[int]
    rules: tuple[Starts, ...]


class Reading:
    """The words of a note as one matcher knows them; `find_in` and `find_among` look through it."""

    __slots__ = ("active", "keys", "tokens")

    def __init__(self, tokens: Tokens, words: list[_Word]) -> None:
        self.tokens = tokens
        self.keys = [word[0] for word in words]
        self.active = [(i, word[1]) for i, word in enumerate(words) if word[1]]


class Selection:
    """The rules of some payloads, to be looked for where somebody asks; see `Matcher.select`."""

    __slots__ = ("anchored",)

    def __init__(self, table: RuleTable, numbers: Iterable[int]) -> None:
        self.anchored: dict[int, list[int]] = {}
        for number in numbers:
            filed = table.filed(number)
            for key in filed.rule.pieces[filed.piece][filed.slot].keys:
                self.anchored.setdefault(key, []).append(number)


class Matcher:
    """Finds rules in tokens.

    Built from `(rule, payload, fuzzy)`: `fuzzy` lets a word of eight letters or more that Dutch does not know stand for
    a word of the rule that differs by one letter; payloads never fall from rule to rule. Rules from the payload `asked`
    on are found by `find_among` alone.
    """

    def __init__(self, rules: Iterable[tuple[Rule, int, bool]], asked: int | None = None) -> None:
        self._start(RuleTable.of(rules), asked)

    def _start(self, table: RuleTable, asked: int | None) -> None:
        self._table = table
        self._asked = asked
        self._limit = len(table) if asked is None else bisect_left(table.payloads, asked)
        self._keyring = Keyring(table.keys)
        self._known: Memo[_Word] = Memo(self._learn)
        self._words: dict[frozenset[int], _Word] = {}
        self._begun: dict[int, Starts | None] = {}

    def to_data(self) -> dict[str, Any]:
        """The compiled rules as data for `from_data`; see `RuleTable.to_data`."""
        return {"asked": self._asked, "table": self._table.to_data()}

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Matcher:
        """The matcher that `to_data` described."""
        matcher = cls.__new__(cls)
        matcher._start(RuleTable.from_data(data["table"]), data["asked"])
        return matcher

    def read(self, tokens: Tokens) -> Reading:
        """The words of a note, for `find` and `find_among`."""
        known = self._known
        return Reading(tokens, [known[word] for word in tokens.words])

    def _learn(self, word: str) -> _Word:
        lower = word.lower()
        if lower != word:
            return self._known[lower]
        keys = self._keyring.of(SHAPES[word])
        found = self._words.get(keys)
        if found is None:
            rules = [self._begin(key) for key in sorted(keys)]
            found = self._words[keys] = _Word(keys, tuple([some for some in rules if some is not None]))
        return found

    def _begin(self, key: int) -> Starts | None:
        if key not in self._begun:
            self._begun[key] = self._table.begin(key, self._limit)
        return self._begun[key]

    def select(self, payloads: Iterable[int]) -> Selection:
        """The rules of some payloads, for `find_among`."""
        return Selection(self._table, [number for payload in payloads for number in self._table.filed_with(payload)])

    def find(self, tokens: Tokens) -> list[Match]:
        """All matches in a note, by place. A rule is found once for each place of its rarest word."""
        return self.find_in(self.read(tokens))

    def find_in(self, reading: Reading, spans: Sequence[tuple[int, int]] | None = None) -> list[Match]:
        """All matches in a note, or in some of its sentences: `spans` are their borders, in order."""
        found: list[Match] = []
        sentences, clauses = reading.tokens.sentences, reading.tokens.clauses
        active, keys = reading.active, reading.keys
        if spans is not None:
            borders = [(bisect_left(active, (low,)), bisect_left(active, (high,))) for low, high in spans]
            active = [entry for first, after in borders for entry in active[first:after]]
        table, end = self._table, 0
        filed, lows, highs = table.filed, table.lows, table.highs
        for position, rules in active:
            if position >= end:
                number = sentences[position]
                low = bisect_left(sentences, number, end)
                end = bisect_right(sentences, number, position)
                present = frozenset().union(*keys[low:end])
                sentence = Sentence(keys, clauses, low, end)
                spots: dict[int, list[int]] = {}
            done: set[int] = set()
            for free, guards, guarded in rules:
                for number in free:
                    if number not in done:
                        done.add(number)
                        _fit(sentence, present, filed(number), position, found)
                for key in guards & present:
                    places = spots.get(key)
                    if places is None:
                        places = spots[key] = [p for p in range(low, end) if key in keys[p]]
                    for number in guarded[key]:
                        nearest, farthest = position + lows[number], position + highs[number]
                        for place in places:
                            if nearest <= place <= farthest and place != position:
                                if number not in done:
                                    done.add(number)
                                    _fit(sentence, present, filed(number), position, found)
                                break
        found.sort(key=by_place)
        return found

    def find_among(self, reading: Reading, low: int, high: int, selections: Iterable[Selection]) -> list[Match]:
        """The matches of some selections in one sentence, whose words are `low:high`, by place."""
        found: list[Match] = []
        keys, table = reading.keys, self._table
        present = frozenset().union(*keys[low:high])
        sentence = Sentence(keys, reading.tokens.clauses, low, high)
        for selection in selections:
            done: set[tuple[int, int]] = set()
            for key in present & selection.anchored.keys():
                for number in selection.anchored[key]:
                    guard = table.guard(number)
                    if guard and guard.isdisjoint(present):
                        continue
                    for position in range(low, high):
                        if key in keys[position] and (number, position) not in done:
                            done.add((number, position))
                            _fit(sentence, present, table.filed(number), position, found)
        found.sort(key=by_place)
        return found


def _fit(sentence: Sentence, present: frozenset[int], filed: Filed, position: int, found: list[Match]) -> None:
    """Adds the match of a rule whose anchor stands at a position, if its other words are there and it fits."""
    rule, payload, piece, slot, others = filed
    for keys in others:
        if keys.isdisjoint(present):
            return
    own = sentence.match(rule, piece, slot, position)
    if own is not None:
        found.append(Match(payload, own[0], own[-1] + 1, own))


def by_place(match: Match) -> tuple[int, int, int, tuple[int, ...]]:
    """The order in which matches are given."""
    return match[1], match[2], match[0], match[3]

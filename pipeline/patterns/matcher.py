"""Finding thousands of patterns in one pass over a note.

Every rule is filed under its rarest word, and looked at only in a sentence that holds its second rarest word too. Per
distinct word of the language the matcher works out once which keys it has and which rules it may begin; afterwards a word
costs one dictionary look-up, so that time grows with the words of a text and hardly with the number of patterns.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from simplemma import is_known

from pipeline.language.norms import classes, lemma, lemmas, standard, stems
from pipeline.language.tokens import Tokens
from pipeline.patterns.frequency import expected
from pipeline.patterns.sentence import Sentence
from pipeline.patterns.syntax import Rule, Slot

FUZZY_LENGTH = 8
_CACHE_LIMIT = 200_000
_FAR = 1_000_000
_Anchor = tuple[int, int, int, frozenset[str], int]
"""Rule, piece and slot of the rarest word; keys of the second rarest (empty where there is none), and how far away that
may stand, in words."""


@dataclass(frozen=True, slots=True)
class _Word:
    """What is known of a distinct word: its keys, the rules it begins, and those it begins beside a second word.

    `guarded` maps a key that the sentence must hold too to the anchors that wait for it; `guards` are its keys.
    """

    keys: frozenset[str]
    free: tuple[_Anchor, ...]
    guarded: dict[str, tuple[_Anchor, ...]]
    guards: frozenset[str]


@dataclass(frozen=True, slots=True)
class Match:
    """A pattern found: `payload` is what it was filed with; `start`, `end` are positions in `Tokens`, end exclusive.

    `own` holds the positions that the pattern itself named; the words in its gaps are not among them.
    """

    payload: int
    start: int
    end: int
    own: tuple[int, ...]


class _Row(NamedTuple):
    """A rule filed: what it was filed with, piece and slot of its rarest word, keys of its second rarest."""

    rule: Rule
    payload: int
    place: tuple[int, int]
    guard: frozenset[str]


def _file(rule: Rule, payload: int) -> _Row:
    places = [(p, s) for p, piece in enumerate(rule.pieces) for s in range(len(piece))]
    slots = {place: rule.pieces[place[0]][place[1]] for place in places}
    places.sort(key=lambda place: (expected(slots[place].keys), place))
    return _Row(rule, payload, places[0], slots[places[1]].keys if len(places) > 1 else frozenset())


class Matcher:
    """Finds rules in tokens.

    Built from `(rule, payload, fuzzy)`: `fuzzy` lets a word of eight letters or more that Dutch does not know stand for
    a word of the rule that differs by one letter.
    """

    def __init__(self, rules: Iterable[tuple[Rule, int, bool]]) -> None:
        self._start(_file(_with_fuzzy(rule) if fuzzy else rule, payload) for rule, payload, fuzzy in rules)

    def _start(self, rows: Iterable[_Row]) -> None:
        self._rows = list(rows)
        self._anchors: dict[str, list[_Anchor]] = {}
        self._wanted: set[str] = set()
        self._heads: dict[str, None] = {}
        self._prefixes: dict[str, None] = {}
        self._deletions: dict[str, set[str]] = {}
        self._known: dict[int, _Word] = {}
        self._of_payload: dict[int, list[_Row]] = {}
        for row in self._rows:
            self._of_payload.setdefault(row.payload, []).append(row)
        for number, (rule, _, place, guard) in enumerate(self._rows):
            for piece in rule.pieces:
                for slot in piece:
                    self._want(slot)
            for key in rule.pieces[place[0]][place[1]].keys:
                self._anchors.setdefault(key, []).append((number, *place, guard, _reach(rule)))

    def to_data(self) -> dict[str, Any]:
        """The compiled rules as plain JSON-able data, for `from_data`."""
        sets: dict[frozenset[str], int] = {}
        rows = [
            [
                payload,
                rule.within,
                [list(pair) for pair in rule.ordered],
                [[[sets.setdefault(slot.keys, len(sets)), slot.gap] for slot in piece] for piece in rule.pieces],
                list(place),
                sets.setdefault(guard, len(sets)),
            ]
            for rule, payload, place, guard in self._rows
        ]
        return {"sets": [sorted(keys) for keys in sets], "rows": rows}

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Matcher:
        """The matcher that `to_data` described."""
        sets = [frozenset(keys) for keys in data["sets"]]
        matcher = cls(())
        matcher._start(
            _Row(
                Rule(
                    tuple(tuple(Slot(sets[keys], gap) for keys, gap in piece) for piece in pieces),
                    within,
                    tuple((first, second) for first, second in ordered),
                ),
                payload,
                (place[0], place[1]),
                sets[guard],
            )
            for payload, within, ordered, pieces, place, guard in data["rows"]
        )
        return matcher

    def _want(self, slot: Slot) -> None:
        new = slot.keys - self._wanted
        self._wanted |= new
        for key in new:
            if key.startswith("*"):
                self._heads[key[1:]] = None
            elif key.endswith("*"):
                self._prefixes[key[:-1]] = None
            elif key.startswith("~"):
                for shorter in _deletions(key[1:]):
                    self._deletions.setdefault(shorter, set()).add(key)

    def _learn(self, orth: int, word: str) -> _Word:
        keys = frozenset(self._keys(word) & self._wanted)
        anchors = {a[:3]: a for key in keys for a in self._anchors.get(key, ())}
        guarded: dict[str, list[_Anchor]] = {}
        for _, anchor in sorted(anchors.items()):
            for key in anchor[3]:
                guarded.setdefault(key, []).append(anchor)
        free = tuple(anchor for _, anchor in sorted(anchors.items()) if not anchor[3])
        found = _Word(keys, free, {key: tuple(some) for key, some in guarded.items()}, frozenset(guarded))
        self._known[orth] = found
        return found

    def _keys(self, word: str) -> set[str]:
        form = standard(word)
        base = lemma(word)
        keys = {"=" + form, *lemmas(word), *classes(form)}
        guesses = [form, base, *stems(form)]
        if base == form and not is_known(word.lower(), lang="nl"):
            keys.update(guesses)
            keys |= self._near(form)
        if form.startswith(tuple(self._prefixes)):
            keys.update(prefix + "*" for prefix in self._prefixes if form.startswith(prefix))
        heads = tuple(self._heads)
        for guess in guesses:
            if guess.endswith(heads):
                keys.update("*" + head for head in heads if guess.endswith(head) and len(guess) >= len(head) + 2)
        return keys

    def _near(self, form: str) -> set[str]:
        """Keys within one edit (insertion, deletion, substitution) of a long unknown word."""
        if len(form) < FUZZY_LENGTH or not form.isalpha() or not self._deletions:
            return set()
        candidates: set[str] = set()
        for shorter in _deletions(form):
            candidates |= self._deletions.get(shorter, set())
        return {key for key in candidates if _one_edit(key[1:], form)}

    def find(self, tokens: Tokens, low: int = 0, end: int | None = None) -> list[Match]:
        """All matches in the sentences from `low` to `end` (borders of sentences), by place.

        A rule is found once for each place of its rarest word.
        """
        found: list[Match] = []
        if not self._rows:
            return found
        end = len(tokens) if end is None else end
        while low < end:
            high = bisect_right(tokens.sentences, tokens.sentences[low])
            words, sentence = self._read(tokens, low, high)
            for position, number, piece, slot in _candidates(words, sentence):
                row = self._rows[number]
                own = sentence.match(row.rule, piece, slot, position)
                if own is not None:
                    found.append(_match(row.payload, low, own))
            low = high
        found.sort(key=_by_place)
        return found

    def find_among(self, tokens: Tokens, low: int, high: int, payloads: Iterable[int]) -> list[Match]:
        """The matches of a few payloads in one sentence, whose words are `low:high`, by place."""
        found: list[Match] = []
        _, sentence = self._read(tokens, low, high)
        present = frozenset().union(*sentence.keys)
        for payload in payloads:
            for row in self._of_payload.get(payload, ()):
                piece, slot = row.place
                keys = row.rule.pieces[piece][slot].keys
                if keys.isdisjoint(present) or (row.guard and row.guard.isdisjoint(present)):
                    continue
                for position, held in enumerate(sentence.keys):
                    if not keys.isdisjoint(held):
                        own = sentence.match(row.rule, piece, slot, position)
                        if own is not None:
                            found.append(_match(payload, low, own))
        found.sort(key=_by_place)
        return found

    def _read(self, tokens: Tokens, low: int, high: int) -> tuple[list[_Word], Sentence]:
        known = self._known
        if len(known) >= _CACHE_LIMIT:
            known.clear()
        orths = tokens.orths
        words = [known.get(orths[p]) or self._learn(orths[p], tokens.word(p)) for p in range(low, high)]
        return words, Sentence([word.keys for word in words], tokens.clauses[low:high])


def _match(payload: int, low: int, own: tuple[int, ...]) -> Match:
    return Match(payload, low + own[0], low + own[-1] + 1, tuple(low + p for p in own))


def _by_place(match: Match) -> tuple[int, int, int, tuple[int, ...]]:
    return match.start, match.end, match.payload, match.own


def _candidates(words: list[_Word], sentence: Sentence) -> Iterator[tuple[int, int, int, int]]:
    """Position and anchor of every rule that may match: its second rarest word stands near enough to its rarest."""
    places: dict[str, list[int]] = {}
    for position, word in enumerate(words):
        for anchor in word.free:
            yield position, *anchor[:3]
        if not word.guards:
            continue
        if not places:
            for place, keys in enumerate(sentence.keys):
                for key in keys:
                    places.setdefault(key, []).append(place)
        near: dict[tuple[int, int, int], None] = {}
        for key in word.guards.intersection(places):
            spots = places[key]
            if len(spots) == 1:
                away = abs(spots[0] - position) or _FAR
            else:
                away = min([abs(place - position) for place in spots if place != position])
            for anchor in word.guarded[key]:
                if away <= anchor[4]:
                    near[anchor[:3]] = None
        for found in near:
            yield position, *found


def _reach(rule: Rule) -> int:
    """The widest distance between two words of a rule."""
    if len(rule.pieces) > 1:
        return rule.within - 1
    return sum(slot.gap + 1 for slot in rule.pieces[0][1:])


def _with_fuzzy(rule: Rule) -> Rule:
    pieces = tuple(
        tuple(
            Slot(slot.keys | {"~" + k for k in slot.keys if len(k) >= FUZZY_LENGTH and k.isalpha()}, slot.gap)
            for slot in piece
        )
        for piece in rule.pieces
    )
    return Rule(pieces, rule.within, rule.ordered)


def _deletions(word: str) -> set[str]:
    return {word} | {word[:i] + word[i + 1 :] for i in range(len(word))}


def _one_edit(a: str, b: str) -> bool:
    """Whether two different words are one insertion, deletion or substitution apart."""
    if len(a) > len(b):
        a, b = b, a
    if len(b) - len(a) > 1:
        return False
    i = 0
    while i < len(a) and a[i] == b[i]:
        i += 1
    return a[i + 1 :] == b[i + 1 :] if len(a) == len(b) else a[i:] == b[i + 1 :]

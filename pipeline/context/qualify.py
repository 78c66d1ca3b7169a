"""Qualifying mentions: cues found in the tokens, the nearest that reaches a mention sets its qualifier."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from pipeline.context.conversations import conversations
from pipeline.context.cues import DATA, QUALIFIERS, Cue, CueFile, Default, cue_files
from pipeline.context.holders import holder
from pipeline.context.kinds import Kind
from pipeline.context.people import People
from pipeline.context.questions import asked
from pipeline.context.quotation import quotations
from pipeline.context.scope import Stops, distance, opens_clause, reaches, tenses
from pipeline.context.speech import ASIDES, READERS, Speech, quoted_by
from pipeline.context.verbs import is_finite_verb
from pipeline.language.norms import fold
from pipeline.language.stored import fingerprint, load, save
from pipeline.language.tokens import Tokens
from pipeline.patterns import Match, Matcher, by_place, parse
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
FILE = Path(__file__).parent / "compiled.bin"
_WORD = re.compile(r"=[^\s|]+")
"""A stop of one word, which needs no pattern."""


@dataclass(slots=True)
class _Cues:
    """The cues of one qualifier in a note: of a sentence, over sentences, the stops, and the words of saying.

    `asides`: words of saying that stand in a mention, which count where they follow what is said: "[slaapt niet, zegt ze]".
    """

    stops: Stops
    near: dict[int, list[_Found]] = field(default_factory=dict)
    far: dict[int, list[_Found]] = field(default_factory=dict)
    speech: list[_Found] = field(default_factory=list)
    asides: list[_Found] = field(default_factory=list)

    def file(self, match: Match, cue: Cue, sentence: int) -> None:
        """Takes up a cue that stands in `sentence`."""
        if cue.value in READERS:
            self.speech.append((match, cue))
        elif cue.scope == "zinnen":
            self.far.setdefault(sentence, []).append((match, cue))
        else:
            self.near.setdefault(sentence, []).append((match, cue))


def _fingerprint() -> bytes:
    sources = [Path(__file__), Path(__file__).parent / "cues.py"]
    return fingerprint([*sources, *(DATA / f"{qualifier}.yaml" for qualifier in QUALIFIERS)])


def write() -> int:
    """Writes the compiled copy of the shipped cues; gives its size in bytes."""
    return Qualifier(cue_files()).store()


class Qualifier:
    """All cue files compiled; `qualify` completes mentions."""

    def __init__(self, files: Sequence[CueFile]) -> None:
        self._files = files
        self._rows: list[_Row] = []
        self._stops: dict[str, frozenset[str]] = {}
        self._phrases: list[tuple[Sequence[str], int | None]] = []
        for file in files:
            for cue in file.cues:
                self._file_under(_Row(file.qualifier, cue), cue.phrase, cue.within)
            words = {stop for stop in file.stops if _WORD.fullmatch(stop)}
            self._stops[file.qualifier] = frozenset(fold(word[1:]) for word in words)
            longer = [stop for stop in file.stops if stop not in words]
            self._file_under(_Row(file.qualifier, None), longer, None)
        stored = load(FILE, _fingerprint()) if files is cue_files() else None
        self._matcher = Matcher.from_data(stored) if stored is not None else self._compile()
        far = {number for number, row in enumerate(self._rows) if row.cue and row.cue.scope == "zinnen"}
        self._far = self._matcher.select(sorted(far))
        self._over = max((cue.reach for file in files for cue in file.cues if cue.scope == "zinnen"), default=0)

    def _file_under(self, row: _Row, phrases: Sequence[str], within: int | None) -> None:
        self._rows.append(row)
        self._phrases.append((phrases, within))

    def _compile(self) -> Matcher:
        rules: list[tuple[Rule, int, bool]] = []
        for number, (phrases, within) in enumerate(self._phrases):
            rules.extend((rule, number, False) for phrase in phrases for rule in parse(phrase, within=within))
        return Matcher(rules)

    def store(self) -> int:
        """Writes the compiled copy of the shipped cues; gives its size in bytes."""
        return save(FILE, _fingerprint(), self._compile().to_data())

    def qualify(self, tokens: Tokens, places: Sequence[Place], text: str) -> None:
        """Fills `values` and `cues` of every place."""
        if not places:
            return
        found = self._find(tokens, places)
        quoted = quotations(text)
        people = People(tokens)
        for file in self._files:
            cues = found[file.qualifier]
            told = _by_word(_speeches(people, cues)) if file.speakers else {}
            silent = not (quoted or file.sections or file.question)
            for place in places:
                best = self._best(tokens, place, cues) if cues.near or cues.far else None
                if best is not None:
                    match, cue = best
                    place.values[file.qualifier] = cue.value
                    place.cues.append((match.start, match.end, file.qualifier))
                elif (told and _told(place, file, told)) or (file.holder and _held(people, place, file)) or silent:
                    continue
                else:
                    _default(people, place, file, quoted)

    def _find(self, tokens: Tokens, places: Sequence[Place]) -> dict[str, _Cues]:
        """The cues and stops around the mentions, by qualifier."""
        found = {name: _Cues(Stops(words)) for name, words in self._stops.items()}
        held: dict[int, list[frozenset[int]]] = {}
        for place in places:
            for position in place.own:
                held.setdefault(position, []).append(place.own)
        matches = [match for match in self._around(tokens, places) if not self._halves_a_mention(match, held)]
        for match in self._strongest(matches):
            row = self._rows[match.payload]
            cues, cue = found[row.qualifier], row.cue
            if cue is None:
                cues.stops.places.append(match.start)
            elif not cue.value or (cue.opens and not opens_clause(tokens, match.start, cue.opens)):
                continue
            elif cue.inside or not any(own.issuperset(match.own) for own in held.get(match.start, ())):
                cues.file(match, cue, tokens.sentences[match.start])
            elif cue.value in ASIDES:
                cues.asides.append((match, cue))
        return found

    def _halves_a_mention(self, match: Match, held: dict[int, list[frozenset[int]]]) -> bool:
        """Whether a pseudo-cue lies half in a mention and half before or after it: "niet [alleen op de wereld]"."""
        cue = self._rows[match.payload].cue
        if cue is None or cue.value:
            return False
        sharing = (own for position in match.own for own in held.get(position, ()))
        return any(match.start < min(own) or max(own) < match.end - 1 for own in sharing)

    def _strongest(self, matches: list[Match]) -> list[Match]:
        """The matches without those whose words all belong to a longer one that says something else.

        Or that says it of what follows: "geen sporen van ..." denies nothing before it.
        """
        longer: dict[int, list[Match]] = {}
        for match in matches:
            if len(match.own) > 1:
                for position in match.own:
                    longer.setdefault(position, []).append(match)
        return [m for m in matches if not any(self._beats(other, m) for other in longer.get(m.own[0], ()))]

    def _beats(self, longer: Match, match: Match) -> bool:
        if len(longer.own) <= len(match.own) or not set(longer.own).issuperset(match.own):
            return False
        row, other = self._rows[match.payload], self._rows[longer.payload]
        if row.qualifier != other.qualifier:
            return False
        if row.cue is None or other.cue is None:
            return row.cue is not other.cue
        return row.cue.value != other.cue.value or (row.cue.where, other.cue.where) == ("voor", "na")

    def _around(self, tokens: Tokens, places: Sequence[Place]) -> list[Match]:
        """What is found in the sentences of the mentions, and in those within reach of a cue that passes sentences."""
        sentences = tokens.sentences
        own = {sentences[p] for place in places for p in (place.start, place.end - 1)}
        near = {number + away for number in own for away in range(-self._over, self._over + 1)}
        reading = self._matcher.read(tokens)
        spans: list[tuple[int, int]] = []
        found: list[Match] = []
        for number in sorted(near):
            low = bisect_left(sentences, number)
            high = bisect_right(sentences, number, low)
            if number in own:
                spans.append((low, high))
            elif low < high:
                found += self._matcher.find_among(reading, low, high, [self._far])
        found += self._matcher.find_in(reading, spans)
        found.sort(key=by_place)
        return found

    def _best(self, tokens: Tokens, place: Place, cues: _Cues) -> _Found | None:
        best: _Found | None = None
        best_rank: tuple[int, int, int, int] | None = None
        borders = (place.start, place.end)
        sentence = tokens.sentences[place.start]
        found = cues.near.get(sentence, [])
        if cues.far:
            around = range(sentence - self._over, sentence + self._over + 1)
            found = [*found, *chain.from_iterable(cues.far.get(number, ()) for number in around)]
        for match, cue in found:
            span = (match.start, match.end)
            away = distance(cue.where, span, borders)
            if away is None or not reaches(tokens, cue, away, span, borders, cues.stops):
                continue
            if not (cue.inside or _apart(tokens, match, place)) or not _concerns(tokens, cue, place):
                continue
            rank = (-cue.weight, away, match.start - match.end, match.start)
            if best_rank is None or rank < best_rank:
                best, best_rank = (match, cue), rank
        return best


def _apart(tokens: Tokens, match: Match, place: Place) -> bool:
    """Whether a cue is none of the words of a mention, nor one of them said again in its gap: "geen X en geen Y"."""
    if not place.own.isdisjoint(match.own):
        return False
    if match.end <= place.start or place.end <= match.start:
        return True
    return not {tokens.words[p] for p in match.own} & {tokens.words[p] for p in place.own}


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


def _speeches(people: People, cues: _Cues) -> list[Speech]:
    """All that is said in a note, by the words of saying and by the lines that open a conversation."""
    told = [speech for found in cues.speech for speech in _read(people, *found)]
    told += [speech for found in cues.asides for speech in _read(people, *found) if _is_hearsay_aside(speech)]
    return told + conversations(people)


def _is_hearsay_aside(speech: Speech) -> bool:
    """Whether words of saying follow what somebody else says. What the person concerned says is itself the mention."""
    return speech.high <= speech.start and speech.who in ("ander", "beroep")


def _read(people: People, match: Match, cue: Cue) -> list[Speech]:
    """What words of saying make said."""
    end = match.start + 1
    while end in match.own and not people.kinds[end] & Kind.PRONOUN:
        end += 1
    return READERS[cue.value](people, match.start, end)


def _by_word(told: Iterable[Speech]) -> dict[int, list[Speech]]:
    """What is said, by the position of every word that it holds and of its words of saying."""
    found: dict[int, list[Speech]] = {}
    for speech in told:
        for position in {*range(speech.low, speech.high), *range(speech.start, speech.end)}:
            found.setdefault(position, []).append(speech)
    return found


def _told(place: Place, file: CueFile, told: dict[int, list[Speech]]) -> bool:
    """Sets what it means who says a mention, if anybody does; the nearest words of saying count."""
    holding = [s for s in told.get(place.start, ()) if s.low <= place.start < s.high]
    for position in range(place.start + 1, place.end):
        holding += [s for s in told.get(position, ()) if s.start == position and s.end <= place.end]
    if not holding:
        return False
    speech = min(holding, key=lambda s: place.start - s.end if s.low >= s.end else s.start - place.end)
    if speech.vague:
        speech = next((s for s in holding if s.conversation), speech)
    default = file.speakers.get(speech.who)
    if default is not None and _has_label(default, place):
        place.values[file.qualifier] = default.value_for(place.label)
        place.cues.append((speech.start, speech.end, file.qualifier))
    return True


def _held(people: People, place: Place, file: CueFile) -> bool:
    """Sets what it means that somebody else is the subject of a mention, if he is."""
    if file.holder is None or not _has_label(file.holder, place):
        return False
    person = holder(people, place.start, place.end, natural=place.label in file.holder.natural)
    if person is None:
        return False
    place.values[file.qualifier] = file.holder.value
    place.cues.append((person.start, person.head + 1, file.qualifier))
    return True


def _default(people: People, place: Place, file: CueFile, quoted: list[tuple[int, int]]) -> None:
    """Sets what a quotation, a section or a question says by itself."""
    tokens = people.tokens
    default: Default | None = None
    if quoted and file.quotation and (high := _quoted(tokens, place, quoted)):
        speaker = quoted_by(people, high)
        default = file.speakers.get(speaker.who) if speaker and speaker.who != "betrokkene" else file.quotation
    elif place.section in file.sections:
        default = file.sections[place.section]
    elif file.question and (found := asked(tokens, file.question, (place.start, place.end))):
        default = Default(value=found[0], labels=file.question.labels, not_labels=file.question.not_labels)
        place.cues.append((found[1], found[1] + 1, file.qualifier))
    if default is not None and _has_label(default, place):
        place.values[file.qualifier] = default.value_for(place.label)


def _quoted(tokens: Tokens, place: Place, quoted: list[tuple[int, int]]) -> int:
    """Where the quotation ends that a mention stands in, or 0."""
    start, end = tokens.starts[place.start], tokens.ends[place.end - 1]
    return next((bisect_left(tokens.starts, high) for low, high in quoted if low <= start and end <= high), 0)

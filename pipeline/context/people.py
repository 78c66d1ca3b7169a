"""The people of a note: who is the person concerned, who is somebody else, who is the writer.

A word for a person tells by itself ("cl.", "ik"), by whose he is ("zijn moeder") or by the whole note: "moeder" is the
person concerned for a daughter who writes "mijn moeder", and somebody else where a nurse writes of "cl.".
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.context.kinds import Kind, kinds_of, people_data
from pipeline.language.data import word_classes
from pipeline.language.norms import fold
from pipeline.language.tokens import Tokens
from pipeline.language.wordlist import is_known

_DETERMINER = 3
"""So many words may stand between "zijn" and the word for the person: "zijn oudste, inwonende zoon"."""
_LONGEST_NAME = 8
"""A longer unknown word at the start of a sentence is a compound: "Bewonersraad meldt"."""
_MATTER = 6
"""So many words before "om mijn broer" may say that the note is about him: "het gaat mij vooral om mijn broer"."""
_REPORT = 3
"""So many words after a verb of saying what is said begins."""
_SUBJECT = 8
"""So many words after who reports it is said about whom: "dochter (Zwolle) over moeder"."""
_LONGEST_LINE = 12
"""So many words into a note its first line may name who reports."""
_OPENS_REPORT = frozenset(":\"'“‘„") | {"te"}
_ON_THE_LINE = ["aan", "de", "lijn"]
_TELLING = Kind.PERSON | Kind.SELF | Kind.CONTACT
_OBJECTS = frozenset({"hem", "hen"})
_DENIALS = frozenset({"niet", "geen"})


@dataclass(frozen=True, slots=True)
class Person:
    """A mention of a person: the words `start:head + 1`, the last of which names him.

    `who`: `betrokkene`, `ander`, `beroep` (who reports or works there) or `schrijver`. `flags`: those of the word and of
    what stands before it. `governed`: stands after a preposition, and so is no subject.
    """

    start: int
    head: int
    who: str
    flags: int
    governed: bool


@cache
def _same() -> dict[str, frozenset[str]]:
    return {word: frozenset(group) for group in people_data()["zelfde"] for word in group}


@cache
def _numbers() -> frozenset[str]:
    return frozenset(word_classes()["getal"])


@lru_cache(maxsize=65536)
def _is_dutch(word: str) -> bool:
    return is_known(word.lower())


def _called(word: str) -> frozenset[str]:
    """A word for a person and the others for the same: moeder, ma, mama."""
    return _same().get(word, frozenset({word}))


class People:
    """The people of one note, by their places.

    `kinds`: flags of every word; `heads`: words that name a person; `selves`: places of "zelf"; `contacts`: places of words
    for a conversation.
    """

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self.kinds = kinds_of(tokens.words)
        told = [(i, kind) for i, kind in enumerate(self.kinds) if kind & _TELLING]
        self.heads = [i for i, kind in told if kind & Kind.PERSON and (not kind & Kind.NAME or self._is_name(i))]
        self.selves = [i for i, kind in told if kind & Kind.SELF]
        self.contacts = [i for i, kind in told if kind & Kind.CONTACT]
        self._at: dict[int, Person] = {}
        self._principal = self._about() or self._first_named()

    def at(self, head: int) -> Person:
        """The person that the word at `head` names."""
        found = self._at.get(head)
        if found is None:
            kind = self.kinds[head]
            start, flags = self._determiner(head)
            found = Person(start, head, self._who(head, kind, flags), kind | flags, self._governed(start))
            self._at[head] = found
        return found

    def between(self, low: int, high: int) -> list[Person]:
        """The people named in `low:high`, in order."""
        heads = self.heads
        return [self.at(head) for head in heads[bisect_left(heads, low) : bisect_left(heads, high)]]

    def is_adverb(self, i: int) -> bool:
        """Whether a word opens a sentence without being its subject: "Later zegt hij"."""
        return bool(self.kinds[i] & (Kind.ADVERB | Kind.SUBORDINATOR | Kind.PREPOSITION | Kind.VERB))

    def sentence_end(self, i: int) -> int:
        """The place after the last word of the sentence of a word."""
        return bisect_right(self.tokens.sentences, self.tokens.sentences[i])

    def begins_sentence(self, i: int) -> bool:
        """Whether a word is the first of its sentence."""
        return not i or self.tokens.sentences[i - 1] != self.tokens.sentences[i]

    def is_sign(self, i: int) -> bool:
        """Whether there is a sign at a place, and no word."""
        return not self.tokens.word(i)[:1].isalnum()

    def _is_name(self, i: int) -> bool:
        """Whether a capital is that of a name: amid a sentence, or first with a verb, an age or "zelf" after it."""
        if self.begins_sentence(i) or self.is_sign(i - 1):
            following = self.kinds[i + 1] if i + 1 < len(self.tokens) else 0
            if following & Kind.SELF:
                return True
            word = self.tokens.word(i)
            if len(word) > _LONGEST_NAME or _is_dutch(word):
                return False
            return bool(following & Kind.VERB) or self._has_age(i)
        return not self.kinds[i - 1] & (Kind.ARTICLE | Kind.MINE | Kind.THEIRS)

    def _has_age(self, i: int) -> bool:
        return i + 2 < len(self.tokens) and self.tokens.word(i + 1) == "(" and self.tokens.word(i + 2).isdigit()

    def _determiner(self, head: int) -> tuple[int, int]:
        """Where the words for a person begin, and the flags of those before the word that names him."""
        kinds, clauses = self.kinds, self.tokens.clauses
        flags, start = 0, head
        if not kinds[head] & (Kind.SOMEBODYS | Kind.ROLE | Kind.CLIENT):
            return start, flags
        for i in range(head - 1, max(-1, head - 2 - _DETERMINER), -1):
            kind = kinds[i]
            if self.begins_sentence(i + 1) or (kind & Kind.THEIRS and kinds[head] & Kind.CLIENT):
                break
            if kind & (Kind.MINE | Kind.THEIRS | Kind.ARTICLE):
                return i, flags | kind
            if kind & (Kind.OWN | Kind.FORMER):
                flags |= kind
                start = i
            elif clauses[i] != clauses[head] or kind & (Kind.VERB | Kind.PREPOSITION) or not self._describes(i):
                break
        return start, flags

    def _describes(self, i: int) -> bool:
        """Whether a word may say which person is meant: "oudste", "inwonende", "twee"."""
        form = fold(self.tokens.word(i))
        return form.endswith("e") or form in _numbers() or form.isdigit()

    def _governed(self, start: int) -> bool:
        """Whether a preposition stands before a person, or before the one he is joined to: "met zijn vrouw en kind"."""
        if self.begins_sentence(start):
            return False
        if self.kinds[start - 1] & Kind.PREPOSITION:
            return True
        joined = start > 1 and self.kinds[start - 1] & Kind.COORDINATOR and self.kinds[start - 2] & Kind.PERSON
        return bool(joined) and self.at(start - 2).governed

    def _who(self, head: int, kind: int, flags: int) -> str:
        if kind & Kind.WRITER:
            return "schrijver"
        if kind & Kind.PRONOUN:
            return "betrokkene"
        if kind & Kind.ROLE and not kind & Kind.SOMEBODYS:
            return "beroep"
        if flags & (Kind.FORMER | Kind.OWN):
            return "ander"
        if kind & (Kind.CLIENT | Kind.NAME):
            return "betrokkene"
        if flags & Kind.THEIRS or self._somebodys(head):
            return "ander"
        if kind & Kind.MIXED and not flags & Kind.MINE:
            return "betrokkene"
        return "betrokkene" if fold(self.tokens.word(head)) in self._principal else "ander"

    def _somebodys(self, head: int) -> bool:
        """Whether "van" and a person follow: "de moeder van cl.", "buurvrouw van haar"."""
        following = self.kinds[head + 2 : head + 4]
        if not following or fold(self.tokens.word(head + 1)) != "van":
            return False
        if any(kind & (Kind.CLIENT | Kind.THEIRS | Kind.PRONOUN) for kind in following):
            return True
        if self.tokens.word(head + 2) in _OBJECTS:
            return True
        return self.tokens.word(head + 2)[:1].isupper()

    def _about(self) -> frozenset[str]:
        """Who the writer says that the note is about: "het gaat om onze buurvrouw", "zorgen over mijn vader"."""
        kinds, tokens = self.kinds, self.tokens
        for head in self.heads:
            start, flags = self._determiner(head)
            if not kinds[head] & Kind.SOMEBODYS or not start or flags & (Kind.THEIRS | Kind.OWN):
                continue
            if not kinds[start - 1] & Kind.ABOUT:
                continue
            window = range(max(0, start - 1 - _MATTER), start - 1)
            before = [i for i in window if tokens.sentences[i] == tokens.sentences[start]]
            if any(kinds[i] & Kind.MATTER for i in before) and not any(tokens.word(i) in _DENIALS for i in before):
                return _called(fold(tokens.word(head)))
        return frozenset()

    def _first_named(self) -> frozenset[str]:
        """Whom the note calls "mijn moeder" or "pa" first, or "moeder" where it knows no other; often nobody."""
        kinds, tokens = self.kinds, self.tokens
        others = any(self._is_another(head) for head in self.heads)
        reporter = ""
        for head in self.heads:
            start, flags = self._determiner(head)
            if not kinds[head] & Kind.SOMEBODYS or flags & (Kind.OWN | Kind.THEIRS | Kind.FORMER):
                continue
            mine, by_name = flags & Kind.MINE, kinds[head] & Kind.CALLED
            if self._somebodys(head) or (mine and self._beside_the_writer(head)):
                continue
            if not (mine or by_name or (kinds[head] & Kind.ADDRESSED and not others)):
                continue
            if (start and kinds[start - 1] & Kind.COMPANION) or self._reports(head) or self._opens_note(head):
                if (mine or by_name) and not self._is_told_of(start):
                    reporter = reporter or fold(tokens.word(head))
                continue
            return _called(fold(tokens.word(head)))
        return _called(reporter)

    def _is_another(self, head: int) -> bool:
        """Whether a word names a person concerned who is not somebody's: "cl.", "de man", a name."""
        kind = self.kinds[head]
        if kind & Kind.MIXED:
            return not self._determiner(head)[1] & (Kind.THEIRS | Kind.MINE)
        return bool(kind & (Kind.CLIENT | Kind.NAME))

    def _beside_the_writer(self, head: int) -> bool:
        """Whether a person stands with the writer: "mijn man en ik"."""
        following = self.kinds[head + 1 : head + 3]
        return len(following) == 2 and bool(following[0] & Kind.COORDINATOR and following[1] & Kind.WRITER)

    def _is_told_of(self, high: int) -> bool:
        """Whether a note speaks of "hij" or "hem" before a place: whoever is named there reports of him."""
        return any(self.kinds[i] & Kind.PRONOUN or self.tokens.word(i) in _OBJECTS for i in range(high))

    def _opens_note(self, head: int) -> bool:
        """Whether the first sentence of a note names who tells: "14.20 u, zoon over vader", "Zoon aan de lijn"."""
        if head > _LONGEST_LINE:
            return False
        last = self.sentence_end(0)
        return head < last and (tells_about(self, head, last) or is_on_the_line(self, head))

    def _reports(self, head: int) -> bool:
        """Whether a person tells something: "moeder zegt dat ...", "Dochter: ..."; "oma belt elke nacht" is no report."""
        if head + 1 >= len(self.tokens):
            return False
        if self.tokens.word(head + 1) == ":":
            return True
        if not self.kinds[head + 1] & Kind.SAYS:
            return False
        if self.kinds[head] & Kind.NEIGHBOUR and self.kinds[head + 1] & Kind.REPORTS:
            return True
        following = range(head + 2, min(head + 2 + _REPORT, len(self.tokens)))
        return any(self.kinds[i] & Kind.SUBORDINATOR or self.tokens.word(i) in _OPENS_REPORT for i in following)


def is_on_the_line(people: People, head: int) -> bool:
    """Whether a person is on the telephone: "zoon aan de lijn"."""
    return [people.tokens.word(i).lower() for i in range(head + 1, min(head + 4, len(people.tokens)))] == _ON_THE_LINE


def tells_about(people: People, head: int, last: int) -> bool:
    """Whether after a word "over" and a person follow, and no verb between: "dochter (Zwolle) over moeder", "belt over"."""
    for i in range(head + 1, min(head + _SUBJECT, last)):
        if people.kinds[i] & Kind.VERB:
            return False
        if people.kinds[i] & Kind.ABOUT and any(kind & Kind.PERSON for kind in people.kinds[i + 1 : min(i + 4, last)]):
            return True
    return False

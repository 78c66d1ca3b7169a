"""Who says what: the words of saying with their subject, and the stretch of text that is said.

"Dochter vertelt dat ...", "..., zegt ze", "Buren: ...", "volgens hem ...". The words themselves are cues
(`data/attribution.yaml`); here they get a speaker.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipeline.context.clauses import clause_before, subject_of
from pipeline.context.kinds import Kind
from pipeline.context.people import People, Person
from pipeline.context.stretches import OPENING, goes_on, said_before, said_on
from pipeline.language.norms import fold

NEAR = 2
"""So many words may stand between a verb and a speaker who follows it: "zegt later zijn broer"."""
SHOWN = 4
"""A speaker farther from his verb is not shown with it."""
FAR = 7
"""A subject may stand so many words before a verb of noticing: "de beheerder van het pension denkt"."""
EARLIER = 10
"""So many words back the subject of "... en zegt" is sought."""
_TO = frozenset({"tegen", "aan"})
_OBJECTS = frozenset({"hem", "haar", "hen", "hun", "beiden"})


@dataclass(frozen=True, slots=True)
class Speech:
    """What somebody says: the words `low:high`; `start:end`, the words that tell it; `who`, as in `Person`, or `ontkenner`
    (the person concerned, who denies it) or `zaak` (nobody).

    `conversation`: all that was said in one; `vague`: said by a "she", who within a conversation is whoever talks there.
    """

    low: int
    high: int
    who: str
    start: int
    end: int
    conversation: bool = False
    vague: bool = False


def spoken(people: People, start: int, end: int) -> list[Speech]:
    """What a verb of saying at `start:end` makes said: by its subject, or without one by the person concerned."""
    last = people.sentence_end(start)
    low, border = clause_before(people, start)
    before = subject_of(people.between(low, start))
    after = _following(people, end, last)
    aside = after is not None and _is_aside(people, low, start)
    if aside and after is not None and (opening := _opens_report(people, after.head + 1, last)):
        high = said_on(people, opening, last)
        who = _whose(people, after, opening, high)
        return [Speech(opening, high, who, start, after.head + 1, vague=_is_vague(people, after, after.head + 1))]
    if after is None and _is_aside(people, low, start) and _names_somebody(people, end, last, before is not None):
        return [Speech(said_before(people, start, low), start, "ander", start, min(end + 2, last))]
    if after is None or (before is not None and not aside):
        return [_by_subject(people, before, (low, border), (start, end), last)]
    close = after.head + 1
    first = said_before(people, start, low)
    vague = _is_vague(people, after, close)
    told = Speech(first, start, _whose(people, after, first, start), start, close, vague=vague)
    if aside:
        if not goes_on(people, start, close, last):
            return [told]
        return [told, Speech(close + 1, said_on(people, close + 1, last), told.who, start, close, vague=vague)]
    high = said_on(people, close, last)
    telling = Speech(close, high, _whose(people, after, close, high), start, close, vague=vague)
    return [told, telling] if _may_be_aside(people, low, start, close, last) else [telling]


def _opens_report(people: People, close: int, last: int) -> int:
    """Where what is said begins after "..., zei hij" that does not end it: "zei hij alleen: ...", "zegt ze dat ..."; or 0."""
    for i in range(close, min(close + NEAR + 2, last)):
        word = people.tokens.word(i)
        if word == ":":
            return i + 1 if i + 1 < last else 0
        if word in ("dat", "te"):
            return i
        if people.is_sign(i) or people.kinds[i] & (Kind.VERB | Kind.SUBORDINATOR):
            return 0
    return 0


def denied(people: People, start: int, end: int) -> list[Speech]:
    """What a verb of denying at `start:end` covers; the person concerned is `ontkenner` of it."""
    told = spoken(people, start, end)
    return [replace(speech, who="ontkenner") if speech.who == "betrokkene" else speech for speech in told]


def noticed(people: People, start: int, end: int) -> list[Speech]:
    """What follows a verb of noticing at `start:end`, where somebody else is its subject: "de monteur zag ..."."""
    low, _ = clause_before(people, start)
    last = people.sentence_end(start)
    person = subject_of(people.between(low, start))
    after = _following(people, end, last)
    if after is not None and (person is None or _is_aside(people, low, start)):
        if _is_aside(people, low, start) and not _opens_report(people, after.head + 1, last):
            return _supposed(people, low, start, after, last) if after.who in ("ander", "beroep") else []
        person = after
    elif person is not None:
        verb = any(kind & Kind.VERB for kind in people.kinds[person.head + 1 : start])
        if verb or person.head < start - FAR:
            return []
    if person is None:
        if low >= start - 1 or not people.kinds[low] & Kind.ARTICLE:
            return []
        return [Speech(end, said_on(people, end, last), "ander", low if start - low <= SHOWN else start, end)]
    close = max(end, person.head + 1)
    high = said_on(people, close, last)
    who = _whose(people, person, close, high)
    if who not in ("ander", "beroep"):
        return []
    first = min(start, person.start)
    return [Speech(close, high, who, first if start - first <= SHOWN else start, close)]


def _supposed(people: People, low: int, start: int, speaker: Person, last: int) -> list[Speech]:
    """What stands before "..., vermoedt de huisarts", or after "zo vermoedt de huisarts, ..."."""
    close = speaker.head + 1
    if people.tokens.word(start - 1).lower() == "zo":
        return [Speech(close, said_on(people, close, last), "ander", start, close)]
    return [Speech(said_before(people, start, low), start, "ander", start, close)]


def according_to(people: People, start: int, end: int) -> list[Speech]:
    """The stretches that "volgens" or "aldus" at `start:end` covers: its clause, and what follows."""
    last = people.sentence_end(start)
    person = _following(people, end, last, governed=True)
    who, close = (_unnamed(people, end, last), min(end + 1, last)) if person is None else (person.who, person.head + 1)
    vague = fold(people.tokens.word(close - 1)) in _OBJECTS
    following = Speech(close, said_on(people, close, last), who, start, close, vague=vague)
    ends = close >= last or people.is_sign(close)
    if people.begins_sentence(start) or (people.is_sign(start - 1) and not ends):
        return [following]
    low, _ = clause_before(people, start)
    return [Speech(said_before(people, start, low), start, who, start, close, vague=vague), following]


def rumoured(people: People, start: int, end: int) -> list[Speech]:
    """What "zou" at `start:end` makes hearsay: what follows in its clause, unless the writer asks or speaks of himself."""
    last = people.sentence_end(start)
    low, _ = clause_before(people, start)
    high = next((i for i in range(end, last) if people.tokens.clauses[i] != people.tokens.clauses[start]), last)
    subject = subject_of(people.between(low, high))
    if people.tokens.word(last - 1).startswith("?") or (subject is not None and subject.who == "schrijver"):
        return []
    return [Speech(end, high, "ander", start, end)]


def after_colon(people: People, start: int, end: int) -> list[Speech]:
    """What stands after a colon, if somebody speaks before it: "Dochter: ...", "Apotheek belde: ..."."""
    speaker = _before_aside(people, start)
    low, border = clause_before(people, speaker + 1)
    last = people.sentence_end(start)
    if end >= last or low >= start:
        return []
    before = people.between(low, start)
    quoted = people.tokens.word(end) in OPENING
    named = before[-1] if before else None
    if named is not None and not quoted and named.flags & Kind.HEADING and speaker == named.head == low:
        return []
    if named is not None and named.head == speaker and (quoted or _heads_a_line(people, named, start)):
        person: Person | None = named
    else:
        person = subject_of(before) or next((p for p in before if p.who in ("ander", "beroep")), None)
        verb = next((i for i in range(low, start) if people.kinds[i] & Kind.TELLS), None)
        if person is None and verb is not None:
            who, first = _speaker_before(people, low, border, verb)
            return [Speech(end, last, who, min(first, verb), start)]
        if person is None or not (quoted or (verb is not None and verb >= person.start - 1)):
            return []
    assert person is not None
    return [Speech(end, last, person.who, person.start if start - person.start <= SHOWN else start - 1, start)]


def quoted_by(people: People, high: int) -> Person | None:
    """Who says the quotation that ends at `high`, if a verb and a person follow: "...", snikt zijn vrouw."""
    i = high + 1 if high < len(people.tokens) and people.tokens.word(high) == "," else high
    if i + 1 >= len(people.tokens) or not people.kinds[i] & Kind.VERB:
        return None
    return _following(people, i + 1, people.sentence_end(i))


def _before_aside(people: People, start: int) -> int:
    """The place of the word before a colon, or before the brackets that stand there: "partner (81): ..."."""
    word = people.tokens.word
    if word(start - 1) != ")":
        return start - 1
    opening = next((i for i in range(start - 2, max(0, start - 2 - SHOWN), -1) if word(i) == "("), start)
    return opening - 1


def _is_vague(people: People, person: Person, end: int) -> bool:
    """Whether a speaker is a mere "she", without "zelf", who speaks to nobody: not "zij zei tegen hem"."""
    if not person.flags & Kind.PRONOUN or any(abs(i - person.head) <= NEAR for i in people.selves):
        return False
    return end >= len(people.tokens) or people.tokens.word(end) not in _TO


def _names_somebody(people: People, end: int, last: int, has_subject: bool) -> bool:
    """Whether a word that may be a speaker, though no known one, follows a verb: "zegt de nachtdienst", "zegt SEH".

    Where the verb has a subject before it, "dat" begins what he says.
    """
    if end >= last or people.is_sign(end) or (has_subject and people.kinds[end] & Kind.SUBORDINATOR):
        return False
    return bool(people.kinds[end] & Kind.ARTICLE) or people.tokens.word(end)[:1].isupper()


def _by_subject(
    people: People, subject: Person | None, clause: tuple[int, int], verb: tuple[int, int], last: int
) -> Speech:
    """What follows a verb of saying, with the subject that stands before it, or the one of the clause before."""
    start, end = verb
    ends_clause = end < last and (people.kinds[end] & Kind.VERB or people.tokens.word(end) == ",")
    high = end if ends_clause else said_on(people, end, last)
    if subject is not None:
        who, first, vague = _whose(people, subject, end, high), subject.start, _is_vague(people, subject, end)
    else:
        (who, first), vague = _speaker_before(people, *clause, start), False
    return Speech(end, high, who, first if start - first <= SHOWN else start, end, vague=vague)


def _speaker_before(people: People, low: int, border: int, start: int) -> tuple[str, int]:
    """Who is the subject of a verb at `start` whose clause names no known person, and where the words for him begin."""
    kinds, tokens = people.kinds, people.tokens
    if border >= 0 and (low >= start or kinds[low] & (Kind.VERB | Kind.RELATIVE | Kind.COORDINATOR)):
        earlier = people.between(max(0, border - EARLIER), border)
        earlier = [person for person in earlier if tokens.sentences[person.head] == tokens.sentences[start]]
        if earlier:
            subject = None if kinds[border] & Kind.RELATIVE else subject_of(earlier)
            person = subject or earlier[-1]
            return person.who, person.start
    for i in range(low, start - 1):
        if kinds[i] & Kind.ARTICLE:
            return "ander", i
    opens = border < 0 or tokens.word(border) == ":"
    if 1 <= start - low <= 3 and opens and tokens.word(low)[:1].isupper() and not people.is_adverb(low):
        return "ander", low
    return "betrokkene", start


def _heads_a_line(people: People, person: Person, colon: int) -> bool:
    """Whether a person right before a colon speaks after it: "Dochter: ...", "Psychiater: ...", not "Cl. (v, 49): ...".

    A role that opens the note is the writer's: "Jeugdarts: ...".
    """
    if person.flags & (Kind.RELATION | Kind.NEIGHBOUR):
        return True
    if person.governed or person.head != colon - 1:
        return False
    if person.flags & Kind.CLIENT:
        return not people.kinds[min(colon + 1, len(people.kinds) - 1)] & (Kind.CLIENT | Kind.NAME)
    return bool(person.flags & Kind.ROLE) and person.start > 0 and people.begins_sentence(person.start)


def _unnamed(people: People, end: int, last: int) -> str:
    """Who is meant after "volgens" where no known word for a person follows."""
    if end < last and fold(people.tokens.word(end)) in _OBJECTS:
        return "betrokkene"
    return "zaak" if any(kind & Kind.THING for kind in people.kinds[end : min(end + 3, last)]) else "ander"


def _whose(people: People, speaker: Person, low: int, high: int) -> str:
    """Who speaks, seen from what he says: "ma zegt dat hij drinkt" is not said by the one who drinks.

    Only "hij" and words like "mw." tell, for "ze" may be more than one.
    """
    sexes = Kind.FEMALE | Kind.MALE
    sex = people.kinds[speaker.head] & sexes
    if speaker.who != "betrokkene" or not sex:
        return speaker.who
    for kind in people.kinds[low:high]:
        if kind & (Kind.PRONOUN | Kind.CLIENT):
            other = kind & sexes
            tells = other and other != sex and not (kind & Kind.PRONOUN and other & Kind.FEMALE)
            return "ander" if tells else speaker.who
    return speaker.who


def _following(people: People, end: int, last: int, *, governed: bool = False) -> Person | None:
    """The person right after a verb, as its subject, or after "volgens"."""
    for i in range(end, min(end + NEAR + 3, last)):
        kind = people.kinds[i]
        if kind & Kind.PERSON and i in people.heads:
            person = people.at(i)
            return person if person.start - end <= NEAR and (governed or not person.governed) else None
        if kind & (Kind.SUBORDINATOR | Kind.VERB) or people.is_sign(i):
            return None
    return None


def _is_aside(people: People, low: int, start: int) -> bool:
    """Whether a verb of saying stands after or amid what is said: ", zegt ze", "het gaat goed zegt ie"."""
    if people.begins_sentence(start):
        return False
    before = people.tokens.word(start - 1)
    if before in ("dat", "zo") and start > 1 and people.is_sign(start - 2):
        return True
    if people.is_sign(start - 1):
        return before not in (":", ";", "(")
    return any(kind & Kind.VERB for kind in people.kinds[low:start])


def _may_be_aside(people: People, low: int, start: int, close: int, last: int) -> bool:
    """Whether "zegt ze" without a comma may stand after what is said: "niet eenzaam zegt ze en dat klopt"."""
    if low >= start or people.is_adverb(low):
        return False
    return not any(people.tokens.word(i).lower() in ("dat", "te", ":") for i in range(close, min(close + 3, last)))


READERS = {
    "spreker": spoken,
    "ontkenner": denied,
    "melder": noticed,
    "volgens": according_to,
    "dubbelepunt": after_colon,
    "gerucht": rumoured,
}
"""How the words of saying with each of these values are read."""
ASIDES = frozenset({"spreker", "melder"})
"""Those that may stand in a mention, after what is said: "[slaapt niet, zegt ze]"."""

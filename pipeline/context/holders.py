"""Who has the problem: the subject of the clause that a mention stands in.

Dutch puts the subject first or right after the verb, so the first person of a clause who does not follow a preposition is
taken for it; a clause without a subject ("en slaapt slecht") has the one before it, a relative clause ("die drinkt") the
person before "die".
"""

from __future__ import annotations

from pipeline.context.clauses import clause_before, subject_of
from pipeline.context.kinds import Kind
from pipeline.context.people import People, Person

CLAUSES = 3
"""So many clauses back the subject of a clause without one is sought."""
NEAR = 3
"""So many words may stand between a person and his "zelf"."""
APPOSED = 6
"""So many words back somebody is sought to whom a clause with "zelf" and no subject belongs."""
INSIDE = 6
"""Among so many words of a mention its own subject is sought."""
AFTER = 4
"""So many words after a mention its subject may follow."""
CONTRAST = 24
"""So many words after a mention "cl. zelf" may say that it was about somebody else."""


def holder(people: People, start: int, end: int, *, natural: bool) -> Person | None:
    """The person other than the one concerned who has what `start:end` says, or None.

    `natural`: others belong to the label (a carer, a perpetrator), so that only "zelf" makes it theirs.
    """
    low, border = clause_before(people, start)
    if any(low <= i < start for i in people.selves) and subject_of(people.between(low, start)) is None:
        apposed = _apposed(people, border)
        return apposed if apposed is not None and apposed.who in ("ander", "beroep") else None
    person = _find(people, start, end, low, border)
    if person is not None and person.who != "betrokkene" and _himself(people, person, start, end):
        return None if natural and person.who == "schrijver" else person
    if (against := _contrasted(people, end)) and (other := _other_before(people, start, end, against)) is not None:
        return other
    if (other := _other_after(people, end)) is not None:
        return other
    if natural or person is None or person.who != "ander" or _reports(people, person, start):
        return None
    return None if _told_by_a_relative(people, person) else person


def _reports(people: People, person: Person, start: int) -> bool:
    """Whether a verb of saying stands between a person and a mention."""
    return any(people.kinds[i] & Kind.SAYS for i in range(person.head + 1, start))


def _find(people: People, start: int, end: int, low: int, border: int) -> Person | None:
    """The subject of a mention, whoever it is; its clause begins at `low`, with the word at `border` before it."""
    tokens, kinds = people.tokens, people.kinds
    inverted = bool(kinds[start] & Kind.VERB)
    if inverted and start + 1 < len(kinds) and kinds[start + 1] & (Kind.PRONOUN | Kind.CLIENT):
        return people.at(start + 1)
    if inverted and border >= 0 and kinds[border] & Kind.SUBORDINATOR and people.begins_sentence(border):
        return None
    subject = subject_of(people.between(low, start))
    if subject is not None:
        return None if _is_object(people, low, border, subject) else subject
    elided = border >= 0 and any(kinds[i] & Kind.VERB for i in range(low, start))
    subject = (None if elided else _inside(people, start, end)) or _after(people, start, end)
    if subject is not None:
        return subject
    opening = people.between(low, start)
    if opening and opening[0].start == low + 1 and tokens.word(low).lower() == "bij":
        return opening[0]
    return _further_back(people, start, low, border)


def _apposed(people: People, border: int) -> Person | None:
    """Who is meant by "zelf" in a clause without a subject: "de buurman, zelf doof", "de zoon die belt heeft zelf"."""
    before = people.between(max(0, border - APPOSED), border) if border >= 0 else []
    if not before or not (before[-1].head == border - 1 or people.kinds[border] & Kind.VERB):
        return None
    return before[-1]


def _further_back(people: People, start: int, low: int, border: int) -> Person | None:
    """The subject of a clause that has none, from the clauses before it."""
    tokens, kinds = people.tokens, people.kinds
    sentence = tokens.sentences[start]
    high = start
    for _ in range(CLAUSES):
        if border < 0:
            return None
        before = [p for p in people.between(max(0, border - 8), border) if tokens.sentences[p.head] == sentence]
        if kinds[border] & Kind.RELATIVE:
            return before[-1] if before and before[-1].head >= border - 3 else None
        if kinds[low] & Kind.RELATIVE and low < high:
            return before[-1] if before else None
        if kinds[border] & Kind.SUBORDINATOR or tokens.word(border) not in (",", "en", "maar", "of"):
            return None
        if not _goes_on(people, low, high):
            return None
        high = border
        low, border = clause_before(people, high)
        subject = subject_of(people.between(low, high))
        if subject is not None:
            return subject if _is_somebodys(subject) else None
    return None


def _is_object(people: People, low: int, border: int, person: Person) -> bool:
    """Whether a person follows the verb of a clause without a subject, as notes are written: "Slaat zijn moeder"."""
    if person.flags & (Kind.PRONOUN | Kind.CLIENT | Kind.WRITER) or not people.kinds[low] & Kind.VERB:
        return False
    return border < 0 or people.tokens.word(border) == ":"


def _goes_on(people: People, low: int, high: int) -> bool:
    """Whether a clause has no subject of its own: it begins with its verb, or with the mention."""
    kinds = people.kinds
    first = low
    while first < high and kinds[first] & Kind.COORDINATOR:
        first += 1
    return first >= high or bool(kinds[first] & Kind.VERB)


def _inside(people: People, start: int, end: int) -> Person | None:
    """The person with whom a mention begins: "[zijn zus drinkt]"."""
    for person in people.between(start, min(end, start + INSIDE)):
        verb = any(people.kinds[i] & Kind.VERB for i in range(start, person.start))
        if person.start == start and _described(people, person, end):
            return person
        if not person.governed and (person.who == "betrokkene" or (not verb and _is_somebodys(person))):
            return person
        if verb:
            return None
    return None


def _is_somebodys(person: Person) -> bool:
    """Whether the words tell whose a person is ("zijn moeder"), which makes him somebody else wherever he stands."""
    return bool(person.flags & (Kind.THEIRS | Kind.OWN | Kind.FORMER))


def _described(people: People, person: Person, end: int) -> bool:
    """Whether "die" follows a person within a mention: "[haar zoon, die de zolder niet af komt]"."""
    return any(kind & Kind.RELATIVE for kind in people.kinds[person.head + 1 : min(person.head + 1 + APPOSED, end)])


def _after(people: People, start: int, end: int) -> Person | None:
    """The person who follows a mention and its verb: "[schulden] heeft alleen zijn broer"."""
    tokens, kinds = people.tokens, people.kinds
    if start and kinds[start - 1] & Kind.THEIRS and not people.begins_sentence(start):
        return None
    verb = bool(kinds[start] & Kind.VERB)
    for i in range(end, min(end + AFTER, len(kinds))):
        if tokens.clauses[i] != tokens.clauses[end - 1] or kinds[i] & (Kind.SUBORDINATOR | Kind.RELATIVE | Kind.SAYS):
            return None
        verb = verb or bool(kinds[i] & Kind.VERB)
        if kinds[i] & Kind.PERSON:
            person = people.at(i)
            return person if verb and not person.governed else None
    return None


def _himself(people: People, person: Person, start: int, end: int) -> bool:
    """Whether "zelf" right after a person and his verb makes it his: "melder rook zelf naar drank", "ik ben zelf ook doof"."""
    tokens, kinds = people.tokens, people.kinds
    if not people.selves or _reports(people, person, start):
        return False
    for i in range(person.head + 1, min(person.head + 2 + NEAR, end + 2, len(kinds))):
        if tokens.sentences[i] != tokens.sentences[person.head] or kinds[i] & (Kind.PERSON | Kind.SAYS):
            return False
        if kinds[i] & Kind.SELF:
            return True
    return False


def _contrasted(people: People, end: int) -> int:
    """The flags of who is set against the person of a mention after it: "cl. zelf", "hijzelf", "zelf ... ze". 0: nobody."""
    tokens, kinds = people.tokens, people.kinds
    for i in people.selves:
        if i < end:
            continue
        if i >= end + CONTRAST or tokens.sentences[i] > tokens.sentences[end - 1] + 1:
            return 0
        if any(kind & Kind.SAYS for kind in kinds[max(end, i - 3) : i + 5]):
            return 0
        for before in (kinds[i - 1], kinds[i - 2] if kinds[i - 1] & Kind.VERB else 0):
            if before & (Kind.CLIENT | Kind.NAME | Kind.PRONOUN):
                return before
        if _opens(people, i) and any(kind & Kind.PRONOUN for kind in kinds[i + 1 : i + 4]):
            return Kind.PRONOUN
    return 0


def _opens(people: People, i: int) -> bool:
    return people.begins_sentence(i) or not people.tokens.word(i - 1)[:1].isalnum()


def _other_before(people: People, start: int, end: int, against: int) -> Person | None:
    """Somebody else in the sentence of a mention, before it or within, who does not report it.

    Set `against` a pronoun, "mijn moeder" may be the same person; set against "cl." she is another.
    """
    tokens = people.tokens
    found = [
        person
        for person in people.between(max(0, start - 12), end)
        if person.flags & (Kind.RELATION | Kind.NEIGHBOUR)
        and tokens.sentences[person.head] == tokens.sentences[start]
        and not (person.who == "betrokkene" and against & Kind.PRONOUN)
        and not (person.governed and people.kinds[person.start - 1] & Kind.COMPANION)
        and not (person.head < start and _reports(people, person, start))
    ]
    return found[-1] if found else None


def _other_after(people: People, end: int) -> Person | None:
    """Somebody else right after a mention: "schulden bij een nicht, bij haarzelf niet"."""
    if not people.selves or end >= len(people.tokens) or people.tokens.word(end).lower() != "bij":
        return None
    if not any(end < i < end + CONTRAST for i in people.selves):
        return None
    person = next(iter(people.between(end, end + INSIDE)), None)
    return person if person is not None and person.who == "ander" and person.start == end + 1 else None


def _told_by_a_relative(people: People, subject: Person) -> bool:
    """Whether a relative speaks, to whom the person concerned is "pa" or "haar zoon"."""
    if subject.flags & (Kind.OWN | Kind.MIXED):
        return False
    tokens, kinds = people.tokens, people.kinds
    sentence = tokens.sentences[subject.head]
    for person in people.between(max(0, subject.start - 12), subject.start):
        if tokens.sentences[person.head] != sentence or person.who != "ander" or not person.flags & Kind.RELATION:
            continue
        between = range(person.head + 1, subject.start)
        if any(kinds[i] & Kind.SAYS or tokens.word(i) == ":" for i in between):
            return True
    return False

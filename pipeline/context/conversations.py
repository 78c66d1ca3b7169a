"""Whom the writer listened to: "Telefonisch contact met dochter:", "Moeder belt.", "Huisarts over dhr. Pol."

What follows is what that person told, up to where the writer takes over.
"""

from __future__ import annotations

from bisect import bisect_left

from pipeline.context.clauses import subject_of
from pipeline.context.kinds import Kind
from pipeline.context.people import People, Person, tells_about
from pipeline.context.speech import NEAR, Speech
from pipeline.context.stretches import takeover
from pipeline.context.verbs import is_past_tense

CONTACT = 7
"""So many words hold the line that says with whom the writer spoke."""
OPENING = 6
"""Within so many words of the start of a note somebody is named who reports."""
_APART = frozenset(",.(;")
_ON_THE_LINE = ["aan", "de", "lijn"]
_CALL = "t"
"""Short for "telefoon", before the time of a call."""


def conversations(people: People) -> list[Speech]:
    """All that follows a line that says with whom the writer spoke."""
    found = [speech for i in people.contacts for speech in _contact(people, i)]
    if not any(speech.start < OPENING for speech in found):
        found += _opening(people)
    return found + _reports_of_a_caller(people)


def _contact(people: People, i: int) -> list[Speech]:
    """What follows the word for a conversation at `i`, if its line names who spoke with the writer."""
    tokens, kinds = people.tokens, people.kinds
    last = people.sentence_end(i)
    low = bisect_left(tokens.sentences, tokens.sentences[i])
    if any(kind & Kind.HABIT for kind in kinds[i + 1 : min(i + 1 + CONTACT, last)]):
        return []
    calls = bool(kinds[i] & Kind.CALLS) and not (i and kinds[i - 1] & Kind.RELATIVE)
    named = people.between(low, min(i + CONTACT, last))
    person = _caller(people, i, low, named) if calls else None
    person = person or next((p for p in named if p.who == "ander" and not p.flags & Kind.HEADING), None)
    if person is None:
        return _called_himself(people, i, low, last) if calls and low < OPENING else []
    close = max(i, person.head) + 1
    colon = next((j for j in range(close, last) if tokens.word(j) == ":"), None)
    if colon is not None:
        first = colon + 1
    elif last - low <= CONTACT or (calls and tells_about(people, i, last)) or _heads(people, i, person, low):
        first = last
    else:
        return []
    return [Speech(first, takeover(people, first), "ander", min(i, person.start), close, conversation=True)]


def _heads(people: People, i: int, person: Person, low: int) -> bool:
    """Whether a note opens with a call: "Telefoontje van schoonzoon Piet, hij ...", "Moeder van Sem (15), zij belt ..."."""
    if low >= OPENING or min(i, person.start) - low > 1:
        return False
    if people.kinds[i] & Kind.CALLS:
        return person.head < i and not person.governed and not is_past_tense(people.tokens.word(i))
    return i < person.start and _is_named_apart(people, person)


def _is_named_apart(people: People, person: Person) -> bool:
    """Whether a sign ends the words that name a person, before any verb: "dochter van dhr. Mulder (83).", "zoon Wouter,"."""
    for j in range(person.head + 1, min(person.head + 1 + NEAR, len(people.tokens))):
        if people.kinds[j] & Kind.VERB:
            return False
        if people.tokens.word(j) in _APART:
            return True
    return False


def _caller(people: People, i: int, low: int, named: list[Person]) -> Person | None:
    """Who calls, as the subject of the verb at `i`: somebody else, or who works there."""
    subject = subject_of([person for person in named if person.head < i]) or subject_of(
        [person for person in named if i < person.head <= i + NEAR]
    )
    if subject is None or subject.flags & (Kind.WRITER | Kind.PRONOUN | Kind.MINE):
        return None
    about = subject.who == "betrokkene" and tells_about(people, i, people.sentence_end(i))
    return subject if about or subject.who in ("ander", "beroep") else None


def _called_himself(people: People, i: int, low: int, last: int) -> list[Speech]:
    """What the person concerned says who calls "zelf"."""
    if is_past_tense(people.tokens.word(i)) or not any(0 < at - i <= NEAR for at in people.selves):
        return []
    subject = subject_of(people.between(low, i))
    if subject is not None and subject.who != "betrokkene":
        return []
    return [Speech(last, takeover(people, last), "betrokkene", i, i + 2, conversation=True)]


def _opening(people: People) -> list[Speech]:
    """What follows the first line of a note that names who reports: "14.20 u, dochter over moeder 86."."""
    tokens, kinds = people.tokens, people.kinds
    person = next((p for p in people.between(0, OPENING) if p.who != "schrijver"), None)
    if person is None or person.governed or person.flags & Kind.MINE:
        return []
    last = people.sentence_end(person.head)
    low = bisect_left(tokens.sentences, tokens.sentences[person.head])
    if person.who != "ander" or any(kind & Kind.VERB for kind in kinds[low : person.head]):
        return []
    before = [tokens.word(i) for i in range(person.start)]
    call = bool(before) and before[0].lower() == _CALL
    if any(
        word.isalpha() and not kinds[i] & (Kind.WRITER | Kind.ADVERB) for i, word in enumerate(before) if i or not call
    ):
        return []
    on_the_line = [tokens.word(i).lower() for i in range(person.head + 1, min(person.head + 4, last))] == _ON_THE_LINE
    if not (on_the_line or tells_about(people, person.head, last) or (call and _is_named_apart(people, person))):
        return []
    return [Speech(last, takeover(people, last), "ander", person.start, person.head + 1, conversation=True)]


def _reports_of_a_caller(people: People) -> list[Speech]:
    """What follows a sentence that "melder" or "beller" opens, whatever it does: somebody noted what a caller told."""
    found: list[Speech] = []
    for i in people.heads:
        if (
            not people.kinds[i] & Kind.CALLER
            or not people.begins_sentence(i)
            or any(0 < at - i <= NEAR for at in people.selves)
        ):
            continue
        if not found or i >= found[-1].high:
            found.append(Speech(i + 1, takeover(people, i + 1), "ander", i, i + 1, conversation=True))
    return found

"""Whom the writer listened to: "Telefonisch contact met dochter:", "Moeder belt.", "Huisarts over dhr. Pol."

What follows is what that person told, up to where the writer takes over.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from pipeline.context.clauses import subject_of
from pipeline.context.kinds import Kind
from pipeline.context.people import People, Person, is_on_the_line, tells_about
from pipeline.context.speech import NEAR, Speech
from pipeline.context.stretches import begins_paragraph, takeover
from pipeline.context.verbs import is_past_tense

CONTACT = 7
"""So many words hold the line that says with whom the writer spoke."""
OPENING = 6
"""Within so many words of the start of a note somebody is named who reports."""
_TURN = 8
"""Within so many words of its start a line of minutes names who speaks."""
_SHORT_TURN = 8
"""So many words or fewer after the colon are no turn."""
_SPEAKERS = 2
_APART = frozenset(",.(;")
_BY_TELEPHONE = ("tel", "tc", "bel")
_CALL = "t"
"""Short for "telefoon", before the time of a call."""
_TIME = re.compile(r"(?:[01]?\d|2[0-3])[.:][0-5]\d")


def conversations(people: People) -> list[Speech]:
    """All that follows a line that says with whom the writer spoke."""
    found = [speech for i in people.contacts for speech in _contact(people, i)]
    if not any(speech.start < OPENING for speech in found):
        found += _opening(people)
    return found + _reports_of_a_caller(people) + _minutes(people)


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
    """Whether a note opens with a call: "Telefoontje van schoonzoon Piet, hij ...", "Moeder van Sem (15), zij belt vanuit ...".

    "Contact met zoon (34) is verbroken" and "Dochter belt 112" are no calls to the writer.
    """
    tokens, kinds = people.tokens, people.kinds
    if low >= OPENING or min(i, person.start) != low:
        return False
    if kinds[i] & Kind.CALLS:
        called = i + 1 < len(tokens) and (
            kinds[i + 1] & (Kind.ARTICLE | Kind.PERSON) or tokens.word(i + 1)[:1].isdigit()
        )
        return person.head < i and not person.governed and not called and not is_past_tense(tokens.word(i))
    by_telephone = tokens.word(i).lower().startswith(_BY_TELEPHONE)
    return by_telephone and i < person.start and _is_named_apart(people, person)


def _is_named_apart(people: People, person: Person) -> bool:
    """Whether a sign ends the words that name a person, before any verb: "dochter van dhr. Mulder (83).", "zoon Wouter,"."""
    for j in range(person.head + 1, min(person.head + 1 + CONTACT, len(people.tokens))):
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
    call = len(before) > 1 and before[0].rstrip(".").lower() == _CALL and _TIME.fullmatch(before[1]) is not None
    if any(
        word.isalpha() and not kinds[i] & (Kind.WRITER | Kind.ADVERB) for i, word in enumerate(before) if i or not call
    ):
        return []
    told = tells_about(people, person.head, last) or is_on_the_line(people, person.head)
    if not told and not (call and _is_named_apart(people, person)):
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


def _minutes(people: People) -> list[Speech]:
    """What each says in minutes, where lines open with who speaks: "Politie: wij ...", "Zus (aan tafel): ik ...".

    Fewer than two speakers, short turns, nothing but names of areas of life ("School: ..."), or nobody who says "ik" or "wij":
    these are fields of a form.
    """
    tokens, kinds = people.tokens, people.kinds
    if tokens.words.count(":") < _SPEAKERS:
        return []
    starts = [i for i in range(len(tokens)) if people.begins_sentence(i)]
    opened = {i: turn for i in starts if (turn := _turn(people, i)) is not None}
    ends = [i for i in starts if i in opened or kinds[i] & Kind.TAKES_OVER or begins_paragraph(people, i)]
    ends.append(len(tokens))
    turns = [(speaker, colon, next(end for end in ends if end > colon)) for speaker, colon in opened.values()]
    turns = [(speaker, colon, end) for speaker, colon, end in turns if end - colon > _SHORT_TURN]
    speakers = {tokens.word(speaker.head).lower() for speaker, _, _ in turns}
    if len(speakers) < _SPEAKERS or all(speaker.flags & Kind.HEADING for speaker, _, _ in turns):
        return []
    if not any(kinds[i] & Kind.WRITER for _, colon, end in turns for i in range(colon, end)):
        return []
    return [
        Speech(colon + 1, end, speaker.who, speaker.start, speaker.head + 1, conversation=True)
        for speaker, colon, end in turns
    ]


def _turn(people: People, i: int) -> tuple[Person, int] | None:
    """Who speaks in the line that begins at `i`, and the place of the colon behind the name."""
    if i and people.tokens.at[i] - people.tokens.at[i - 1] == 1:  # no white space but one space: amid a line
        return None
    first = i + 1 if people.is_sign(i) else i
    for j in range(first + 1, min(first + _TURN, people.sentence_end(i))):
        if people.tokens.word(j) == ":":
            speaker = next((person for person in people.between(first, j) if person.start == first), None)
            return (speaker, j) if speaker is not None and speaker.who != "schrijver" else None
    return None

"""Where the clause of a word begins, and who is its subject."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.context.kinds import Kind
from pipeline.context.people import People, Person

_PHRASE = Kind.VERB | Kind.PERSON | Kind.ARTICLE | Kind.THEIRS | Kind.MINE
"""What opens a clause after "en"; other words may only be one more item."""


def subject_of(found: Sequence[Person]) -> Person | None:
    """The first person of a clause who does not follow a preposition."""
    return next((person for person in found if not person.governed), None)


def clause_before(people: People, high: int) -> tuple[int, int]:
    """Where the clause that `high` stands in, or ends, begins, and the word that opens it (-1: it opens its sentence)."""
    tokens, kinds = people.tokens, people.kinds
    for i in range(high - 1, -1, -1):
        if tokens.sentences[i] != tokens.sentences[min(high, len(tokens) - 1)]:
            return i + 1, -1
        kind = kinds[i]
        following = kinds[i + 1] if i + 1 < len(kinds) else 0
        if kind & Kind.SUBORDINATOR or (kind & Kind.RELATIVE and _opens_relative(people, i, high)):
            return i + 1, i
        if not people.begins_sentence(i) and tokens.clauses[i] != tokens.clauses[i - 1]:
            return i + 1, i
        if (kind & Kind.COORDINATOR and following & _PHRASE) or (kind & Kind.VERB and following & Kind.VERB):
            return i + 1, i
    return 0, -1


def _opens_relative(people: People, i: int, high: int) -> bool:
    """Whether "die" at a place is a relative pronoun, and not an article or a subject that opens its clause."""
    if people.begins_sentence(i):
        return False
    return not (i + 1 < high and people.kinds[i + 1] & (Kind.SOMEBODYS | Kind.CLIENT | Kind.VERB))

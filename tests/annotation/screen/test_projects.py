"""Notes, lots and assignments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import combinations
from typing import Any

import pytest
from sqlalchemy import select

from annotation.corpus import AnnotatedNote
from annotation.screen.projects import Plan, add_notes, assign, find_or_make
from annotation.screen.starting import fill, people
from annotation.screen.tables import Assignment, Project, ProjectNote, Showing
from triage.store.session import Store

from .conftest import BOTH, suggest

pytestmark = BOTH

MANY = [AnnotatedNote(id=f"m-{number}", text=f"Vervuiling {number}: vervuiling.") for number in range(300)]


def rows(store: Store) -> tuple[list[ProjectNote], list[Assignment]]:
    with store.session() as session:
        notes = list(session.scalars(select(ProjectNote)).unique())
        return notes, list(session.scalars(select(Assignment)).unique())


def test_every_note_has_as_many_readers_as_was_planned(store: Store, project: Callable[..., Any]) -> None:
    made = project(["anna", "bilal", "carla"], MANY, overlap=2, overlap_share=0.5)
    _, assignments = rows(store)
    by_note: dict[int, set[int]] = {}
    for row in assignments:
        by_note.setdefault(row.note_id, set()).add(row.person_id)
    assert Counter(len(readers) for readers in by_note.values()) == {2: 150, 1: 150}
    pairs = Counter(frozenset(readers) for readers in by_note.values() if len(readers) == 2)
    assert set(pairs) == {frozenset(pair) for pair in combinations(made.people.values(), 2)}
    assert set(pairs.values()) == {50}
    for person in made.people.values():
        places = sorted(row.position for row in assignments if row.person_id == person)
        assert places == list(range(1, len(places) + 1))


def test_the_lot_is_the_same_for_all_readers_and_near_its_share(store: Store, project: Callable[..., Any]) -> None:
    project(["anna", "bilal"], MANY, Showing.DRAWN, shown_share=0.7, overlap=2)
    notes, _ = rows(store)
    without = sum(note.withheld for note in notes)
    assert 60 <= without <= 120
    assert all(note.suggestions for note in notes), "kept for the comparison afterwards, not shown"


@pytest.mark.parametrize(("showing", "withheld"), [(Showing.SHOWN, 0), (Showing.WITHHELD, 300)])
def test_on_and_off(store: Store, project: Callable[..., Any], showing: Showing, withheld: int) -> None:
    project(["anna"], MANY, showing)
    notes, _ = rows(store)
    assert sum(note.withheld for note in notes) == withheld
    assert all(bool(note.suggestions) == (withheld == 0) for note in notes)


def test_notes_that_come_later_go_behind_the_others(store: Store, project: Callable[..., Any]) -> None:
    made = project(["anna"], MANY[:2])
    with store.session() as session:
        found = session.get(Project, made.project)
        assert found is not None and find_or_make(session, Plan("Proef")) is found
        assert add_notes(session, found, MANY[:3], suggest) == 1
        from triage.store.tables import Person

        anna = session.get(Person, made.people["anna"])
        assert anna is not None and assign(session, found, [anna]) == 1
    notes, assignments = rows(store)
    assert len(notes) == 3 and sorted(row.position for row in assignments) == [1, 2, 3]


def test_starting_makes_accounts_once_and_needs_enough_readers(store: Store) -> None:
    made = people(store, ["Anna", "bilal"])
    assert [login for login, _ in made] == ["beheerder", "anna", "bilal"]
    assert people(store, ["anna"]) == ()
    assert fill(store, Plan("Een", overlap=2), MANY[:4], ["anna", "bilal"], suggest) == (4, 8)
    assert fill(store, Plan("Twee", Showing.WITHHELD), MANY[:4], [], None) == (4, 4)
    with pytest.raises(ValueError, match="Een has suggestions"):
        fill(store, Plan("Een", Showing.WITHHELD), MANY[:5], ["anna", "bilal"], None)
    with pytest.raises(ValueError, match="2 people must read"):
        fill(store, Plan("Drie", overlap=2), MANY[:4], ["anna"], suggest)

"""Acts to a reading, and the acts that are refused."""

from __future__ import annotations

from typing import Any

import pytest

from annotation.corpus import AnnotatedMention
from annotation.screen.reading import ActError, Done, SentAct, check, fold
from annotation.screen.tables import ActKind

TEXT = "Veel vervuiling in de gang."
SUGGESTED: list[dict[str, Any]] = [
    {"label": "vervuiling", "start": 5, "end": 15, "presence": "aanwezig"},
    {"label": "overlast", "start": 0, "end": 4, "presence": "aanwezig"},
]
OTHER = {"label": "overlast", "start": 5, "end": 15}


def done(*acts: tuple[str, dict[str, Any]]) -> list[Done]:
    return [Done(number, ActKind(kind), details) for number, (kind, details) in enumerate(acts, 1)]


def test_untouched_is_neither_accepted_nor_rejected() -> None:
    reading = fold(SUGGESTED, done(("opened", {}), ("seen", {"suggestion": 0}), ("finished", {})))
    assert reading.fates == ["untouched", "untouched"] and reading.seen == {0} and reading.mentions() == []


def test_every_fate_is_another_fact() -> None:
    reading = fold(
        SUGGESTED,
        done(
            ("accepted", {"suggestion": 0}),
            ("rejected", {"suggestion": 1}),
            ("own", {"key": "a", "mention": OTHER}),
            ("own_changed", {"key": "a", "mention": OTHER | {"presence": "onzeker"}}),
            ("answered", {"question": "al_bekend", "answer": "ja"}),
        ),
    )
    assert reading.fates == ["accepted", "rejected"] and reading.own["a"]["presence"] == "onzeker"
    assert [mention["label"] for mention in reading.mentions()] == ["vervuiling", "overlast"]
    assert reading.answers == {"al_bekend": "ja"}


def test_undoing_gives_back_what_was() -> None:
    acts = done(
        ("accepted", {"suggestion": 0}),
        ("changed", {"suggestion": 0, "mention": OTHER}),
        ("undone", {"undoes": 2}),
        ("seen", {"suggestion": 0}),
    )
    assert fold(SUGGESTED, acts).fates[0] == "accepted"
    again = [*acts, Done(5, ActKind.UNDONE, {"undoes": 1})]
    assert fold(SUGGESTED, again).fates == ["untouched", "untouched"]


@pytest.mark.parametrize(
    ("act", "said"),
    [
        ({"kind": "accepted", "suggestion": 7}, "no such suggestion"),
        ({"kind": "rejected"}, "no such suggestion"),
        ({"kind": "seen", "suggestion": 2}, "no such suggestion"),
        ({"kind": "changed", "suggestion": 0}, "no mention"),
        ({"kind": "own_removed", "key": "zz"}, "no such mark"),
        ({"kind": "own_changed", "key": "zz", "mention": OTHER}, "no such mark"),
        ({"kind": "own", "mention": OTHER}, "new key"),
        ({"kind": "own", "key": "a", "mention": OTHER}, "new key"),
        ({"kind": "own", "key": "b", "mention": OTHER | {"start": 6}}, "no slice"),
        ({"kind": "undone", "undoes": 9}, "only the last"),
        ({"kind": "answered", "answer": "ja"}, "no question"),
    ],
)
def test_what_does_not_fit_is_refused(act: dict[str, Any], said: str) -> None:
    acts = done(("own", {"key": "a", "mention": OTHER}))
    if mention := act.pop("mention", None):
        act["mention"] = AnnotatedMention(text=TEXT[5:15], **mention)
    with pytest.raises(ActError, match=said):
        check(SentAct(number=2, **act), TEXT, fold(SUGGESTED, acts), acts)


def test_words_of_the_note_are_not_stored_with_an_act() -> None:
    mention = AnnotatedMention(text=TEXT[5:15], **OTHER)
    assert "text" not in SentAct(number=1, kind=ActKind.OWN, key="a", mention=mention).details["mention"]

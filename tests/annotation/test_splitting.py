"""Splitting: whatever the corpus, no key, id or text is in two parts."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotation.corpus import AnnotatedMention, AnnotatedNote, CorpusError
from annotation.splitting import leaks, split

THIRDS = {"train": 0.5, "test": 0.5}
WORDS = [f"woord{i}" for i in range(400)]


def _note(number: int, writer: str, source: str = "", text: str = "", label: str = "") -> AnnotatedNote:
    text = text or " ".join(Random(number).sample(WORDS, 12))
    mentions = (AnnotatedMention(label=label, start=0, end=4, text=text[:4]),) if label else ()
    metadata = {"writer": writer} if writer else {}
    return AnnotatedNote(id=f"n{number}", text=text, source=source, mentions=mentions, metadata=metadata)


@settings(deadline=None, max_examples=50)
@given(
    st.lists(
        st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("xyz"), st.integers(0, 60)), min_size=8, max_size=60
    )
)
def test_nothing_leaks(rows: list[tuple[str, str, int]]) -> None:
    notes = [
        _note(number, writer, source, " ".join(Random(text).sample(WORDS, 12)))
        for number, (writer, source, text) in enumerate(rows)
    ]
    for by in (["writer"], ["writer", "source"]):
        try:
            done = split(notes, THIRDS, by)
        except CorpusError:
            continue
        assert sorted(note.id for part in done.parts.values() for note in part) == sorted(note.id for note in notes)
        assert leaks(done.parts, by) == []


def test_parts_have_their_shares_and_their_labels() -> None:
    labels = ["vervuiling", "verslaving", "overlast", "weglopen"]
    notes = [_note(i, f"w{i // 10}", label=labels[i % 4] if i % 10 < 5 else "") for i in range(400)]
    done = split(notes, {"train": 0.6, "development": 0.2, "test": 0.2}, ["writer"])
    assert done.groups == 40 and not done.said
    assert {name: len(part) for name, part in done.parts.items()} == {"train": 240, "development": 80, "test": 80}
    for part in done.parts.values():
        counts = Counter(mention.label for note in part for mention in note.mentions)
        assert max(counts.values()) < 2 * min(counts[label] for label in labels)
    assert all(note.metadata["split"] == "test" for note in done.parts["test"])


def test_the_same_seed_gives_the_same_parts() -> None:
    notes = [_note(i, f"w{i // 4}") for i in range(80)]
    assert split(notes, THIRDS, ["writer"], seed=3) == split(notes, THIRDS, ["writer"], seed=3)
    assert split(notes, THIRDS, ["writer"], seed=3) != split(notes, THIRDS, ["writer"], seed=4)


def test_near_doubles_stay_together_also_over_writers() -> None:
    long = " ".join(WORDS[:20])
    notes = [_note(i, f"w{i}") for i in range(6)] + [_note(7, "p", text=long), _note(8, "q", text=f"{long} en meer")]
    for seed in range(6):
        parts = split(notes, THIRDS, ["writer"], seed=seed).parts
        assert {"n7", "n8"} <= {note.id for note in parts["train"]} or {"n7", "n8"} <= {n.id for n in parts["test"]}


def test_what_cannot_be_split_is_refused() -> None:
    notes = [_note(1, "a"), _note(2, "a"), _note(3, "")]
    with pytest.raises(CorpusError, match="1 notes have no writer"):
        split(notes, THIRDS, ["writer"])
    assert split(notes, THIRDS, ["writer"], alone=True).groups == 2
    with pytest.raises(CorpusError, match="1 groups of notes"):
        split(notes[:2], THIRDS, ["writer"])
    with pytest.raises(CorpusError, match="add up to 1"):
        split(notes, {"train": 0.5, "test": 0.6}, ["writer"])


def test_a_part_that_misses_its_share_is_told() -> None:
    notes = [_note(i, "veel" if i < 8 else f"w{i}") for i in range(10)]
    said = split(notes, THIRDS, ["writer"]).said
    assert any("instead of 50%" in line and "the largest holds 80%" in line for line in said)


def test_leaks_are_named() -> None:
    one, other = _note(1, "a"), _note(2, "a")
    same = _note(3, "b", text=one.text)
    found = leaks({"train": [one], "test": [other, same, one]}, ["writer"])
    assert found == [
        "the same writer: n1 in train and n2 in test",
        "the same id: n1 in train and n1 in test",
        "the same text: n1 and n3",
    ]

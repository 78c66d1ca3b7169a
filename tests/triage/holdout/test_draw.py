"""The draw of lots: repeatable, unforeseeable without the salt, independent of purpose, and of the right size."""

from __future__ import annotations

from pathlib import Path

import pytest

from triage.holdout.draw import SAMPLE, WITHOUT_SUGGESTIONS, Purpose, drawn
from triage.holdout.marking import is_quiet, mark_on_arrival, mark_when_screened
from triage.settings import Settings
from triage.store.tables import Note

IDS = [f"note-{number}" for number in range(4000)]


def chosen(salt: bytes, share: float, purpose: Purpose = WITHOUT_SUGGESTIONS) -> set[str]:
    return {note for note in IDS if drawn(salt, purpose, note, share)}


def test_the_same_salt_draws_the_same_notes() -> None:
    assert chosen(b"a", 0.1) == chosen(b"a", 0.1)


def test_another_salt_or_purpose_draws_others() -> None:
    mine, other, sample = chosen(b"a", 0.1), chosen(b"b", 0.1), chosen(b"a", 0.1, SAMPLE)
    for some in (other, sample):
        assert len(mine & some) < 0.3 * len(mine)


@pytest.mark.parametrize("share", [0.05, 0.3])
def test_the_share_is_as_asked(share: float) -> None:
    assert abs(len(chosen(b"salt", share)) / len(IDS) - share) < 0.015


def test_none_and_all() -> None:
    assert chosen(b"a", 0) == set()
    assert chosen(b"a", 1) == set(IDS)


def test_a_larger_share_holds_the_smaller() -> None:
    assert chosen(b"a", 0.05) <= chosen(b"a", 0.2)


@pytest.mark.parametrize(("salt", "share"), [(b"a", 1.1), (b"a", -0.1), (b"", 0.5)])
def test_nonsense_is_refused(salt: bytes, share: float) -> None:
    with pytest.raises(ValueError):
        drawn(salt, SAMPLE, "x", share)


def test_quiet_means_no_raised_signal() -> None:
    assert is_quiet([])
    assert is_quiet([("vervuiling", "ontkend"), ("steunend_netwerk", "actief")])
    assert not is_quiet([("vervuiling", "onzeker")])


def test_only_quiet_notes_are_sampled(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, holdout_share=0.5, random_share=1)
    quiet, loud = Note(id="a", random_share=False), Note(id="b", random_share=False)
    mark_when_screened(quiet, [], settings)
    mark_when_screened(loud, [("vervuiling", "actief")], settings)
    assert quiet.random_share and not loud.random_share


def test_the_text_plays_no_part(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, holdout_share=0.5)
    found = set()
    for text in ("", "Mw. doet niet open.", "Alles gaat goed."):
        note = Note(id="a", text=text, source=text)
        mark_on_arrival(note, settings)
        found.add(note.held_out)
    assert len(found) == 1

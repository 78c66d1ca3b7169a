"""What to annotate next."""

from __future__ import annotations

import pytest

from annotation.sampling import SHARES, Candidate, choose, disagreement, rarity, uncertainty, vectors

BOTH, LEXICON = frozenset({"lexicon", "model"}), frozenset({"lexicon"})
POOL = [Candidate(f"n{i}", f"gewone notitie over bezoek nummer {i}", {"overlast": 1.0}) for i in range(80)] + [
    Candidate("twijfel", "misschien drinkt hij", {"verslaving": 0.5, "overlast": 0.6}, {"verslaving": BOTH}),
    Candidate("oneens", "de post ligt hoog", {"financiele_problemen": 1.0}, {"financiele_problemen": LEXICON}),
    Candidate("zeldzaam", "zij liep weer weg", {"weglopen": 1.0}),
    Candidate("anders", "zeilboot quarantaine xylofoon", {}),
]
SEEN = {"overlast": 500, "verslaving": 500, "financiele_problemen": 500}


def _reasons(**kwargs: object) -> dict[str, str]:
    return {choice.id: choice.reason for choice in choose(POOL, 20, annotated=SEEN, **kwargs)}  # type: ignore[arg-type]


def test_every_reason_finds_its_note_unless_chance_had_it() -> None:
    for seed in range(5):
        found = _reasons(seed=seed)
        assert len(found) == 20
        wanted = {"twijfel": "uncertain", "oneens": "disagreement", "zeldzaam": "rare", "anders": "different"}
        for note, reason in wanted.items():
            assert found[note] in (reason, "random"), (note, found[note])


def test_the_random_share_does_not_hang_on_what_was_found() -> None:
    plain = [Candidate(note.id, note.text) for note in POOL]
    only_chance = {**dict.fromkeys(SHARES, 0.0), "random": 1.0}
    drawn = {choice.id for choice in choose(plain, 6, shares=only_chance, seed=3)}
    found = {choice.id for choice in choose(POOL, 20, annotated=SEEN, seed=3) if choice.reason == "random"}
    assert len(found) >= 0.3 * 20 and drawn <= found


def test_the_same_seed_gives_the_same_notes() -> None:
    assert choose(POOL, 15, seed=4) == choose(POOL, 15, seed=4)
    assert choose(POOL, 15, seed=4) != choose(POOL, 15, seed=5)


def test_a_small_pool_is_taken_whole() -> None:
    assert [choice.id for choice in choose(POOL[:3], 10)] == ["n0", "n1", "n2"]
    assert choose([], 10) == []


def test_shares_without_chance_are_refused() -> None:
    with pytest.raises(ValueError, match="at random"):
        choose(POOL, 10, shares={"uncertain": 1.0})


def test_worth() -> None:
    assert uncertainty(Candidate("a", "", {"overlast": 0.5})) == pytest.approx(1.0)
    assert uncertainty(Candidate("a", "", {"overlast": 1.0})) == 0
    assert disagreement(POOL[81]) == 1 and disagreement(POOL[80]) == 0
    assert rarity(POOL[82], SEEN) == 1
    assert rarity(POOL[0], SEEN) == pytest.approx(1 / 501)
    assert vectors(["", "drie woorden hier"]).sum() > 0

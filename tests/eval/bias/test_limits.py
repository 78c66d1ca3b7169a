"""The limits that the shipped tagger has to keep: who somebody is does not change what is raised about them."""

from __future__ import annotations

from pathlib import Path

import pytest
from spacy.language import Language

from annotation.corpus import AnnotatedNote
from eval.bias.counterfactuals import SwapResult, run_swaps
from models.scorer import default_model
from pipeline.assemble import Settings, build
from pipeline.notes import Note, read_notes

EXAMPLES = Path(__file__).parents[3] / "examples"
LIMITS = {
    "first_names": 0.005,
    "surnames": 0.005,
    "origin": 0.005,
    "nationality": 0.005,
    "gender": 0.01,
    "no_gender": 0.01,
}
DRAWS = 6
FEWEST = 5


@pytest.fixture(scope="module")
def results() -> dict[str, SwapResult]:
    """All swaps with a limit, on every example."""
    shipped: Language = build(Settings(model=default_model()))
    read = read_notes([EXAMPLES])
    notes = [AnnotatedNote(id=note.id, text=note.text) for note in read if isinstance(note, Note)]
    return {result.swap: result for result in run_swaps(shipped, notes, draws=DRAWS, only=list(LIMITS))}


@pytest.mark.slow
@pytest.mark.parametrize("swap", list(LIMITS))
def test_what_is_raised_does_not_depend_on_who_it_is_about(results: dict[str, SwapResult], swap: str) -> None:
    """At most so many pairs in which any label is raised on one side only."""
    everything = results[swap].rows[0]
    assert everything.pairs >= FEWEST
    changed = sorted({(flip.note_id, flip.label) for flip in results[swap].flips})
    assert everything.rate.value is not None
    assert everything.rate.value <= LIMITS[swap], f"{everything.flips} of {everything.pairs} pairs: {changed}"

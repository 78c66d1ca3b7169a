"""What a spreadsheet would run is shown as text; everything else stays as it is."""

from __future__ import annotations

import pytest

from pipeline.spreadsheet import no_formula


@pytest.mark.parametrize("cell", ["=1+1", "+31", "-x", "-2+3", "-1+cmd|' /C calc'!A0", "@sum", "\t=1", "\ttab", " =1"])
def test_cells_are_never_formulas(cell: str) -> None:
    assert no_formula(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "-5", "-0,25", "3.5", "melding 12", "a=b"])
def test_numbers_and_words_stay(cell: str) -> None:
    assert no_formula(cell) == cell

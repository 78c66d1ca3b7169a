from __future__ import annotations

import pytest

from eval.behaviour.edits import EDITS


@pytest.mark.parametrize(
    ("edit", "after"),
    [
        ("kleine_letters", "mw. is suïcidaal, zij belt niet meer."),
        ("hoofdletters", "MW. IS SUÏCIDAAL, ZIJ BELT NIET MEER."),
        ("zonder_punt", "Mw. is suïcidaal, zij belt niet meer"),
        ("uitroeptekens", "Mw. is suïcidaal, zij belt niet meer!!!"),
        ("dubbele_spaties", "Mw.  is  suïcidaal,  zij  belt  niet  meer."),
        ("zonder_accenten", "Mw. is suicidaal, zij belt niet meer."),
        ("afgebroken_regels", "Mw. is suïcidaal, zij belt\nniet meer."),
        ("zonder_komma", "Mw. is suïcidaal zij belt niet meer."),
    ],
)
def test_edits(edit: str, after: str) -> None:
    assert EDITS[edit]("Mw. is suïcidaal, zij belt niet meer.") == after

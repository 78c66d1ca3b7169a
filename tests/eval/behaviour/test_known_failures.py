"""The behaviour suite with the lexicon alone: exactly the known failures fail."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.behaviour.cases import Suite
from eval.behaviour.known import failures_of, read_known, write_known
from eval.behaviour.matrix import as_markdown
from eval.behaviour.page import read_table, write_table
from eval.behaviour.run import Outcome
from eval.behaviour.schema import SuiteError


def test_known_failures_are_exact(suite: Suite, outcomes: list[Outcome]) -> None:
    failing, known = failures_of(outcomes), read_known(suite)
    new = {f: sorted(set(keys) - set(known.get(f, ()))) for f, keys in failing.items()}
    healed = {f: sorted(set(keys) - set(failing.get(f, ()))) for f, keys in known.items()}
    assert {f: keys for f, keys in new.items() if keys} == {}, (
        "new failures: mend, or run python -m eval.behaviour --update"
    )
    assert {f: keys for f, keys in healed.items() if keys} == {}, "healed: run python -m eval.behaviour --update"


def test_known_failures_survive_a_round_trip(suite: Suite, outcomes: list[Outcome], tmp_path: Path) -> None:
    write_known(failures_of(outcomes), tmp_path / "known" / "lexicon.yaml")
    assert read_known(suite, tmp_path / "known" / "lexicon.yaml") == failures_of(outcomes)


def test_a_known_failure_that_is_no_case_is_refused(suite: Suite, tmp_path: Path) -> None:
    write_known({"stil": ["Deze zin staat nergens."]}, tmp_path / "lexicon.yaml")
    with pytest.raises(SuiteError, match="stil that are no case"):
        read_known(suite, tmp_path / "lexicon.yaml")


def test_the_page_shows_these_figures(suite: Suite, outcomes: list[Outcome]) -> None:
    """The page may have a column more, of the whole tagger; that of the lexicon alone must be right."""
    shown = [[cell.strip() for cell in line.split("|")[1:5]] for line in read_table().splitlines()]
    made = [
        [cell.strip() for cell in line.split("|")[1:5]]
        for line in as_markdown(suite, {"lexicon": outcomes}).splitlines()
    ]
    assert shown == made, "run python -m eval.behaviour --update"


def test_a_page_without_a_place_for_the_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text("Nothing here.", encoding="utf-8")
    with pytest.raises(ValueError, match="no place for the matrix"):
        write_table("| a |", tmp_path / "page.md")

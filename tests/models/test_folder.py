"""Manifest and thresholds of a model folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.errors import ModelError
from models.joining import Weights, load_joining
from models.manifest import check_manifest, read_manifest, write_manifest

ENTRY = """\
labels:
  vervuiling:
    threshold: 0.4
    threshold_alone: 0.5
    veto: true
    span: 0.3
    reason: "best f1"
    joined: {network: 1.0, lexicon: 2.0, bias: -1.0}
    alone: {network: 1.1, lexicon: 0.0, bias: -0.5}
"""


def test_a_manifest_holds_until_a_file_changes(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("een")
    made = write_manifest(tmp_path)
    assert check_manifest(tmp_path) == read_manifest(tmp_path) == made
    (tmp_path / "a.txt").write_text("twee")
    with pytest.raises(ModelError, match=r"a\.txt.*SHA-256"):
        check_manifest(tmp_path)
    (tmp_path / "a.txt").unlink()
    with pytest.raises(ModelError, match=r"a\.txt: missing"):
        check_manifest(tmp_path)


def test_a_card_that_is_worded_better_makes_no_other_model(tmp_path: Path) -> None:
    (tmp_path / "network.onnx").write_text("een")
    (tmp_path / "MODELKAART.md").write_text("een kaart")
    made = write_manifest(tmp_path)
    (tmp_path / "MODELKAART.md").write_text("een betere kaart")
    assert write_manifest(tmp_path) == made
    (tmp_path / "network.onnx").write_text("twee")
    assert write_manifest(tmp_path) != made


def test_a_folder_without_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="manifest"):
        check_manifest(tmp_path)


def test_thresholds_are_read_with_their_weights(tmp_path: Path) -> None:
    (tmp_path / "thresholds.yaml").write_text(ENTRY)
    joining = load_joining(tmp_path)
    assert joining.threshold("vervuiling", lexicon=True) == 0.4
    assert joining.threshold("vervuiling", lexicon=False) == 0.5
    assert joining.probability("vervuiling", 0.0, 1, lexicon=True) > joining.probability(
        "vervuiling", 0.0, 0, lexicon=True
    )
    assert joining.probability("vervuiling", 0.0, 1, lexicon=False) < 0.5


@pytest.mark.parametrize("content", ["", "labels: {a: {threshold: x}}", "labels: [", "labels: {a: 1}"])
def test_thresholds_that_cannot_be_read_are_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "thresholds.yaml").write_text(content)
    with pytest.raises(ModelError, match=r"thresholds\.yaml"):
        load_joining(tmp_path)


def test_extreme_odds_stay_probabilities() -> None:
    weights = Weights(1.0, 1.0, 0.0)
    assert 0.0 < weights.probability(-1e9, 0) < weights.probability(1e9, 5) < 1.0

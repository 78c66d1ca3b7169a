"""Compiled copies of data that ship beside it, so that a start takes no seconds for reading and compiling.

A copy holds a fingerprint of everything it was made from. Where that no longer fits (a file was edited, another version of
the lemma list) the copy is left aside and the data itself is read: slower, with the same result.
`python -m pipeline.lexicon.compiled` writes all copies anew.
"""

from __future__ import annotations

import gc
import hashlib
import json
import struct
import sys
import zlib
from array import array
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

_ROOM = Path(__file__).parent.parent
_RULES = ("language", "patterns")
_ARRAY = "@array"


@cache
def _of_the_rules() -> bytes:
    """Hash of the code and tables by which patterns are compiled, and of the version of the lemma list."""
    digest = hashlib.sha256(version("simplemma").encode())
    for path in sorted(p for room in _RULES for p in (_ROOM / room).rglob("*") if p.suffix in (".py", ".yaml", ".tsv")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.digest()


def fingerprint(sources: Iterable[Path]) -> bytes:
    """Hash of files that patterns are compiled from, and of what compiles them; 32 bytes."""
    digest = hashlib.sha256(_of_the_rules())
    for path in sorted(sources):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.digest()


def load(file: Path, mark: bytes) -> Any:
    """The data of a copy, or None where there is none or its fingerprint is another than `mark`."""
    try:
        stored = file.read_bytes()
    except FileNotFoundError:
        return None
    if not stored.startswith(mark):
        return None
    plain = zlib.decompress(memoryview(stored)[len(mark) :])
    (size,) = struct.unpack_from("<q", plain)
    numbers = memoryview(plain)[8 + size :]

    def unpack(found: dict[str, Any]) -> Any:
        if _ARRAY not in found:
            return found
        start, length = found[_ARRAY]
        row = array("i")
        row.frombytes(numbers[start : start + length])
        if sys.byteorder == "big":
            row.byteswap()
        return row

    # Half of the time would go into searching the thousands of new objects for garbage, of which there is none.
    gc.disable()
    try:
        return json.loads(plain[8 : 8 + size], object_hook=unpack)
    finally:
        gc.enable()


def save(file: Path, mark: bytes, data: Any) -> int:
    """Writes a copy of JSON-able data, in which rows of numbers are arrays; gives its size in bytes."""
    rows: list[bytes] = []
    at = 0

    def pack(row: Any) -> Any:
        nonlocal at
        if not isinstance(row, array):
            raise TypeError(f"not JSON-able: {type(row).__name__}")
        if sys.byteorder == "big":
            row = array(row.typecode, row)
            row.byteswap()
        rows.append(row.tobytes())
        at += len(rows[-1])
        return {_ARRAY: [at - len(rows[-1]), len(rows[-1])]}

    head = json.dumps(data, separators=(",", ":"), ensure_ascii=False, default=pack).encode()
    return file.write_bytes(mark + zlib.compress(struct.pack("<q", len(head)) + head + b"".join(rows), 9))

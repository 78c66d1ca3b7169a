"""Which encoding a text file is in, decided once over the whole file, so that no row is read two ways.

A byte order mark decides. Without one a file is UTF-8 if all of it is. If not, it is Windows-1252, unless valid UTF-8
letters outnumber the bytes that are not: then it is UTF-8 with a few damaged bytes, each read as U+FFFD and counted.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import BinaryIO

_CHUNK = 1 << 20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOT_TEXT = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b"))
_UNDEFINED_1252 = b"\x81\x8d\x8f\x90\x9d"
_BAD_BYTE = re.compile("[\udc80-\udcff]")
_BINARY_SHARE, _BINARY_LEAST = 0.05, 8


@dataclass(frozen=True, slots=True)
class Encoding:
    """How to decode a file (with `errors="replace"`), and what was seen on the way.

    `bad` counts bytes that mean nothing in this encoding, `first_bad` is the offset of the first (from 0), `lines`
    counts physical lines, `binary` says that the file is no text at all.
    """

    name: str
    bad: int = 0
    first_bad: int | None = None
    lines: int = 0
    size: int = 0
    binary: bool = False

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a user must know of the decision."""
        if not self.bad:
            return ()
        where = "" if self.first_bad is None else f", the first at byte {self.first_bad + 1}"
        count = "1 byte is" if self.bad == 1 else f"{self.bad} bytes are"
        return (f"{count} not valid {self.name}{where}; read as the replacement character U+FFFD",)


def marked(head: bytes) -> str | None:
    """The encoding that a byte order mark at the start says, or None."""
    return next((name for mark, name in _MARKS if head.startswith(mark)), None)


def detect(handle: BinaryIO) -> Encoding:
    """The encoding of a binary file, read from its start in pieces (twice where it is not UTF-8)."""
    head = _rewind(handle).read(_CHUNK)
    name = marked(head)
    if name in ("utf-16", "utf-32"):
        return _wide(handle, name)
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    lines = size = 0
    first_bad = None
    last = b""
    _rewind(handle)
    while chunk := handle.read(_CHUNK):
        if first_bad is None:
            first_bad = _first_bad(decoder, chunk, size)
        lines += chunk.count(b"\n") + chunk.count(b"\r") - chunk.count(b"\r\n")
        size += len(chunk)
        last = chunk
    if first_bad is None:
        first_bad = _first_bad(decoder, b"", size)
    lines += bool(last) and not last.endswith((b"\n", b"\r"))
    binary = sum(map(head.count, _NOT_TEXT)) > _BINARY_LEAST + _BINARY_SHARE * len(head)
    if first_bad is None:
        return Encoding(name or "utf-8", lines=lines, size=size, binary=binary)
    letters, bad, undefined = _count(handle)
    if name or letters >= bad:
        return Encoding(name or "utf-8", bad, first_bad, lines, size, binary)
    return Encoding("windows-1252", undefined, None, lines, size, binary)


def _rewind(handle: BinaryIO) -> BinaryIO:
    handle.seek(0)
    return handle


def _first_bad(decoder: codecs.IncrementalDecoder, chunk: bytes, position: int) -> int | None:
    """The offset of the first byte that cannot be decoded, with `chunk` standing at `position` (empty: at the end)."""
    waiting = len(decoder.getstate()[0])
    try:
        decoder.decode(chunk, final=not chunk)
    except UnicodeDecodeError as error:
        return position - waiting + error.start
    return None


def _count(handle: BinaryIO) -> tuple[int, int, int]:
    """Valid UTF-8 letters outside ASCII, bytes that are not UTF-8, and bytes that Windows-1252 leaves undefined."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    letters = bad = undefined = 0
    _rewind(handle)
    while True:
        chunk = handle.read(_CHUNK)
        text = decoder.decode(chunk, final=not chunk)
        wrong = len(_BAD_BYTE.findall(text))
        bad += wrong
        letters += len(text) - len(text.encode("ascii", "ignore")) - wrong
        undefined += sum(map(chunk.count, _UNDEFINED_1252))
        if not chunk:
            return letters, bad, undefined


def _wide(handle: BinaryIO, name: str) -> Encoding:
    """UTF-16 or UTF-32 with a byte order mark."""
    decoder = codecs.getincrementaldecoder(name)("replace")
    lines = size = bad = 0
    last = ""
    _rewind(handle)
    while True:
        chunk = handle.read(_CHUNK)
        text = decoder.decode(chunk, final=not chunk)
        lines += text.count("\n") + text.count("\r") - text.count("\r\n")
        bad += text.count("\ufffd")
        size += len(chunk)
        last = text or last
        if not chunk:
            return Encoding(name, bad, None, lines + (bool(last) and last[-1] not in "\r\n"), size)

"""One note on standard input."""

from __future__ import annotations

import io
from typing import BinaryIO

from pipeline.notes.encoding import detect
from pipeline.notes.errors import InputError
from pipeline.notes.note import Note
from pipeline.notes.values import REPLACEMENT, without_surrogates
from pipeline.notes.words import notice

NAME = "standard input"
_MOST_BYTES_A_CHARACTER = 4


def read_stdin(stream: BinaryIO, *, max_chars: int = 1_000_000) -> Note:
    """The note in a stream of bytes, in any of the encodings of files; its id is empty.

    Raises `InputError` where it is empty, only white space, longer than `max_chars`, or no text.
    """
    data = stream.read(max_chars * _MOST_BYTES_A_CHARACTER + 1)
    if not data:
        raise InputError("NP103", NAME)
    encoding = detect(io.BytesIO(data))
    if encoding.binary:
        raise InputError("NP104", NAME, expected="text", found="binary data")
    text = without_surrogates(data.decode(encoding.name, "replace"))
    if not text.strip():
        raise InputError("NP116", NAME)
    if len(text) > max_chars:
        raise InputError("NP117", NAME, limit=max_chars)
    return Note("", text, source_file=NAME, line=1, notices=(notice("undecodable"),) if REPLACEMENT in text else ())

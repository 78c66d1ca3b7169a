"""A compiled copy of the shipped lexicon, so that a start takes no seconds for reading and compiling it.

`compiled.bin` holds a fingerprint of everything that it was made from and the compiled finder. Where the fingerprint no
longer fits (a file was edited, another version of the lemma list), the lexicon is compiled from its YAML files instead:
slower, with the same result. `python -m pipeline.lexicon.compiled` writes it anew.
"""

from __future__ import annotations

import gc
import hashlib
import json
import zlib
from importlib.metadata import version
from pathlib import Path

from pipeline.lexicon.entries import load_lexicon, shipped_files
from pipeline.lexicon.finder import Finder

FILE = Path(__file__).parent / "compiled.bin"
_ROOM = Path(__file__).parent.parent
_MADE_FROM = ("language", "patterns")


def fingerprint() -> bytes:
    """Hash of the lexicon, of the tables and code that compile it, and of the version of the lemma list."""
    digest = hashlib.sha256(version("simplemma").encode())
    sources = [
        path for room in _MADE_FROM for path in (_ROOM / room).rglob("*") if path.suffix in (".py", ".yaml", ".tsv")
    ]
    sources += [Path(__file__).parent / name for name in ("entries.py", "finder.py")]
    for path in sorted([*sources, *shipped_files()]):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.digest()


def shipped_finder() -> tuple[Finder, str]:
    """The finder of the shipped lexicon and the lexicon's version."""
    try:
        data = FILE.read_bytes()
    except FileNotFoundError:
        data = b""
    mark = fingerprint()
    if data.startswith(mark):
        # Half of the time would go into searching the thousands of new objects for garbage, of which there is none.
        gc.disable()
        try:
            read = json.loads(zlib.decompress(data[len(mark) :]))
            return Finder.from_data(read["finder"]), read["version"]
        finally:
            gc.enable()
    lexicon = load_lexicon()
    return Finder(lexicon), lexicon.version


def write() -> int:
    """Writes `compiled.bin` and gives its size in bytes."""
    lexicon = load_lexicon()
    data = {"version": lexicon.version, "finder": Finder(lexicon).to_data()}
    return FILE.write_bytes(fingerprint() + zlib.compress(json.dumps(data, separators=(",", ":")).encode(), 9))


if __name__ == "__main__":
    print(f"{FILE.name}: {write():,} bytes")

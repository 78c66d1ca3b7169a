"""The compiled copy of the shipped lexicon, `compiled.bin`; see `pipeline.language.stored`.

`python -m pipeline.lexicon.compiled` writes it and the other compiled copies anew: cues, questions, tables.
"""

from __future__ import annotations

from pathlib import Path

from pipeline.language.data import STORED, store_tables
from pipeline.language.stored import fingerprint as of_files
from pipeline.language.stored import load, save
from pipeline.lexicon.entries import load_lexicon, shipped_files
from pipeline.lexicon.finder import Finder

FILE = Path(__file__).parent / "compiled.bin"
_ROOM = Path(__file__).parent.parent


def fingerprint() -> bytes:
    """Hash of the lexicon and of everything that compiles it."""
    return of_files([*(Path(__file__).parent / name for name in ("entries.py", "finder.py")), *shipped_files()])


def shipped_finder() -> tuple[Finder, str]:
    """The finder of the shipped lexicon and the lexicon's version."""
    stored = load(FILE, fingerprint())
    if stored is not None:
        return Finder.from_data(stored["finder"]), stored["version"]
    lexicon = load_lexicon()
    return Finder(lexicon), lexicon.version


def write() -> int:
    """Writes `compiled.bin` and gives its size in bytes."""
    lexicon = load_lexicon()
    return save(FILE, fingerprint(), {"version": lexicon.version, "finder": Finder(lexicon).to_data()})


def write_all() -> None:
    """Writes all compiled copies."""
    from pipeline.context import qualify
    from pipeline.questions import component

    lexicon = set(shipped_files())
    tables = store_tables(path for path in _ROOM.rglob("*.yaml") if path not in lexicon)
    sizes = {STORED: tables, FILE: write(), qualify.FILE: qualify.write(), component.FILE: component.write()}
    for file, size in sizes.items():
        print(f"{file.relative_to(_ROOM)}: {size:,} bytes")


if __name__ == "__main__":
    write_all()

"""The manifest of a model folder: every file with its SHA-256, checked before anything is loaded."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from models.errors import ModelError

FILE = "manifest.json"
TELLING = frozenset({"README.md", "MODELKAART.md", "metrics.json", "config.json"})
"""Files that nothing is read from when notes are screened: a card that is worded better makes no other model, nor does the
configuration of the encoder, which only further training reads."""


def write_manifest(folder: Path) -> str:
    """Writes the manifest over all files of a folder and gives the fingerprint of the whole: 12 hexadecimal digits."""
    files = {path.name: _digest(path) for path in sorted(folder.iterdir()) if path.is_file() and path.name != FILE}
    (folder / FILE).write_text(json.dumps({"sha256": files}, indent=1) + "\n", "utf-8")
    return fingerprint(files)


def check_manifest(folder: Path) -> str:
    """The fingerprint of a folder whose files are those of its manifest. Raises `ModelError` naming the first that is not."""
    files = _files(folder)
    for name, digest in files.items():
        path = folder / name
        if not path.is_file():
            raise ModelError(f"{path}: missing, though the manifest names it")
        if _digest(path) != digest:
            raise ModelError(f"{path}: not the file of the manifest (other SHA-256); fetch the model again")
    return fingerprint(files)


def read_manifest(folder: Path) -> str:
    """The fingerprint of a folder by its manifest; the files are not read. Raises `ModelError`."""
    return fingerprint(_files(folder))


def _files(folder: Path) -> dict[str, str]:
    try:
        files: dict[str, str] = json.loads((folder / FILE).read_text("utf-8"))["sha256"]
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(f"{folder / FILE}: {type(error).__name__}: {error}") from error
    return files


def fingerprint(files: dict[str, str]) -> str:
    """A short name of what a model says: of its files, but for those that only tell about it."""
    files = {name: digest for name, digest in files.items() if name not in TELLING}
    return hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()[:12]


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()

"""Versions of a corpus that cannot change unseen: a folder each, named after the content, with a datasheet.

`STORE/3f2a…/` holds `corpus.jsonl`, `version.json` (digest, message, parents, time) and `datasheet.md`, all read-only. The
digest is over the notes in order of id and annotator, so the same notes are the same version in whatever order they come.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from annotation.corpus import AnnotatedNote, CorpusError, read_jsonl, reasons, write_jsonl
from annotation.description import Language, datasheet, describe

CORPUS, RECORD, DATASHEET = "corpus.jsonl", "version.json", "datasheet.md"
NAME = 16
"""Hex digits of the digest that name a version."""


class Version(BaseModel):
    """What is kept of a version beside its notes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    digest: str
    message: str = ""
    parents: tuple[str, ...] = ()
    made: str
    notes: int
    mentions: int

    @property
    def name(self) -> str:
        """The name of its folder."""
        return self.digest[:NAME]


@dataclass(frozen=True, slots=True)
class Frozen:
    """A version, its folder, and whether it was made just now."""

    version: Version
    folder: Path
    new: bool


def digest(notes: Iterable[AnnotatedNote]) -> str:
    """SHA-256 of the notes, in hex: of each its JSON with sorted keys, in order of id and annotator."""
    total = hashlib.sha256()
    for note in _ordered(notes):
        row = json.dumps(note.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        total.update(row.encode("utf-8", "surrogatepass") + b"\n")
    return total.hexdigest()


def freeze(
    store: Path,
    notes: Sequence[AnnotatedNote],
    *,
    message: str = "",
    parents: Sequence[str] = (),
    about: Mapping[str, str] | None = None,
    language: Language = "nl",
) -> Frozen:
    """Adds the notes as a version, or finds the one that holds them already. `parents` are names of versions it came from.

    Raises `CorpusError` for a parent that is not there.
    """
    if missing := [name for name in parents if not (store / name / RECORD).exists()]:
        raise CorpusError([f"no version {name} in {store.name}" for name in missing])
    whole = digest(notes)
    target = store / whole[:NAME]
    if target.exists():
        return Frozen(verify(target), target, new=False)
    version = Version(
        digest=whole,
        message=message,
        parents=tuple(parents),
        made=datetime.now(UTC).isoformat(timespec="seconds"),
        notes=len(notes),
        mentions=sum(len(note.mentions) for note in notes),
    )
    store.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(prefix=".making-", dir=store))
    try:
        write_jsonl(making / CORPUS, _ordered(notes))
        (making / RECORD).write_text(version.model_dump_json(indent=1) + "\n", "utf-8")
        (making / DATASHEET).write_text(datasheet(describe(notes), whole[:NAME], about, language), "utf-8")
        for path in making.iterdir():
            path.chmod(0o444)
        making.chmod(0o755)
        making.rename(target)  # a version is there whole or not at all
    except BaseException:
        shutil.rmtree(making)
        raise
    return Frozen(version, target, new=True)


def verify(folder: Path) -> Version:
    """The version in a folder. Raises `CorpusError` where its notes are no longer those it was made of."""
    try:
        version = Version.model_validate_json((folder / RECORD).read_bytes())
        found = digest(read_jsonl(folder / CORPUS))
    except ValidationError as error:
        raise CorpusError([f"{folder.name}/{RECORD}: {said}" for said in reasons(error)]) from error
    except OSError as error:
        raise CorpusError([f"{folder.name}: cannot read {Path(error.filename).name}: {error.strerror}"]) from error
    if found != version.digest or version.name != folder.name:
        raise CorpusError([f"{folder.name}: its notes have changed: they are now {found[:NAME]}"])
    return version


def versions(store: Path) -> list[Version]:
    """All versions of a store, the oldest first, each verified. Raises `CorpusError` with every one that has changed."""
    found: list[Version] = []
    problems: list[str] = []
    for folder in sorted(path.parent for path in store.glob(f"*/{RECORD}")):
        try:
            found.append(verify(folder))
        except CorpusError as error:
            problems += error.problems
    if problems:
        raise CorpusError(problems)
    return sorted(found, key=lambda version: (version.made, version.digest))


def _ordered(notes: Iterable[AnnotatedNote]) -> list[AnnotatedNote]:
    return sorted(notes, key=lambda note: (note.id, note.annotator or ""))

"""The lexicon as data: entries and blockers of each label, read from YAML and checked.

A mistake is named by file and line. `docs/lexicon.md` describes the format.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator

from pipeline.language.data import read_yaml
from pipeline.patterns import PatternError, parse
from pipeline.taxonomy import taxonomy

DATA = Path(__file__).parent / "data"


class LexiconError(ValueError):
    """A mistake in a lexicon file: `file:line: what is wrong`."""


def _as_tuple(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


Texts = Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Entry(_Row):
    """A wording that shows a signal: patterns, the sentence that it must hit, and sentences that it must not."""

    phrase: Texts = Field(min_length=1)
    hit: str
    miss: Texts = ()
    kind: Literal["direct", "indirect"] = "direct"
    register_: Literal["vak", "burger", "beide"] = Field(default="beide", alias="register")
    sets: dict[str, str] = Field(default_factory=dict)
    unless: Texts = ()
    within: int | None = Field(default=None, ge=2, le=20)
    source: Texts = ()

    @field_validator("sets")
    @classmethod
    def _known_values(cls, sets: dict[str, str]) -> dict[str, str]:
        for name, value in sets.items():
            if value not in taxonomy().qualifiers.get(name, ()):
                raise ValueError(f"no qualifier {name}: {value}")
        return sets


class Blocker(_Row):
    """A wording that looks like a signal and is not it."""

    phrase: Texts = Field(min_length=1)
    example: str
    scope: Literal["woorden", "zin"] = "woorden"
    within: int | None = Field(default=None, ge=2, le=20)


class LabelRows(_Row):
    entries: tuple[Entry, ...] = ()
    blockers: tuple[Blocker, ...] = ()


class LexiconFile(_Row):
    """One YAML file. `replace: true` in a user's file puts its labels in the place of ours; else they are added."""

    domain: str = ""
    replace: bool = False
    signals: dict[str, LabelRows]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All labels' rows, and the version: a hash of every pattern, qualifier and label in it."""

    rows: dict[str, LabelRows]

    def entries(self) -> Iterator[tuple[str, str, Entry]]:
        """`(id, label, entry)`; the id is the label and the entry's number, from 1."""
        for label, rows in self.rows.items():
            for number, entry in enumerate(rows.entries, 1):
                yield f"{label}-{number}", label, entry

    @property
    def version(self) -> str:
        digest = hashlib.sha256()
        for label, rows in self.rows.items():
            for row in (*rows.entries, *rows.blockers):
                digest.update(f"{label}\t{row!r}\n".encode())
        return digest.hexdigest()[:12]


def shipped_files() -> list[Path]:
    """The lexicon files of the package, in a fixed order."""
    return sorted(DATA.glob("*.yaml"))


def read_file(path: Path) -> LexiconFile:
    """One lexicon file. Raises `LexiconError` with file and line."""
    try:
        data = read_yaml(path)
    except (OSError, UnicodeDecodeError) as error:
        raise LexiconError(f"{path}: cannot be read: {error}") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise LexiconError(f"{path}:{line}: not valid YAML: {getattr(error, 'problem', error)}") from error
    try:
        found = LexiconFile.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        raise LexiconError(f"{path}:{_line(path, first['loc'])}: {_where(first['loc'])}: {first['msg']}") from error
    _check_labels_and_patterns(path, found)
    return found


def _check_labels_and_patterns(path: Path, found: LexiconFile) -> None:
    known = taxonomy().labels
    for label, rows in found.signals.items():
        if label not in known:
            raise LexiconError(f"{path}:{_line(path, ('signals', label))}: no label {label!r} in the taxonomy")
        places = [(("signals", label, "entries", n), e.phrase + e.unless, e.within) for n, e in enumerate(rows.entries)]
        places += [(("signals", label, "blockers", n), b.phrase, b.within) for n, b in enumerate(rows.blockers)]
        for place, patterns, within in places:
            for pattern in patterns:
                try:
                    parse(pattern, within=within)
                except PatternError as error:
                    raise LexiconError(f"{path}:{_line(path, place)}: {label}: {error}") from error


def _where(location: Sequence[str | int]) -> str:
    return ".".join(str(part) for part in location) or "file"


def _line(path: Path, location: Sequence[str | int]) -> int:
    """The line of a place in a YAML file, counted from 1; the nearest enclosing one where the place itself is missing."""
    node = yaml.compose(path.read_text("utf-8"), Loader=yaml.SafeLoader)
    line = 1
    for part in location:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == str(part):
                    line, node = key.start_mark.line + 1, value
                    break
            else:
                return line
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
        else:
            return line
    return line


def load_lexicon(extra: Sequence[Path] = ()) -> Lexicon:
    """The shipped lexicon, with a user's files added to it or, where they say `replace: true`, in its place per label.

    Labels stand in the order of the taxonomy. Raises `LexiconError`.
    """
    rows: dict[str, LabelRows] = {}
    for path in (*shipped_files(), *extra):
        found = read_file(path)
        for label, more in found.signals.items():
            before = rows.get(label)
            if before is None or (found.replace and path in extra):
                rows[label] = more
            else:
                rows[label] = LabelRows(entries=before.entries + more.entries, blockers=before.blockers + more.blockers)
    return Lexicon({label: rows[label] for label in taxonomy().labels if label in rows})


def own_entries(extra: Sequence[Path]) -> list[str]:
    """Ids of the entries that come from a user's files. Raises `LexiconError`."""
    shipped = load_lexicon().rows if extra else {}
    return [
        entry_id
        for entry_id, label, entry in (load_lexicon(extra).entries() if extra else ())
        if label not in shipped or entry not in shipped[label].entries
    ]

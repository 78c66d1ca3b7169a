"""The form of `data/*.yaml` and `fillers.yaml`, checked when they are read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from eval.behaviour.edits import EDITS
from pipeline.context.cues import QUALIFIERS
from pipeline.language.data import read_yaml
from pipeline.taxonomy import taxonomy

DATA = Path(__file__).parent / "data"
FILLERS = Path(__file__).parent / "fillers.yaml"
SELF = "tekst"
"""The field of a filler that `<name>` stands for; `<name.label>` is its field `label`."""

Kind = Literal["minimum", "invariance", "directional"]
Filler = dict[str, str]
Fillers = dict[str, tuple[Filler, ...]]


class SuiteError(ValueError):
    """Data of the suite that cannot be used; the message says where and why."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _as_filler(value: object) -> object:
    return {SELF: value} if isinstance(value, str) else value


class FillerTable(_Part):
    """Words for a slot: a string, or a mapping of fields with at least `tekst`."""

    values: tuple[Filler, ...] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _strings(cls, data: object) -> object:
        return {"values": [_as_filler(value) for value in data]} if isinstance(data, list) else data

    @model_validator(mode="after")
    def _fields(self) -> FillerTable:
        fields = set(self.values[0])
        if SELF not in fields or any(set(value) != fields for value in self.values):
            raise ValueError(f"every filler of a slot needs the same fields, {SELF!r} among them")
        return self


class MinimumCase(_Part):
    """Marked text. `absent`: labels that must not be raised unless marked; all others where it is left out."""

    text: str
    absent: tuple[str, ...] | None = None

    @model_validator(mode="before")
    @classmethod
    def _string(cls, data: object) -> object:
        return {"text": data} if isinstance(data, str) else data


class InvarianceCase(_Part):
    """Plain text whose raised labels must stay the same: beside `variants`, or over the fillers of slot `varies`."""

    text: str
    variants: tuple[str, ...] = ()
    varies: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _string(cls, data: object) -> object:
        return {"text": data} if isinstance(data, str) else data


class DirectionalCase(_Part):
    """Marked text before and after an edit; both must hold, and the edit must raise nothing that is not marked."""

    before: str
    after: str


class _Functionality(_Part):
    id: str = Field(pattern=r"^[a-z0-9_]+$")
    about: str = Field(min_length=10)
    fillers: dict[str, FillerTable] = Field(default_factory=dict)


class Minimum(_Functionality):
    """What must be found and what must not be raised. `absent` holds for every case that has none of its own; `judged`:
    the qualifiers that must be as marked, those of its group where it is left out."""

    type: Literal["minimum"]
    absent: tuple[str, ...] | None = None
    judged: tuple[str, ...] | None = None
    cases: tuple[MinimumCase, ...] = Field(min_length=1)


class Invariance(_Functionality):
    """What must not change the raised labels. `edit`: an edit of `edits.py` that makes the variants.

    `quiet`: whether the texts raise nothing; a text that raises nothing elsewhere is a failure, since it tests nothing.
    """

    type: Literal["invariance"]
    edit: str | None = None
    quiet: bool = False
    cases: tuple[InvarianceCase, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _ways(self) -> Invariance:
        if self.edit is not None and self.edit not in EDITS:
            raise ValueError(f"no edit {self.edit!r}; there are {sorted(EDITS)}")
        for case in self.cases:
            if [bool(self.edit), bool(case.variants), bool(case.varies)].count(True) != 1:
                raise ValueError(f"{case.text!r} needs one of: variants, varies, or the edit of its functionality")
        return self


class Directional(_Functionality):
    """What an edit must do, and that it does nothing else."""

    type: Literal["directional"]
    cases: tuple[DirectionalCase, ...] = Field(min_length=1)


Functionality = Annotated[Minimum | Invariance | Directional, Field(discriminator="type")]


class Group(_Part):
    """A file of `data/`: functionalities that belong together, under a Dutch name.

    `judged`: the qualifiers that must be as marked; those that the sentences of the group do not decide are left out.
    """

    group: str = Field(pattern=r"^[a-z_]+$")
    name: str
    judged: tuple[str, ...] = QUALIFIERS
    functionalities: tuple[Functionality, ...] = Field(min_length=1)


class _FillerFile(_Part):
    fillers: dict[str, FillerTable]


def read_fillers(path: Path = FILLERS) -> Fillers:
    """The fillers that all functionalities share, by slot. Raises `SuiteError`."""
    try:
        return {slot: table.values for slot, table in _FillerFile.model_validate(read_yaml(path)).fillers.items()}
    except ValidationError as error:
        raise SuiteError(f"{path.name}: {error}") from None


def read_groups(folder: Path = DATA) -> list[Group]:
    """All groups, in the order of their file names. Raises `SuiteError` for what does not fit or stands twice."""
    groups = []
    seen: dict[str, str] = {}
    for path in sorted(folder.glob("*.yaml")):
        try:
            group = Group.model_validate(read_yaml(path))
        except ValidationError as error:
            raise SuiteError(f"{path.name}: {error}") from None
        _check_names(path, group)
        for functionality in group.functionalities:
            if functionality.id in seen:
                raise SuiteError(f"{path.name}: {functionality.id} is also in {seen[functionality.id]}")
            seen[functionality.id] = path.name
        groups.append(group)
    return groups


def _check_names(path: Path, group: Group) -> None:
    minimum = [functionality for functionality in group.functionalities if isinstance(functionality, Minimum)]
    judged = {*group.judged, *(name for functionality in minimum for name in functionality.judged or ())}
    if unknown := sorted(judged - set(QUALIFIERS)):
        raise SuiteError(f"{path.name}: no qualifier {', '.join(unknown)}")
    lists = [labels for f in minimum for labels in (f.absent, *(case.absent for case in f.cases))]
    absent = {label for labels in lists for label in labels or ()}
    if unknown := sorted(absent - set(taxonomy().labels)):
        raise SuiteError(f"{path.name}: no label {', '.join(unknown)} in the taxonomy")

"""The entry for the Algoritmeregister: made from the settings and the running system, and held against the published fields."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

from triage.papers.filling import fill
from triage.papers.system import System
from triage.settings import Settings

DATA = Path(__file__).parent / "data"
LINK_FORM = r"https://\S+"
THEME = "Zorg en gezondheid"
DPIA, IAMA = "Data Protection Impact Assessment (DPIA)", "Impact Assessment Mensenrechten en Algoritmes (IAMA)"
Entry = dict[str, Any]


class RegisterField(BaseModel):
    """A field of the published standard. `longest` in characters; `links`: a list of objects with these keys and
    lengths; `many`: a list of allowed values."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str
    title: str
    required: bool = False
    longest: int | None = None
    form: str | None = None
    allowed: tuple[str, ...] = ()
    many: bool = False
    links: dict[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """A field that does not meet the standard; `kind` names the sentence that says why."""

    field: RegisterField
    kind: str
    limit: int | None = None


class Standard(BaseModel):
    """The published standard: its version, and its fields in order."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: str
    fields: tuple[RegisterField, ...]


@cache
def standard() -> Standard:
    """The standard that entries are held against."""
    return Standard.model_validate(yaml.safe_load((DATA / "register_fields.yaml").read_text("utf-8")))


@cache
def _templates() -> dict[str, str]:
    found: dict[str, str] = yaml.safe_load((DATA / "register_entry.yaml").read_text("utf-8"))
    return found


def entry(settings: Settings, system: System) -> Entry:
    """The entry, in the order of the standard; optional fields that are empty are left out, required ones are not."""
    found: Entry = {key: fill(template, settings, system) for key, template in _templates().items()}
    found["category"] = [THEME]
    found["standard_version"] = standard().version
    found["lawful_basis_grouping"] = []
    found["source_data_grouping"] = []
    found["impacttoetsen_grouping"] = [
        {"title": title, "link": link}
        for title, link in ((DPIA, settings.register_dpia_url), (IAMA, settings.register_iama_url))
        if link
    ]
    return {
        field.key: found[field.key]
        for field in standard().fields
        if field.key in found and (found[field.key] or field.required or field.links is not None)
    }


def problems(made: Mapping[str, Any]) -> list[Problem]:
    """Everything in an entry that the standard does not allow; empty for one that can be handed in."""
    known = {field.key for field in standard().fields}
    found = [Problem(RegisterField(key=key, title=key), "onbekend") for key in made if key not in known]
    for field in standard().fields:
        value = made.get(field.key)
        if value is None or (value == "" and field.links is None):
            if field.required:
                found.append(Problem(field, "ontbreekt"))
        elif field.links is not None:
            found += _link_problems(field, field.links, value)
        elif field.many:
            if not isinstance(value, list) or not all(one in field.allowed for one in value):
                found.append(Problem(field, "keuze"))
        elif not isinstance(value, str):
            found.append(Problem(field, "tekst"))
        else:
            found += _text_problems(field, value)
    return found


def _text_problems(field: RegisterField, value: str) -> list[Problem]:
    found = []
    if field.allowed and value not in field.allowed:
        found.append(Problem(field, "keuze"))
    if field.longest is not None and len(value) > field.longest:
        found.append(Problem(field, "te_lang", field.longest))
    if field.form is not None and not re.fullmatch(field.form, value):
        found.append(Problem(field, "vorm"))
    return found


def _link_problems(field: RegisterField, lengths: Mapping[str, int], value: object) -> list[Problem]:
    if not isinstance(value, list):
        return [Problem(field, "lijst")]
    for one in value:
        if not isinstance(one, dict) or set(one) - set(lengths):
            return [Problem(field, "lijst")]
        for key, longest in lengths.items():
            if len(str(one.get(key, ""))) > longest:
                return [Problem(field, "te_lang", longest)]
        if one.get("link") and not re.fullmatch(LINK_FORM, str(one["link"])):
            return [Problem(field, "vorm")]
    return []

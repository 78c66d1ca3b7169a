"""The words and keys of the screen, read from `words.yaml` and checked against the taxonomy."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Self

import yaml
from pydantic import BaseModel, ConfigDict, model_validator

from pipeline.taxonomy import taxonomy
from triage.web.menu import MenuItem


class Words(BaseModel):
    """Everything in `words.yaml`. `keys` maps a label to its key, `qualifiers` a value to what the screen calls it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    keys: dict[str, str]
    qualifiers: dict[str, dict[str, str]]
    answers: dict[str, str]
    states: dict[str, str]
    fates: dict[str, str]
    saving: dict[str, str]
    said: dict[str, str]
    differs: dict[str, str]
    buttons: dict[str, dict[str, str]]
    menu: tuple[MenuItem, ...]

    @model_validator(mode="after")
    def _complete(self) -> Self:
        known = taxonomy()
        if set(self.keys) != set(known.labels) or len(set(self.keys.values())) != len(self.keys):
            raise ValueError("words.yaml does not give every label one key of its own")
        if any(len(key) != 1 or not key.isascii() or not key.isalpha() for key in self.keys.values()):
            raise ValueError("words.yaml: a key is a letter; digits and signs have other uses")
        for name, values in known.qualifiers.items():
            if set(self.qualifiers.get(name, {})) != {"name", *values}:
                raise ValueError(f"words.yaml does not name exactly the values of {name}")
        return self

    def for_browser(self) -> dict[str, Any]:
        """What the script needs: names of labels and their keys, qualifiers in order, and what it says."""
        known = taxonomy()
        return {
            "labels": {label.id: {"name": label.label, "key": self.keys[label.id]} for label in known.labels.values()},
            "qualifiers": [
                {
                    "id": name,
                    "name": self.qualifiers[name]["name"],
                    "values": [{"id": value, "name": self.qualifiers[name][value]} for value in values],
                }
                for name, values in known.qualifiers.items()
            ],
            "fates": self.fates,
            "saving": self.saving,
            "said": self.said,
            "buttons": self.buttons,
        }


@cache
def words() -> Words:
    """Reads the file. Raises `ValueError` where it does not fit the taxonomy."""
    return Words.model_validate(yaml.safe_load((Path(__file__).parent / "words.yaml").read_text("utf-8")))
